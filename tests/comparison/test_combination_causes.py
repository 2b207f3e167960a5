"""Why a combination decided otherwise: which member, through what; its own config; a chance; a failure."""

from __future__ import annotations

import json

import outlast

VOTE = {"name": "vote", "kind": "vote", "members": ["words", "scored"], "at_least": 2}
LAX = {"name": "lax", "kind": "enforcement", "filter": "words", "rate": 0.5}
HELD = {"name": "held", "kind": "deferral", "filter": "scored", "band": [0.42, 0.5], "review_blocks": 1.0}


def test_it_goes_down_through_combinations_of_combinations(town, flipped):
    """A veto behind the cascade flips by the keyword that a member of its member has lost."""
    spare = {"name": "spare", "kind": "veto", "filter": "both", "by": ["scored"], "when": "hits"}
    filters = (town.WORDS, town.SCORED, town.BOTH, spare)
    before, after = town.with_(filters=filters).run(), town.with_(filters=filters, rules=(town.FOOL,)).run()
    found = outlast.compare([before, after])
    assert flipped(found)["spare", "2/2"] == (False, "both: words: rule w2 removed (combination baker + idiot)")
    (cause,) = found.others[0].causes[3].causes
    assert (cause.through, cause.rules) == (("both", "words"), ("w2",))


def test_a_combination_that_combines_otherwise(town, flipped):
    """Both must block, then one is enough: what one of the two blocks flips, and the field is named."""
    before = town.with_(filters=(town.WORDS, town.SCORED, VOTE)).run()
    after = town.with_(filters=(town.WORDS, town.SCORED, VOTE)).set("filters.vote.at_least=1").run()
    cause = "it combines otherwise (filters.vote.at_least 2 → 1)"
    assert flipped(outlast.compare([before, after])) == {
        ("vote", name): (True, cause) for name in ("2/1", "2/2", "3/2", "4/1")
    }


def test_another_kind_of_combination(town, flipped):
    """A cascade under the vote's name blocks what the vote let through, by its own config alone."""
    row = {"name": "vote", "kind": "cascade", "stages": ["words", "scored"]}
    before = town.with_(filters=(town.WORDS, town.SCORED, VOTE)).run()
    after = town.with_(filters=(town.WORDS, town.SCORED, row)).run()
    told = flipped(outlast.compare([before, after]))
    assert {name for _, name in told} == {"2/1", "2/2", "3/2", "4/1"}
    assert all(
        cause.startswith('it combines otherwise (filters.vote.kind "vote" → "cascade"') for _, cause in told.values()
    )


def test_two_members_that_it_took_together(town, flipped):
    """For 3/1 neither voted; a keyword and a score came, and it took both."""
    scores = [*town.scores]
    scores[4] = 0.8
    filters = (town.WORDS, town.SCORED, VOTE)
    before = town.with_(filters=filters).run()
    after = town.with_(filters=filters, scores=scores, rules=(town.FOOL, town.BAKER, town.HARBOUR)).run()
    told = flipped(outlast.compare([before, after]))
    cause = "words: rule w3 added (harbour), together with scored: judge: judges/scored/scores.csv"
    assert told["vote", "3/1"] == (True, cause)


def test_a_member_that_flipped_and_did_not_matter(town, flipped):
    """1/1 fell in both members; the list let it go, and the score still blocks it: the cascade does not flip."""
    before, after = town.run(), town.with_(rules=(town.BAKER,)).run()
    told = flipped(outlast.compare([before, after]))
    assert told["words", "1/1"] == (False, "rule w1 removed (fool)")
    assert ("both", "1/1") not in told


def test_another_seed_is_another_chance(town, flipped):
    """The same rule, enforced by other chances: each flip says so, and there are some among four blocked passages."""
    lax = town.with_(filters=(town.WORDS, LAX))
    told = flipped(outlast.compare([lax.run(), lax.set("seed=3").run()]))
    assert told
    assert set(told) <= {("lax", name) for name in ("1/1", "2/2", "3/2", "4/1")}
    assert {cause for _, cause in told.values()} == {"another chance came out (seed 0 → 3)"}


def test_a_rate_that_changed(town, flipped):
    """Enforced always, then never: all four go through, by the rate."""
    lax = town.with_(filters=(town.WORDS, LAX))
    told = flipped(outlast.compare([lax.set("filters.lax.rate=1.0").run(), lax.set("filters.lax.rate=0.0").run()]))
    assert told == {
        ("lax", name): (False, "it combines otherwise (filters.lax.rate 1.0 → 0.0)")
        for name in ("1/1", "2/2", "3/2", "4/1")
    }


