"""`outlast verify`: a run that holds, and each way in which one does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from outlast.runs.results import Run


def test_a_run_holds(outlast: Callable, ran: Run) -> None:
    """A run that nobody touched holds, with all of its decisions made again."""
    done = outlast("verify", "pond")
    assert (done.code, done.err) == (0, "")
    assert "36 decisions made again and equal" in done.out
    assert done.out.splitlines()[-1] == f"signature   {ran.signature}"


def test_a_decision_that_was_changed_is_found(outlast: Callable, ran: Run) -> None:
    """A stored decision that was turned round ends in exit code 4, with the file and the decision named."""
    path = ran.folder / "decisions" / "part-00000.parquet"
    table = pq.ParquetFile(path).read()
    turned = [not table.column("blocked")[0].as_py(), *table.column("blocked").to_pylist()[1:]]
    pq.write_table(table.set_column(4, table.schema.field("blocked"), pa.array(turned, pa.bool_())), path)
    done = outlast("verify", "pond")
    assert (done.code, done.out) == (4, "")
    first, second = done.err.splitlines()
    assert "decisions/part-00000.parquet changed: sha256 " in first
    assert second.endswith("decision pond/en/a.1.1 identity 0 words: blocked True stored, False now")


@pytest.mark.parametrize(
    ("file", "finding"),
    [
        ("configs/keywords/rude.yaml", "input keywords/rude changed (configs/keywords/rude.yaml): sha256 "),
        ("configs/policies/tone.yaml", "input policies/tone changed (configs/policies/tone.yaml): sha256 "),
        ("corpora/pond/passages.en.jsonl", "input corpora/pond/passages.en.jsonl changed "),
    ],
)
@pytest.mark.usefixtures("ran")
def test_an_input_that_was_changed_is_found(file: str, finding: str, outlast: Callable) -> None:
    """A file that the run read and that is another now ends in exit code 4 and is named."""
    path = Path(file)
    path.write_text(path.read_text("utf-8").replace("noisy", "loud").replace("insults somebody", "insults"), "utf-8")
    done = outlast("verify", "pond")
    assert (done.code, done.out) == (4, "")
    assert finding in done.err


def test_a_file_that_is_gone_is_found(outlast: Callable, ran: Run) -> None:
    """A file of the run that is missing ends in exit code 4 and is named."""
    (ran.folder / "summary.json").unlink()
    done = outlast("verify", "pond")
    assert (done.code, done.err) == (4, f"outlast: runs/pond/{ran.folder.name}: summary.json is missing\n")


def test_a_moved_experiment_can_be_pointed_at(
    outlast: Callable, ran: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From where the experiment is not to be found, the option that says where is named, and does."""
    folder, experiment = ran.folder.resolve(), Path("experiments/pond").resolve()
    monkeypatch.chdir(tmp_path)
    lost = outlast("verify", folder)
    assert lost.code == 2
    assert lost.err.endswith("say where with --experiment\n")
    assert outlast("verify", folder, "--experiment", experiment).code == 0


def test_a_broken_table_is_no_traceback(outlast: Callable, ran: Run) -> None:
    """A run whose table is no Parquet file ends in exit code 1 and a line that names the file."""
    (ran.folder / "decisions" / "part-00000.parquet").write_bytes(b"not parquet")
    done = outlast("survivors", "pond")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "part-00000.parquet: not a readable Parquet file" in done.err
