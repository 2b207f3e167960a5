"""Why a keyword filter decided otherwise: the rule, the step, the exception or the text, by name, alone or together."""

from __future__ import annotations

import json

import pytest

import outlast

HIDDEN = {"kind": "zero-width", "name": "hidden", "rate": 1.0, "character": "zwsp"}
SPARED = {"id": "x1", "kind": "exception", "pattern": "harbour fool"}
SEEING = "[nfkc, zero-width, casefold]"


def test_an_added_keyword_is_the_cause_also_through_a_cascade(town, flipped):
    """`harbour` is new: 3/1 alone has it and nothing else, so it flips in the list and in the cascade, by that rule."""
    before, after = town.run(), town.with_(rules=(town.FOOL, town.BAKER, town.HARBOUR)).run()
    found = outlast.compare([before, after])
    assert flipped(found) == {
        ("words", "3/1"): (True, "rule w3 added (harbour)"),
        ("both", "3/1"): (True, "words: rule w3 added (harbour)"),
    }
    (cause,) = found.others[0].causes[0].causes
    assert (cause.kinds, cause.rules, cause.through) == (("rule added",), ("w3",), ())
    assert found.others[0].causes[2].causes[0].through == ("words",)


def test_a_removed_keyword_is_the_cause(town, flipped):
    """Without the combination w2, 2/2 goes through both, and the cause names its pattern."""
    before, after = town.run(), town.with_(rules=(town.FOOL,)).run()
    assert flipped(outlast.compare([before, after])) == {
        ("words", "2/2"): (False, "rule w2 removed (combination baker + idiot)"),
        ("both", "2/2"): (False, "words: rule w2 removed (combination baker + idiot)"),
    }


def test_a_changed_keyword_is_the_cause_both_ways(town, flipped):
    """`fool` became `fools`: three passages go through, one is blocked; the cascade keeps what scores block."""
    before, after = town.run(), town.with_(rules=({**town.FOOL, "pattern": "fools"}, town.BAKER)).run()
    cause = "rule w1 changed (fool → fools)"
    assert flipped(outlast.compare([before, after])) == {
        **{("words", name): (False, cause) for name in ("1/1", "3/2", "4/1")},
        ("words", "2/1"): (True, cause),
        **{("both", name): (False, f"words: {cause}") for name in ("3/2", "4/1")},
    }


def test_another_boundary_is_a_changed_rule(town, flipped):
    """The same pattern where it may stand inside words: 2/1 has `fools`."""
    before, after = town.run(), town.with_(rules=({**town.FOOL, "boundaries": "substring"}, town.BAKER)).run()
    found = flipped(outlast.compare([before, after]))
    assert found["words", "2/1"] == (True, "rule w1 changed (fool; boundaries word → substring)")


def test_another_id_is_no_change(town):
    """The same rules under other ids, in another order, flip nothing."""
    after = town.with_(rules=({**town.BAKER, "id": "other"}, {**town.FOOL, "id": "another"}))
    assert outlast.compare([town.run(), after.run()]).others[0].flipped == 0


def test_all_that_are_gone_are_named(town, flipped):
    """4/1 was blocked by two rules; that both are gone let it through. 3/1 had only one of them."""
    before, after = town.with_(rules=(town.FOOL, town.BAKER, town.HARBOUR)).run(), town.with_(rules=(town.BAKER,)).run()
    found = flipped(outlast.compare([before, after]))
    assert found["words", "4/1"] == (False, "rule w1 removed (fool), and rule w3 removed (harbour)")
    assert found["words", "3/1"] == (False, "rule w3 removed (harbour)")


@pytest.mark.parametrize("added", [True, False])
def test_an_exception_that_comes_or_goes(town, flipped, added):
    """`harbour fool` is spared by x1: with it 4/1 goes through, without it 4/1 is blocked."""
    plain, sparing = town.run(), town.with_(rules=(town.FOOL, town.BAKER, SPARED)).run()
    found = flipped(outlast.compare([plain, sparing] if added else [sparing, plain]))
    word = "added" if added else "removed"
    assert found == {
        ("words", "4/1"): (not added, f"exception rule x1 {word} (harbour fool)"),
        ("both", "4/1"): (not added, f"words: exception rule x1 {word} (harbour fool)"),
    }


