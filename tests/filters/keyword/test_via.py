"""Via: the steps that a hit came through are those without which its rule would not have fired in that text."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.fire import fire
from outlast.filters.keyword.index import Index
from outlast.filters.keyword.meaning import Meaning
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.normalise.steps import STEPS, Step
from outlast.filters.keyword.rules import Rule, RuleKind
from outlast.filters.keyword.via import Ways

TEN: tuple[Step, ...] = tuple(step for step in STEPS if step not in ("width", "simplified-to-traditional"))
"""Every step but the two whose work others do or undo."""

FORMS = ("nfkc", "casefold")


def ways(rules: list[Rule], steps: tuple[Step, ...], texts: list[str]) -> list[dict[str, list[Step]]]:
    """For each text, the steps that each rule that fires came through; all its occurrences must say the same."""
    chain = Chain(steps)
    batch = normalise(texts, chain)
    found = fire(rules, Index.build(rules, chain=chain), batch, chain=chain).occurrences
    via = Ways(rules, chain)
    named = via.named(via.of(found, batch, texts)).to_pylist()
    told: list[dict[str, list[Step]]] = [{} for _ in texts]
    for row, rule, mine in zip(found.row.tolist(), found.rule.tolist(), named, strict=True):
        assert told[row].setdefault(rules[rule].id, mine) == mine
    return told


def of(rule: Rule, steps: tuple[Step, ...], text: str) -> list[Step] | None:
    """The steps that one rule came through in one text; None where it does not fire."""
    return ways([rule], steps, [text])[0].get(rule.id)


def literal(pattern: str, edges: str = "word") -> Rule:
    """A literal rule."""
    return Rule("r", "literal", (pattern,), edges=edges)


def several(kind: RuleKind, *components: str, limit: int | None = None) -> Rule:
    """A rule of several components, which may stand anywhere."""
    return Rule("r", kind, components, limit=limit)


# Step by step.

ONLY_THROUGH: dict[Step, tuple[tuple[Step, ...], str, str]] = {
    "nfkc": (TEN, "kg", "3 ㎏"),
    "width": (("width", "casefold", "separators"), "no", "say ｎｏ!"),
    "zero-width": (TEN, "war", "no w\u200bar"),
    "look-alikes": (TEN, "war", "no wаr"),
    "casefold": (TEN, "war", "no WAR"),
    "accents": (TEN, "cafe", "le caf\u00e9"),
    "digits": (TEN, "64", "when 六四 comes"),
    "leetspeak": (TEN, "protest", "a pr0t3st"),
    "traditional-to-simplified": (TEN, "习近平", "習近平"),
    "simplified-to-traditional": (("nfkc", "casefold", "simplified-to-traditional"), "習近平", "习近平"),
    "separators": (TEN, "putin", "no p.u.t.i.n"),
    "repeats": (TEN, "war", "no waaar"),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_alone(step):
    """For each step there is a rule that fires in a text only through it."""
    steps, pattern, text = ONLY_THROUGH[step]
    assert of(literal(pattern), steps, text) == [step]
    assert of(literal(pattern), tuple(each for each in steps if each != step), text) is None


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", ["literal", "combination", "ordered", "proximity", "wildcard", "fuzzy", "regex"])
def test_each_step_alone_whatever_the_kind(step, kind):
    """A step that a literal rule needs is needed by a rule of another kind on the same word."""
    steps, pattern, text = ONLY_THROUGH[step]
    limit = {"fuzzy": 0, "proximity": 50}.get(kind)
    written = Chain(steps).text(pattern) if kind == "regex" else pattern  # expressions are not normalised
    assert of(Rule("r", kind, (written,), limit=limit), steps, text) == [step]


@pytest.mark.parametrize(
    ("rule", "steps", "text", "via"),
    [
        (literal("war"), FORMS, "no war", []),
        (literal("war"), FORMS, "no War", ["casefold"]),
        (literal("war"), FORMS, "no ｗａｒ", ["nfkc"]),
        (literal("war"), FORMS, "no ＷＡＲ", ["nfkc", "casefold"]),
        (literal("war"), TEN, "no W\u200bar", ["zero-width", "casefold"]),
        (literal("war"), TEN, "no w\u200bаr", ["zero-width", "look-alikes"]),
        (literal("war"), TEN, "W. а. R!!", ["look-alikes", "casefold", "separators"]),
        (literal("freedom"), TEN, "FR3333D0M", ["casefold", "leetspeak", "repeats"]),
        (literal("64"), TEN, "⑥。④", ["separators"]),  # nfkc reads circled digits too
        (literal("64"), TEN, "六 肆", ["digits", "separators"]),
        (literal("发展"), TEN, "發\u200b展", ["zero-width", "traditional-to-simplified"]),
        (literal("am"), ("nfkc", "separators"), "9 ㏂", ["nfkc", "separators"]),
        (literal("cafe"), ("nfkc", "accents", "casefold"), "CAFE\u0301", ["accents", "casefold"]),
        (literal("caf\u00e9"), ("zero-width", "nfkc"), "cafe\u200b\u0301", ["zero-width", "nfkc"]),
        (literal("strasse"), FORMS, "Straße", ["casefold"]),
        (literal("test"), ("nfkc", "digits", "leetspeak"), "te5t", ["leetspeak"]),
        (literal("test"), ("nfkc", "digits", "leetspeak"), "te五t", ["digits", "leetspeak"]),
        (literal("ai", "substring"), ("nfkc", "digits", "leetspeak"), "a①", ["leetspeak"]),
        (literal("ai", "substring"), ("nfkc", "leetspeak"), "a①", ["nfkc", "leetspeak"]),
        (literal("ai", "substring"), ("nfkc", "digits", "leetspeak"), "a㊀", ["nfkc", "digits", "leetspeak"]),
    ],
)
def test_several_steps(rule, steps, text, via):
    """A hit names every step that it needed, in the chain's order."""
    assert of(rule, steps, text) == via


