"""Runs that cannot be compared are refused with every reason at once; on what is common they are compared."""

from __future__ import annotations

import pytest

import outlast
from outlast.comparison.refusal import NotComparableError


def reasons_of(*runs, **how):
    with pytest.raises(NotComparableError) as refused:
        outlast.compare(runs, **how)
    return refused.value.reasons


def test_texts_that_changed(town):
    """The same ids with another text of one: the text is named, and nothing else is a reason."""
    texts = [*town.texts]
    texts[4] = ("Snow fell on the harbour.", "civil")
    assert reasons_of(town.run(), town.with_(texts=texts).run()) == (
        "texts: 1 passage with the same id and another text: town/3/1",
    )


def test_passages_that_only_one_run_has(town):
    """The second run lacks the last three passages, and the first lacks none."""
    before = town.run()
    label = before.manifest.fingerprint[:6]
    assert reasons_of(before, town.with_(texts=town.texts[:5]).run()) == (
        f"passages: 3 only in {label} (town/3/2, town/4/1, town/4/2); 5 in both",
    )


def test_another_policy_and_what_it_says(town):
    """Two policies of different names, of which the second finds every labelled sentence a target."""
    after = town.with_(policy="strict", insults=("insult", "civil")).run()
    before = town.run()
    names = [run.manifest.fingerprint[:6] for run in (before, after)]
    assert reasons_of(before, after) == (
        f"policies: {names[0]} is measured against tone@1, {names[1]} against strict@1",
        "targets: the policy says otherwise of 4 passages (tone@1 against strict@1): town/1/2, town/3/1, town/3/2, …",
    )


def test_another_name_of_the_same_policy_is_no_reason_for_targets(town):
    """A policy that says the same under another name is refused by its name alone."""
    assert len(reasons_of(town.run(), town.with_(policy="manners").run())) == 1


def test_filters_perturbations_and_draws(town):
    """What is only in one run is told for each side; draws that differ are told by number."""
    hidden = {"kind": "zero-width", "name": "hidden", "rate": 1.0}
    before = town.with_(perturbations=({"kind": "identity"}, hidden)).run()
    after = town.with_(
        filters=(town.WORDS, {**town.SCORED, "name": "other"}),
        perturbations=({"kind": "homoglyph", "rate": 0.5}, {**hidden, "draws": 2}),
    ).run()
    one, other = (run.manifest.fingerprint[:6] for run in (before, after))
    assert reasons_of(before, after) == (
        f"filters: scored, both only in {one}; other only in {other}",
        f"perturbations: identity only in {one}; homoglyph only in {other}",
        f"draws: hidden has 1 in {one}, 2 in {other}",
    )


def test_what_is_common_is_compared_and_the_rest_counted(town):
    """Three filters × 8 passages against two × 5: 10 decisions in common; 14 and 0 are left out."""
    before, after = town.run(), town.with_(texts=town.texts[:5], filters=(town.WORDS, town.SCORED)).run()
    (against,) = outlast.compare([before, after], on="common").others
    assert (against.join.keys, against.join.left_out) == (10, (14, 0))
    assert len(against.reasons) == 2


def test_targets_that_differ_are_left_out_of_the_policys_rates(town):
    """On 1/1, 2/1 and 2/2 both policies agree; of the rest there is no telling which one is meant."""
    after = town.with_(policy="strict", insults=("insult", "civil")).run()
    (against,) = outlast.compare([town.run(), after], on="common").others
    assert against.join.target.tolist() == [1, -1, 1, 1, -1, -1, -1, -1]


def test_nothing_in_common(town):
    """Without a common filter there is nothing to compare, whatever is asked."""
    before = town.with_(filters=(town.WORDS,)).run()
    after = town.with_(filters=(town.SCORED,)).run()
    one, other = (run.manifest.fingerprint[:6] for run in (before, after))
    assert reasons_of(before, after, on="common")[-1] == f"{one} and {other} have no filters in common"


def test_a_renamed_filter_is_paired(town):
    """`words` is called `list` now: paired, all of the two runs is common, and nothing is left out."""
    before = town.with_(filters=(town.WORDS,)).run()
    after = town.with_(filters=({**town.WORDS, "name": "list"},)).run()
    (against,) = outlast.compare([before, after], pairs=["words=list"]).others
    assert (against.reasons, against.join.left_out, against.flipped) == ((), (0, 0), 0)
    assert against.differences == ()


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("words", "--pair words: write it as old=new, the baseline's filter first"),
        ("word=scored", "has no filter 'word'; did you mean 'words'?"),
        ("words=score", "no further run has a filter 'score'; did you mean 'scored'?"),
    ],
)
def test_a_wrong_pair(town, pair, message):
    """A pair names a filter of the baseline and one of a further run; near names are offered."""
    made = town.run()
    with pytest.raises(outlast.UserError, match=message.replace("?", r"\?")):
        outlast.compare([made, made], pairs=[pair])


def test_all_reasons_of_all_runs_are_told_at_once(outlast_, town, snapshot):
    """The message of a refusal, with the way out below it."""
    texts = [*town.texts]
    texts[4] = ("Snow fell on the harbour.", "civil")
    base = town.with_(name="base").run()
    snow = town.with_(name="snow", texts=texts, policy="strict", insults=("insult", "civil")).run()
    short = town.with_(name="short", texts=town.texts[:5], filters=(town.WORDS,)).run()
    done = outlast_("compare", base.folder, snow.folder, short.folder)
    assert (done.code, done.out) == (2, "")
    snapshot("comparison/refused", done.err)


@pytest.fixture(name="outlast_")
def command(request):
    """The command line; the package has the name in this file."""
    return request.getfixturevalue("outlast")


def test_one_run_is_too_few(town):
    """There is nothing to compare one run with."""
    with pytest.raises(outlast.UserError, match="two runs or more"):
        outlast.compare([town.run()])
