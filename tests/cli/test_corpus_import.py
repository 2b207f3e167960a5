"""`outlast corpus import`: from a mapping and a file to a corpus that the other commands read."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
HATECHECK = DATA / "hatecheck" / "test_suite_cases.csv"
MANDARIN = DATA / "mhc-mandarin" / "hatecheck_cases_final_mandarin.csv"

MAPPING = """\
corpus: {name: mail, version: "1", title: Mail, licence: cc0-1.0, language: en, source: A. Nonymous}
read: {format: csv, path: mail.csv}
columns: {text: body, id: id}
labels:
  tone: {column: tone, about: the tone, values: {civil: c, insult: i}}
"""
MAIL = "id,body,tone\n1,No war!,civil\n2,You toad.,insult\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a mapping beside its file in `maps`; the project is entered."""
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "mail.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "maps" / "mail.csv").write_text(MAIL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").removesuffix("\n").split("\n")]


@pytest.mark.usefixtures("project")
def test_from_file_to_corpus(outlast: Callable) -> None:
    """The mapping's file, relative to the mapping, becomes a corpus that is shown and in which nothing is found."""
    done = outlast("corpus", "import", "maps/mail.yaml")
    assert (done.code, done.out, done.err) == (0, "corpora/mail: 2 passages in 2 documents\n", "")
    shown = json.loads(outlast("corpus", "show", "mail", "--json").out)
    assert (shown["title"], shown["licence"]) == ("Mail", "cc0-1.0")
    assert shown["languages"]["en"]["labels"] == {"tone": {"civil": 1, "insult": 1}}
    checked = outlast("corpus", "validate", "mail")
    assert (checked.code, checked.out) == (0, "mail 1: nothing found (en)\n")


def test_from_elsewhere_into_another_folder(outlast: Callable, project: Path) -> None:
    """--from is relative to where one works, and --into says where the corpus goes."""
    (project / "other.csv").write_text("id,body,tone\nx,Hello,\n", encoding="utf-8")
    done = outlast("corpus", "import", "maps/mail.yaml", "--from", "other.csv", "--into", "sets")
    assert (done.code, done.out) == (0, "sets/mail: 1 passages in 1 documents\n")
    assert [row["passage_id"] for row in rows("sets/mail/passages.en.jsonl")] == ["mail/en/x"]
    assert not (project / "corpora").exists()


def test_a_corpus_that_is_there(outlast: Callable, project: Path) -> None:
    """A second import is refused with exit code 2 and says how to replace; --replace replaces."""
    outlast("corpus", "import", "maps/mail.yaml")
    done = outlast("corpus", "import", "maps/mail.yaml")
    message = "outlast: corpora/mail is there already; --replace replaces it\n"
    assert (done.code, done.out, done.err) == (2, "", message)
    (project / "maps" / "mail.csv").write_text("id,body,tone\n3,Hello,\n", encoding="utf-8")
    assert outlast("corpus", "import", "maps/mail.yaml", "--replace").code == 0
    assert [row["text"] for row in rows("corpora/mail/passages.en.jsonl")] == ["Hello"]


def test_faults_then_mended(outlast: Callable, project: Path) -> None:
    """Faults come as file:line:column with exit code 2; once mended, the same command imports."""
    path = project / "maps" / "mail.csv"
    path.write_text(MAIL + "2,Hi,\n4,Ho,cvil\n", encoding="utf-8")
    done = outlast("corpus", "import", "maps/mail.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "maps/mail.csv:4:1: id: '2' is no id, or stands here twice",
        "maps/mail.csv:5:1: tone: 'cvil' is not in the codebook; did you mean 'civil'?",
    ]
    path.write_text(MAIL, encoding="utf-8")
    assert outlast("corpus", "import", "maps/mail.yaml").code == 0


@pytest.mark.usefixtures("project")
def test_a_mapping_that_is_not_there(outlast: Callable) -> None:
    """A mapping that is not there ends in one line and exit code 2."""
    done = outlast("corpus", "import", "maps/none.yaml")
    assert (done.code, done.err) == (2, "maps/none.yaml: no such file\n")