@pytest.mark.parametrize(
    ("rule", "steps", "text", "via"),
    [
        (literal("war"), FORMS, "no WAR, no war", []),
        (literal("war"), TEN, "w.a.r and wаr and war", []),
        (literal("war"), TEN, "no W.A.R and WAR", ["casefold"]),
        (literal("war"), TEN, "no W\u200bAR and WаR", ["casefold"]),
        (literal("fi"), FORMS, "ﬁ", []),  # either step writes it
        (literal("e"), ("nfkc", "separators", "accents"), "e´", []),
        (literal("e"), ("nfkc", "separators", "accents"), "\u00e9´", ["accents"]),
        (literal("war"), (*FORMS, "width"), "ｗａｒ", []),  # either step reads it
        (literal("64"), ("nfkc", "digits"), "６４", []),
        (literal("WAR"), FORMS, "WAR", []),  # without casefold the rule is not folded either
        (literal("ＷＡＲ"), FORMS, "ＷＡＲ", []),
        (literal("waar"), TEN, "waar", []),
        (literal("waar"), TEN, "war", ["repeats"]),
        (literal("WAAR"), ("casefold", "repeats"), "war", ["casefold", "repeats"]),
        (literal("p.u"), TEN, "p.u", []),
        (literal("習"), TEN, "習", []),
        (literal("WAR"), FORMS, "war", ["casefold"]),
        (literal("習"), TEN, "习", ["traditional-to-simplified"]),
    ],
)
def test_steps_that_were_not_needed(rule, steps, text, via):
    """A step is named only if the rule needs it: not where the word stands unaltered too, or another step will do."""
    assert of(rule, steps, text) == via


@pytest.mark.parametrize(
    ("rule", "steps", "text", "via"),
    [
        (literal("z", "substring"), FORMS, "5 ㎒", ["nfkc"]),  # MHz
        (literal("o", "substring"), FORMS, "№ 5", ["nfkc"]),  # No
        (literal("1", "substring"), ("nfkc", "separators"), "½", ["nfkc"]),  # 1, a stroke, 2
        (literal("三", "substring"), ("nfkc", "separators", "casefold"), "㈢", ["nfkc"]),
        (literal("mhz", "substring"), FORMS, "5 ㎒", ["nfkc", "casefold"]),
    ],
)
def test_a_part_of_what_one_letter_becomes(rule, steps, text, via):
    """A hit on a part of what one code point becomes does not need the steps that only the rest of it needs."""
    assert of(rule, steps, text) == via


@pytest.mark.parametrize(
    ("edges", "text", "via"),
    [
        ("word", "no war", []),
        ("word", "x\u200b war", []),
        ("word", "no.war.", []),
        ("word", "prewar war", []),
        ("word", "a_war", ["separators"]),  # without separators the underscore is part of the word
        ("substring", "a_war", []),
        ("prefix", "a_warning", ["separators"]),
        ("suffix", "prewar_", ["separators"]),
        ("word", "w\u200bar", ["zero-width"]),
        ("suffix", "prewar", []),
    ],
)
def test_words_end_under_some_steps_only(edges, text, via):
    """A step is needed too where without it the word would not stand alone."""
    assert of(literal("war", edges), ("zero-width", "separators"), text) == via