def test_of_two_exceptions_the_one_that_holds_is_named(town, flipped):
    """Another exception came as well, whose phrase stands nowhere: it is not the cause."""
    idle = {"id": "x2", "kind": "exception", "pattern": "no fool at all"}
    before, after = town.run(), town.with_(rules=(town.FOOL, town.BAKER, idle, SPARED)).run()
    assert flipped(outlast.compare([before, after]))["words", "4/1"][1] == "exception rule x1 added (harbour fool)"


def test_another_step_is_the_cause_with_the_rules_it_lets_fire(town, flipped):
    """Zero-width spaces hide every rule from the first chain; the added step finds them, in rewritten texts alone."""
    hidden = town.with_(perturbations=({"kind": "identity"}, HIDDEN), filters=(town.WORDS,))
    found = outlast.compare([hidden.run(), hidden.set(f"filters.words.normalise={SEEING}").run()])
    assert flipped(found) == {}
    fool = (True, "normalising: zero-width added (rule w1: fool)")
    assert flipped(found, rewriting="hidden") == {
        ("words", "1/1"): fool,
        ("words", "2/2"): (True, "normalising: zero-width added (rule w2: baker + idiot)"),
        ("words", "3/2"): fool,
        ("words", "4/1"): fool,
    }


def test_a_step_that_is_gone(town, flipped):
    """Compared the other way round, the same step is named as removed."""
    hidden = town.with_(perturbations=(HIDDEN,), filters=(town.WORDS,))
    found = outlast.compare([hidden.set(f"filters.words.normalise={SEEING}").run(), hidden.run()])
    told = flipped(found, rewriting="hidden")
    assert told["words", "3/2"] == (False, "normalising: zero-width removed (rule w1: fool)")
    assert len(told) == 4


def test_the_step_of_several_that_made_the_difference(town, flipped):
    """Casefold and zero-width came; for a text in capitals it was casefold, for a hidden one zero-width."""
    shouted = town.with_(
        texts=(("THE MAYOR IS A town.FOOL.", "insult"), ("The fo\u200bol sings.", "civil")), filters=(town.WORDS,)
    )
    before = shouted.set("filters.words.normalise=[nfkc]").run()
    after = shouted.set(f"filters.words.normalise={SEEING}").run()
    assert flipped(outlast.compare([before, after])) == {
        ("words", "1/1"): (True, "normalising: casefold added (rule w1: fool)"),
        ("words", "1/2"): (True, "normalising: zero-width added (rule w1: fool)"),
    }


def test_a_step_that_keeps_a_rule_from_firing(town, flipped):
    """With `repeats` the texts' `fool` is read as `fol`, which a regular expression, read as it stands, misses."""
    expression = {"id": "r1", "kind": "regex", "pattern": "fool"}
    town = town.with_(rules=(expression,), filters=(town.WORDS,))
    before = town.run()
    after = town.set("filters.words.normalise=[nfkc, casefold, repeats]").run()
    found = flipped(outlast.compare([before, after]))
    assert {name: told[1] for name, told in found.items()} == dict.fromkeys(
        [("words", "1/1"), ("words", "2/1"), ("words", "3/2"), ("words", "4/1")],
        "normalising: repeats added (rule r1: fool)",
    )


def test_rules_and_steps_at_once_are_told_apart(town, flipped):
    """A keyword and a step came together: each passage flips by what it needed, 3/1 hidden by both."""
    hidden = town.with_(perturbations=({"kind": "identity"}, HIDDEN), filters=(town.WORDS,))
    after = hidden.with_(rules=(town.FOOL, town.BAKER, town.HARBOUR)).set(f"filters.words.normalise={SEEING}")
    found = outlast.compare([hidden.run(), after.run()])
    assert flipped(found) == {("words", "3/1"): (True, "rule w3 added (harbour)")}
    told = flipped(found, rewriting="hidden")
    assert told["words", "1/1"] == (True, "normalising: zero-width added (rule w1: fool)")
    both = "rule w3 added (harbour), together with normalising: zero-width added (rule w3: harbour)"
    assert told["words", "3/1"] == (True, both)


def test_either_of_two_changes_would_have_been_enough(town, flipped):
    """A rule is gone, and so is the step without which it would not have fired: each alone lets the text through."""
    shouted = town.with_(
        texts=(("RAIN ON THE town.HARBOUR.", "civil"),), filters=(town.WORDS,), rules=(town.FOOL, town.HARBOUR)
    )
    before, after = shouted.run(), shouted.with_(rules=(town.FOOL,)).set("filters.words.normalise=[nfkc]").run()
    cause = "either alone: rule w3 removed (harbour), or normalising: casefold removed (rule w3: harbour)"
    assert flipped(outlast.compare([before, after])) == {("words", "1/1"): (False, cause)}