def test_a_score_that_moved_within_a_member_that_did_not_flip(town, flipped):
    """3/2 scores 0.45 and goes to a review that blocks; at 0.41 it is let through before it, and so flips."""
    scores = [*town.scores]
    scores[5] = 0.41
    filters = (town.SCORED, HELD)
    before, after = town.with_(filters=filters).run(), town.with_(filters=filters, scores=scores).run()
    assert flipped(outlast.compare([before, after])) == {
        ("held", "3/2"): (False, "scored: judge: judges/scored/scores.csv")
    }


def test_a_member_that_failed(town, flipped):
    """A veto by a second opinion that failed on 1/1 came to no decision; where it settles the matter, it is a flip.

    The vote of one: before, the second member's block carried 2/1; then that member failed, and so did the vote, which
    is no flip. On 1/1 the list still blocks. With a third that blocks nothing, nothing else changes.
    """
    scores = [*town.scores]
    scores[2] = None
    one = {**VOTE, "at_least": 1}
    filters = (town.WORDS, town.SCORED, one)
    before, after = town.with_(filters=filters).run(), town.with_(filters=filters, scores=scores).run()
    found = outlast.compare([before, after])
    assert flipped(found) == {}
    assert found.others[0].failed == (0, 2)


def test_a_member_that_failed_and_flips_what_it_vetoes(town, flipped):
    """Enforced never, a failure is let through: the block that was enforced is gone by the rate, and the failure too.

    The rate alone is enough; the failure alone would have been an error, not a pass.
    """
    scores = [*town.scores]
    scores[0] = None
    lax = {"name": "lax", "kind": "enforcement", "filter": "scored", "rate": 1.0}
    before = town.with_(filters=(town.SCORED, lax)).run()
    after = town.with_(filters=(town.SCORED, lax), scores=scores).set("filters.lax.rate=0.0").run()
    told = flipped(outlast.compare([before, after]))
    assert told["lax", "1/1"] == (False, "it combines otherwise (filters.lax.rate 1.0 → 0.0)")


def test_a_failure_that_was_mended(town, flipped):
    """Of three votes two are needed: on 3/1 one failed and the others passed; now the list and the score block.

    Neither alone is enough: with one of the two, the vote would be an error or one vote short.
    """
    idle = {"name": "idle", "version": "1", "language": "en", "rules": [{**town.FOOL, "pattern": "zebra"}]}
    files = {"configs/keywords/idle.yaml": json.dumps(idle)}
    vote = {**VOTE, "members": ["words", "scored", "idle"]}
    filters = (town.WORDS, town.SCORED, {**town.WORDS, "name": "idle", "list": "idle"}, vote)
    failing, mended = [*town.scores], [*town.scores]
    failing[4], mended[4] = None, 0.8
    before = town.with_(filters=filters, files=files, scores=failing).run()
    rules = (town.FOOL, town.BAKER, town.HARBOUR)
    after = town.with_(filters=filters, files=files, scores=mended, rules=rules).run()
    found = outlast.compare([before, after])
    cause = "words: rule w3 added (harbour), together with scored: it failed in the baseline"
    assert flipped(found)["vote", "3/1"] == (True, cause)
    assert found.others[0].causes[3].causes[0].kinds == ("rule added", "failure")


def test_a_member_that_only_one_run_has(town, flipped):
    """The cascade got a stage that the baseline lacks; on what is common, the stage comes with its config."""
    harbour = {**town.WORDS, "name": "harbour", "list": "harbour"}
    listed = json.dumps({"name": "harbour", "version": "1", "language": "en", "rules": [town.HARBOUR]})
    wider = {**town.BOTH, "stages": ["words", "scored", "harbour"]}
    before = town.run()
    after = town.with_(
        filters=(town.WORDS, town.SCORED, harbour, wider), files={"configs/keywords/harbour.yaml": listed}
    ).run()
    told = flipped(outlast.compare([before, after], on="common"))
    cause = 'it combines otherwise (filters.both.stages ["words","scored"] → ["words","scored","harbour"])'
    assert told == {("both", "3/1"): (True, cause)}


def test_a_renamed_member_is_no_difference(town, flipped):
    """The list is called otherwise in the second run, and paired: the cascade's flip is that of its rule."""
    renamed = {**town.WORDS, "name": "list"}
    after = town.with_(
        filters=(renamed, town.SCORED, {**town.BOTH, "stages": ["list", "scored"]}), rules=(town.FOOL,)
    ).run()
    told = flipped(outlast.compare([town.run(), after], pairs=["words=list"]))
    assert told["both", "2/2"] == (False, "words: rule w2 removed (combination baker + idiot)")