@pytest.mark.parametrize(
    ("rule", "text", "via"),
    [
        (several("combination", "peace", "war"), "peace, WAR", ["casefold"]),
        (several("combination", "peace", "war"), "peace, WAR, war", []),
        (several("combination", "peace", "war"), "ｐeace, WAR", ["nfkc", "casefold"]),
        (several("ordered", "peace", "war"), "WAR, peace, war", []),
        (several("ordered", "peace", "war"), "war, PEACE, war", ["casefold"]),
        (several("proximity", "peace", "war", limit=10), "peace, WAR and more than that: war", ["casefold"]),
        (several("fuzzy", "invasion", limit=1), "the INVASIN", ["casefold"]),
        (several("fuzzy", "invasion", limit=1), "the invasioN", []),  # the capital is one edit
        (several("regex", "w.r"), "WAR", ["casefold"]),
        (several("regex", "^w.r$"), "ｗar", ["nfkc"]),
        (Rule("r", "detector", (), detects="digit-run", limit=3), "1２3", []),
        (Rule("r", "detector", (), detects="latin-run", limit=6), "3㎏㎏㎏", ["nfkc"]),
        (Rule("r", "homophone", ("习近",), written=("pinyin",)), "XI jin", []),  # sounds are read in any case
        (Rule("r", "homophone", ("习近",), written=("pinyin",)), "ｘｉ jin", ["nfkc"]),
    ],
)
def test_kinds_of_rules(rule, text, via):
    """What a step is needed for hangs on what the rule asks for as a whole."""
    assert of(rule, FORMS, text) == via


EXCEPTION = Rule("e", "exception", ("star war",), edges="word")


@pytest.mark.parametrize(
    ("rules", "steps", "text", "via"),
    [
        ([literal("war"), EXCEPTION], FORMS, "star war, war", []),
        ([literal("war"), EXCEPTION], FORMS, "star war, WAR", ["casefold"]),
        ([literal("war"), EXCEPTION], FORMS, "star WAR", None),
        # What the list allows is, once repeats are gone, no longer than what it blocks.
        ([literal("war", "substring"), Rule("e", "exception", ("wwar",))], ("repeats",), "a wwar", ["repeats"]),
        # Of what switches the rule off, separators leave nothing.
        ([literal("war"), Rule("x", "extenuating", ("!!",))], ("separators",), "war!!", ["separators"]),
        ([literal("war"), Rule("x", "extenuating", ("ok",))], FORMS, "WAR, o k", ["casefold"]),
        ([literal("war"), Rule("x", "extenuating", ("ok",))], FORMS, "war, OK", None),
        ([literal("war"), Rule("x", "extenuating", ("ok",), of=("other",))], FORMS, "war, OK", []),
    ],
)
def test_permitting_rules_count(rules, steps, text, via):
    """A step is needed too where without it an exception or an extenuating rule would hold the rule back."""
    assert ways(rules, steps, [text])[0].get("r") == via


def test_rules_and_texts_are_told_apart():
    """Each rule in each text of a batch has its own steps, whatever the others need."""
    rules = [
        literal("war"),
        Rule("p", "literal", ("peace",), edges="word"),
        Rule("both", "combination", ("war", "peace")),
    ]
    texts = ["war and PEACE", "", "ＷＡＲ", "peace cafe\u0301 w\u200bar", "war, WAR, ｐeace"]
    assert ways(rules, ("nfkc", "zero-width", "casefold"), texts) == [
        {"r": [], "p": ["casefold"], "both": ["casefold"]},
        {},
        {"r": ["nfkc", "casefold"]},
        {"p": [], "r": ["zero-width"], "both": ["zero-width"]},
        {"r": [], "p": ["nfkc"], "both": ["nfkc"]},
    ]


def test_nothing_found_and_nothing_done():
    """Without hits there is nothing to name; without steps there is no step that a hit came through."""
    assert ways([literal("war")], FORMS, ["peace", ""]) == [{}, {}]
    assert ways([literal("war")], (), ["war"]) == [{"r": []}]


def test_steps_as_names():
    """Bits are named in the chain's order, whichever order the alphabet has."""
    via = Ways([], Chain(("nfkc", "casefold", "accents")))
    named = via.named(np.array([0, 0b1, 0b110, 0b111, 0b1], np.uint32))
    assert named.type == pa.list_(pa.string())
    assert named.to_pylist() == [[], ["nfkc"], ["casefold", "accents"], ["nfkc", "casefold", "accents"], ["nfkc"]]


# The definition: leave out each step in turn, and ask what the rules mean.


def defined(rules: list[Rule], steps: tuple[Step, ...], texts: list[str]) -> list[dict[str, list[Step]]]:
    """For each text and each rule that fires, the steps without which it does not."""

    def fires(chain: Chain, number: int, text: str) -> bool:
        return bool(Meaning(rules, chain).fired(number, chain.mapped(text)))

    chain = Chain(steps)
    return [
        {
            rule.id: [step for step in steps if not fires(chain.without(step), number, text)]
            for number, rule in enumerate(rules)
            if fires(chain, number, text)
        }
        for text in texts
    ]