def test_a_changed_text_is_the_cause_and_not_the_list(town, flipped):
    """The list changed too, but 1/2 flips by its new text alone; 3/1 flips by the new rule."""
    texts = [*town.texts]
    texts[1] = ("The bridge is for fool and wise.", "civil")
    before, after = town.run(), town.with_(texts=texts, rules=(town.FOOL, town.BAKER, town.HARBOUR)).run()
    assert flipped(outlast.compare([before, after], on="common")) == {
        ("words", "1/2"): (True, "the passage's text changed"),
        ("words", "3/1"): (True, "rule w3 added (harbour)"),
        ("both", "1/2"): (True, "words: the passage's text changed"),
        ("both", "3/1"): (True, "words: rule w3 added (harbour)"),
    }


def test_another_rewriting_is_the_cause(town, flipped):
    """Under the same name next to no word is hidden; nothing else differs, and the perturbation's field is named."""
    plain = town.with_(perturbations=(HIDDEN,), filters=(town.WORDS,))
    seldom = town.with_(perturbations=({**HIDDEN, "rate": 1e-9},), filters=(town.WORDS,))
    told = flipped(outlast.compare([plain.run(), seldom.run()]), rewriting="hidden")
    assert set(told) == {("words", "1/1"), ("words", "2/2"), ("words", "3/2"), ("words", "4/1")}
    assert {cause for _, cause in told.values()} == {
        "hidden wrote another text (perturbations.hidden.rate 1.0 → 1e-09)"
    }


def test_a_rule_that_stands_on_another_day(town, flipped):
    """The list is the same; on the later day w3 stands, and is named."""
    dated = town.with_(rules=(town.FOOL, town.BAKER, {**town.HARBOUR, "added": "2020-06-01"}), filters=(town.WORDS,))
    before = dated.set("filters.words.as_of=2020-01-01").run()
    after = dated.set("filters.words.as_of=2021-01-01").run()
    assert flipped(outlast.compare([before, after])) == {("words", "3/1"): (True, "rule w3 added (harbour)")}


def test_a_run_that_keeps_no_rules(town, flipped):
    """Without the rules of one run it is said that the list changed, and what fired; no rule is called new."""
    before, after = (
        town.with_(filters=(town.WORDS,)).run(),
        town.with_(filters=(town.WORDS,), rules=(town.FOOL, town.HARBOUR)).run(),
    )
    (before.folder / "rules.parquet").unlink()
    told = flipped(outlast.compare([before, after]))
    assert told["words", "3/1"] == (True, "the list changed, whose rules are not kept; w3 fired")
    assert told["words", "2/2"] == (False, "the list changed, whose rules are not kept; w2 fired")


def test_nothing_that_differs_is_said_to_be_unknown(town, flipped):
    """Where a stored decision is not what list, steps and text give, that is said."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    before = town.with_(filters=(town.WORDS,)).run()
    after = town.with_(filters=(town.WORDS,), name="again").run()
    (path,) = after.parts("decisions")
    table = pq.read_table(path)
    blocked = [not table.column("blocked")[0].as_py(), *table.column("blocked").to_pylist()[1:]]
    pq.write_table(table.set_column(4, table.schema.field("blocked"), pa.array(blocked)), path)
    assert flipped(outlast.compare([before, after])) == {
        ("words", "1/1"): (False, "nothing that the runs keep accounts for it")
    }


def test_other_code_is_named_where_nothing_else_differs(town, flipped):
    """The same, where the runs were made by other versions."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    before = town.with_(filters=(town.WORDS,)).run()
    after = town.with_(filters=(town.WORDS,), name="again").run()
    (path,) = after.parts("decisions")
    table = pq.read_table(path)
    blocked = [False, *table.column("blocked").to_pylist()[1:]]
    pq.write_table(table.set_column(4, table.schema.field("blocked"), pa.array(blocked)), path)
    manifest = json.loads((after.folder / "manifest.json").read_text())
    manifest["code"]["numpy"] = "9.9"
    (after.folder / "manifest.json").write_text(json.dumps(manifest))
    found = outlast.compare([before, outlast.open_run(after.folder)])
    assert flipped(found) == {("words", "1/1"): (False, "code or libraries changed (numpy)")}


def test_the_filters_of_the_town(town):
    """The cascade stands behind its members, so its causes can be theirs."""
    assert town.BOTH["stages"] == [town.WORDS["name"], town.SCORED["name"]]