def test_a_small_hatecheck(outlast: Callable, project: Path) -> None:
    """HateCheck's mapping keeps case ids, templates as documents, gold labels, and null where a cell is empty."""
    header = ",functionality,case_id,test_case,label_gold,target_ident,direction,focus_words,focus_lemma,"
    header += "ref_case_id,ref_templ_id,templ_id,case_templ\n"
    first = '0,kind_h,7,"They are ""awful"", all.",hateful,women,general,,,,,3,x\n'
    second = "1,kind_nh,8,I like tea. ,non-hateful,,,,,7,3,3,x\n"
    (project / "h.csv").write_text(header + first + second, encoding="utf-8")
    done = outlast("corpus", "import", ROOT / "configs/imports/hatecheck.yaml", "--from", "h.csv")
    assert (done.code, done.out) == (0, "corpora/hatecheck: 2 passages in 1 documents\n")
    names = ("passage_id", "document_id", "start", "text", "gold", "functionality", "ref_case_id", "target")
    assert [tuple(row[name] for name in names) for row in rows("corpora/hatecheck/passages.en.jsonl")] == [
        ("hatecheck/en/7", "hatecheck/en/3", 0, 'They are "awful", all.', "hateful", "kind_h", None, "women"),
        ("hatecheck/en/8", "hatecheck/en/3", 24, "I like tea. ", "non-hateful", "kind_nh", "7", None),
    ]


def test_a_small_hatecheck_in_mandarin(outlast: Callable, project: Path) -> None:
    """The Mandarin mapping makes Chinese passages; cells are kept as they are written."""
    header = "mhc_case_id,functionality,test_case,label_gold,target_ident,ref_case_id,ref_templ_id,templ_id,case_templ,"
    header += "label_annotated,label_annotated_maj,disagreement_in_case,disagreement_in_template\n"
    row = "mandarin-9,kind_nh,我喜欢喝茶，也喜欢聊天。,non-hateful,,1.0,1.0,4,x,"
    row += "\"['hateful', 'hateful']\",hateful,False,False\n"
    (project / "m.csv").write_text(header + row, encoding="utf-8")
    done = outlast("corpus", "import", ROOT / "configs/imports/hatecheck-mandarin.yaml", "--from", "m.csv")
    assert (done.code, done.out) == (0, "corpora/hatecheck-mandarin: 1 passages in 1 documents\n")
    (found,) = rows("corpora/hatecheck-mandarin/passages.zh.jsonl")
    assert (found["passage_id"], found["document_id"]) == (
        "hatecheck-mandarin/zh/mandarin-9",
        "hatecheck-mandarin/zh/4",
    )
    assert (found["language"], found["gold"], found["ref_case_id"]) == ("zh", "non-hateful", "1.0")


def compared(source: Path, imported: str) -> tuple[int, int, int]:
    """Cases, functionalities and hateful cases of the source, when the corpus has the same of each and their texts."""
    with source.open(encoding="utf-8", newline="") as stream:
        cases = list(csv.DictReader(stream))
    found = rows(imported)
    assert [row["text"] for row in found] == [case["test_case"] for case in cases]
    counts = Counter((case["functionality"], case["label_gold"]) for case in cases)
    assert Counter((row["functionality"], row["gold"]) for row in found) == counts
    hateful = sum(count for (_, gold), count in counts.items() if gold == "hateful")
    return len(found), len({functionality for functionality, _ in counts}), hateful


@pytest.mark.skipif(not HATECHECK.is_file(), reason="HateCheck is not in ../shared/data")
@pytest.mark.usefixtures("project")
def test_hatecheck(outlast: Callable) -> None:
    """HateCheck's 3,728 cases are imported with their 29 functionalities, 2,563 of them hateful, as published."""
    done = outlast("corpus", "import", ROOT / "configs/imports/hatecheck.yaml", "--from", HATECHECK)
    assert (done.code, done.err) == (0, "")
    assert compared(HATECHECK, "corpora/hatecheck/passages.en.jsonl") == (3728, 29, 2563)


@pytest.mark.skipif(not MANDARIN.is_file(), reason="the Mandarin HateCheck is not in ../shared/data")
@pytest.mark.usefixtures("project")
def test_hatecheck_in_mandarin(outlast: Callable) -> None:
    """The Mandarin HateCheck's cases are imported with the source's functionalities and gold labels."""
    done = outlast("corpus", "import", ROOT / "configs/imports/hatecheck-mandarin.yaml", "--from", MANDARIN)
    assert (done.code, done.err) == (0, "")
    assert compared(MANDARIN, "corpora/hatecheck-mandarin/passages.zh.jsonl")[0] == 3378