IN_ANY_ORDER = st.lists(st.sampled_from(STEPS), max_size=6, unique=True).map(tuple)
CHAINS = IN_ANY_ORDER | IN_ANY_ORDER.map(lambda steps: tuple(sorted(steps, key=STEPS.index)))

EDGES = st.sampled_from(["word", "prefix", "suffix", "substring", "substring"])

FEW = "aabbcAB .-习習平6六а0é\u200b，１!_"
"""Few letters, so that rules meet texts, of every sort: case, width, script, signs, marks, blanks."""

MANY = FEW + "eEioz4Ａｂßİﬁﬀ№㎒½⑴⒈㏂㈢①㊀Éеѕ\u1fdf´ǰ\u0301\u0323\u1161\uff9e\ufb1d發发"


def words(most: int) -> st.SearchStrategy[str]:
    """Words of one to a few letters."""
    return st.text(FEW, min_size=1, max_size=most)


@st.composite
def rules_of_any_kind(draw: st.DrawFn, name: str, others: list[str]) -> Rule:
    """A rule of any kind; one that permits may hold for one of the others only."""
    kind = draw(
        st.sampled_from(["literal", "literal", "wildcard", "combination", "combination", "ordered", "proximity"])
        | st.sampled_from(["regex", "fuzzy", "homophone", "detector", "exception", "extenuating"])
    )
    components: tuple[str, ...] = (draw(words(4)),)
    limit, written, detects, edges = None, (), None, draw(EDGES)
    if kind in ("combination", "extenuating"):
        components = tuple(draw(st.lists(words(2), min_size=1, max_size=3)))
    elif kind in ("ordered", "proximity"):
        components = tuple(draw(st.lists(words(1), min_size=2, max_size=3)))
        limit = draw(st.sampled_from([None, 0, 2])) if kind == "ordered" else draw(st.sampled_from([2, 4]))
    elif kind == "regex":
        components = (draw(st.sampled_from(["a.b", "[ab]{2}", "六.?6", "^a", "b$"])),)
    elif kind == "fuzzy":
        components, limit = (draw(st.text("abc习", min_size=4, max_size=5)),), 1
    elif kind == "homophone":
        components, edges = ("习平",), "substring"
        written = draw(st.sampled_from([("pinyin",), ("other-characters", "pinyin"), ("itself", "other-characters")]))
    elif kind == "detector":
        components, edges = (), "substring"
        detects, limit = draw(st.sampled_from([("latin-run", 3), ("digit-run", 2), ("url", None)]))
    of = (draw(st.sampled_from(others)),) if kind in ("exception", "extenuating") and draw(st.booleans()) else ()
    return Rule(name, kind, components, edges=edges, limit=limit, written=written, detects=detects, of=of)


@st.composite
def lists_of_rules(draw: st.DrawFn) -> list[Rule]:
    """One to six rules of any kind, with or without such that permit."""
    names = [f"r{number}" for number in range(draw(st.integers(1, 6)))]
    rules = [draw(rules_of_any_kind(name, names)) for name in names]
    return rules if draw(st.booleans()) else [rule for rule in rules if rule.blocks]


@given(
    rules=lists_of_rules(), steps=CHAINS, texts=st.lists(st.text(FEW + "e\u0301希评xiping", max_size=14), max_size=4)
)
@settings(max_examples=300)
def test_via_is_leaving_out_each_step_in_turn(rules, steps, texts):
    """For rules of every kind, the steps named are those without which what the rules mean does not fire."""
    assert ways(rules, steps, texts) == defined(rules, steps, texts)


@given(data=st.data(), steps=CHAINS, texts=st.lists(st.text(MANY, min_size=1, max_size=5), min_size=1, max_size=4))
@settings(max_examples=700)
def test_via_of_parts_of_texts_is_leaving_out_each_step_in_turn(data, steps, texts):
    """For literal rules on parts of the texts, as written or as read, the steps named are those that are needed."""
    said = [each for text in texts for each in (text, Chain(steps).text(text)) if each]
    patterns = []
    for text in data.draw(st.lists(st.sampled_from(said), min_size=1, max_size=4)):
        start = data.draw(st.integers(0, len(text) - 1))
        patterns.append(text[start : data.draw(st.integers(start + 1, len(text)))])
    rules = [
        Rule(f"r{number}", "literal", (pattern,), edges=data.draw(EDGES)) for number, pattern in enumerate(patterns)
    ]
    assert ways(rules, steps, texts) == defined(rules, steps, texts)
