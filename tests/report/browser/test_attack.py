"""A corpus, a config and an outside judge full of attack strings: the page shows them all, and obeys none."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from outlast.report.page.write import write_report
from outlast.runs.results import Run
from outlast.signature import file_sha256

RUNS = "window.hit = 1; alert(1)"

ATTACKS = (
    f"<script>{RUNS}</script>",
    f"</script><script>{RUNS}</script>",
    f"<!-- <script> --> <!--><script>{RUNS}</script>",
    "<!--<script>",
    f"]]><script>{RUNS}</script>",
    f'" onmouseover="{RUNS}" autofocus onfocus="{RUNS}" x="',
    f"' onfocus='{RUNS}' tabindex=0 autofocus x='",
    f"><img src=x onerror={RUNS!r}>",
    f"javascript:{RUNS}",
    f'<a href="javascript:{RUNS}" ping="https://attack.example/p">go</a>',
    f"[go](javascript:{RUNS}) https://attack.example/",
    "</style><style>@import url(https://attack.example/a.css);</style>",
    "@import 'https://attack.example/a.css'; body { background: url(https://attack.example/a.png) }",
    f"x:expression({RUNS}); behavior: url(#default)",
    '"><link rel=stylesheet href="https://attack.example/a.css"><base href="https://attack.example/">',
    f'<svg onload="{RUNS}"><script href="data:,{RUNS}"/></svg>',
    f'<svg><animate onbegin="{RUNS}" attributeName=x dur=1s></svg><math><mtext></mtext></math>',
    f"<iframe srcdoc='<script>parent.{RUNS}</script>'></iframe><object data='data:text/html,x'></object>",
    '<meta http-equiv="refresh" content="0;url=https://attack.example/"><form action="https://attack.example/">',
    "<title>another</title><textarea><noscript><plaintext>",
    "{{7*7}} {{ document.parts }} {{ ''.__class__ }}",
    "{% raw %}{% include 'frame.html' %}{% endraw %} {# gone #}",
    "${7*7} #{7*7} <%= 7*7 %> [[7*7]] `${7*7}`",
    "\u202egnol tsal eht\u202c after",
    "\u2066one\u2069 \u2067two\u2069 \u2068three\u2069 \u2067never closed",
    "\u200eleft\u200fright\u061c \u202aembedded",
    "in\u200bva\u200csi\u200don\u2060 \ufeffof\u00ad",
    "nul\x00 bell\x07 escape\x1b[31m backspace\x08 return\r tab\t next\x85 delete\x7f c1\x9b2J",
    "line\u2028paragraph\u2029 annotation\ufff9\ufffa\ufffb",
    "tags\U000e0001\U000e0061 selectors\ufe0f\U000e0100 fillers\u3164\u115f\uffa0",
    "&lt;b&gt; &amp;amp; &#60;script&#62; &nbsp; &quot; &notanentity; &#x202e;",
    "W" * 3000,
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd 123 (abc)",
    "\u0645\u0631\u062d\u0628\u0627 42 of 62",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308 \u2764\ufe0f 1\ufe0f\u20e3",
    "Z\u0351\u0368\u0301a\u0317\u0320l\u0334g\u0335o",
    '=HYPERLINK("https://attack.example/") +1 -1 @SUM(1)',
    '\\ \\" \\u003cscript\\u003e \\x3c',
    "__proto__",
    "constructor",
)

HALF = "\ud83d half \udc00"
"""Halves of surrogate pairs: no Arrow table holds them, but JSON files can name them, and a run's manifest is one."""

HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of characters that nobody sees, or that turn a text around."""

CARD = """---
pretty_name: {quoted}
license: {quoted}
language: [en]
outlast: {{name: town, version: "1"}}
---
# Town

{attacks}

## Limits

{attacks}
"""


def named(at: int) -> str:
    """An attack as a name: something else before it, so that names differ."""
    return f"{at}{ATTACKS[at]}"


@pytest.fixture(scope="session")
def hostile(make_in, passage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run in which every text, name, label, rule, note, error and source is an attack."""
    import yaml

    root = tmp_path_factory.mktemp("hostile")
    count = len(ATTACKS)
    ids = [f"town/en/{at}.{attack.replace('/', '|')}" for at, attack in enumerate(ATTACKS)]
    passages = [
        passage(
            ids[at],
            f"{ATTACKS[at]} and then 12 of 34",
            section=f"s{ATTACKS[at // 8 * 8]}",
            parent_id=f"town/en/{at // 4}{ATTACKS[at // 4]}",
            tone=ATTACKS[at],
            topics=[ATTACKS[-1 - at], "war"],
            stance=[{"actor": ATTACKS[at], "how": ATTACKS[at]}],
            voice=ATTACKS[at],
            target=at % 2 == 0,
        )
        for at in range(count)
    ]
    words, judge, row, rewriting = named(5), named(23), named(0), named(25)
    half = [at % 3 == 0 for at in range(count)]
    other = [None if at % 5 == 1 else at % 2 == 0 for at in range(count)]
    evidence = [
        {
            "passage_id": ids[at],
            "perturbation": perturbation,
            "filter": words,
            "role": "fired" if half[at] else "near",
            "rule": ATTACKS[at],
            "start": 0,
            "end": 3,
            "via": [ATTACKS[at], ATTACKS[at - 1]],
            "note": ATTACKS[at],
            "weight": 0.5 if at % 2 else None,
        }
        for at in range(count)
        for perturbation in ("identity", rewriting)
    ]
    run: Run = make_in(
        root / "0123456789ab",
        passages=passages,
        blocked={
            name: {"identity": said, rewriting: said} for name, said in ((words, half), (judge, other), (row, half))
        },
        filters=[
            {"name": words, "kind": "keyword", "list": ATTACKS[0], "normalise": [ATTACKS[1]], "region": ATTACKS[2]},
            {
                "name": judge,
                "kind": "classifier",
                "policy": ATTACKS[3],
                "train": {"corpus": ATTACKS[4]},
                "threshold": 0.5,
            },
            {"name": row, "kind": "cascade", "stages": [words, judge]},
        ],
        draws={"identity": 1, rewriting: 1},
        rewritten={(ids[at], rewriting): f"{ATTACKS[-at]} rewritten {ATTACKS[at]}" for at in range(count)},
        rows={
            (ids[at], perturbation, judge): {"score": at / count}
            if other[at] is not None
            else {"error": f"JudgeError: the answer was {ATTACKS[at]}"}
            for at in range(count)
            for perturbation in ("identity", rewriting)
        },
        evidence=evidence,
        question=f"{ATTACKS[1]} {ATTACKS[23]}?",
    )
    project = root / "project"
    card, policy = project / "corpora" / "town" / "CARD.md", project / "configs" / "policies" / "tone.yaml"
    for folder in (card.parent, policy.parent, project / "experiments" / "town"):
        folder.mkdir(parents=True)
    seen = [attack for attack in ATTACKS if all(unicodedata.category(letter) not in {"Cc", "Cs"} for letter in attack)]
    quoted = yaml.safe_dump(ATTACKS[1], default_style='"').strip()
    card.write_text(CARD.format(quoted=quoted, attacks="\n\n".join(seen)), encoding="utf-8")
    said = dict.fromkeys(("title", "source", "reading"), f"{ATTACKS[1]} {ATTACKS[23]} {ATTACKS[26]}")
    rule = {"id": ATTACKS[6], "when": {ATTACKS[7]: ATTACKS[8]}, "reason": ATTACKS[9]}
    policy.write_text(yaml.safe_dump({"name": "tone", "version": "1", **said, "block": [rule]}), encoding="utf-8")
    experiment = project / "experiments" / "town" / "experiment.yaml"
    experiment.write_text("name: town\n", encoding="utf-8")
    manifest = json.loads((run.folder / "manifest.json").read_text("utf-8"))
    manifest |= {
        "path": str(experiment),
        "signature": f"town|{ATTACKS[5]}|{ATTACKS[23]}|{HALF}",
        "inputs": {f"{at}{ATTACKS[0]}": file_sha256(path) for at, path in enumerate((card, policy))},
        "code": {ATTACKS[0]: f"{HALF}{ATTACKS[1]}"},
    }
    (run.folder / "manifest.json").write_text(json.dumps(manifest), encoding="ascii")
    return write_report([Run(run.folder)], to=root / "hostile.html")


@pytest.fixture(params=["light", "dark"])
def attacked(visit, hostile, request) -> Any:
    """The hostile page, open."""
    return visit(hostile, color_scheme=request.param)


def read_back(shown: str) -> str:
    """The text that a reader can tell from what is shown: named characters put back."""
    names = {"ZWSP": 0x200B, "ZWNJ": 0x200C, "ZWJ": 0x200D, "WJ": 0x2060, "BOM": 0xFEFF, "SHY": 0xAD}
    return re.sub(
        "‹(?:U\\+([0-9A-F]{4,6})|([A-Z]+))›",
        lambda found: chr(int(found[1], 16) if found[1] else names[found[2]]),
        shown,
    )


READ = """node => {
  const copy = node.cloneNode(true);
  for (const zero of copy.querySelectorAll('.zero')) zero.replaceWith(`‹${zero.title.split(' ')[0]}›`);
  return copy.textContent;
}"""

STRINGS = """() => {
  const found = [document.title], walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ALL);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.nodeType === Node.COMMENT_NODE) found.push('\\u0000comment');
    const own = ['SCRIPT', 'STYLE'].includes(node.parentNode?.nodeName);
    if (node.nodeType === Node.TEXT_NODE && !own) found.push(node.data);
    for (const attribute of node.attributes ?? []) found.push(attribute.value);
  }
  return found;
}"""

OURS = re.compile(
    "html|head|meta|link|title|style|body|script|header|nav|main|section|footer|h[1-4]|p|div|span|a|bdi|i|u|mark|em|"
    "strong|small|code|pre|ol|ul|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|th|td|svg|g|line|circle|path|rect|text|"
    "button|label|select|option|input|fieldset|legend|details|summary"
)
"""Elements that the page is made of; none of them fetches anything, but `link` and `meta`, which are counted."""

HANDLES = re.compile("on.*|style|src|srcset|srcdoc|action|formaction|ping|xlink:href|autofocus|background|data")
"""Attributes that run, fetch or send something."""

MADE = """() => [...document.querySelectorAll('*')].map(node => ({
  name: node.localName,
  attributes: node.getAttributeNames(),
  href: node.getAttribute('href'),
}))"""

COUNTS = (
    "() => ['script', 'style', 'meta', 'link', 'title', 'body', 'main'].map(n => document.querySelectorAll(n).length)"
)


def everything(page: Any) -> None:
    """Open every passage under every rendering, choose every filter twice, move the slider, type, sort, lift."""
    page.evaluate(
        """() => {
          const change = node => {
            node.dispatchEvent(new Event(node.type === 'search' ? 'input' : 'change', {bubbles: true}));
          };
          const buttons = [...document.querySelectorAll('.n')];
          for (const select of document.querySelectorAll('.part select')) {
            for (const option of [...select.options]) { select.value = option.value; change(select); }
            select.selectedIndex = select.options.length - 1;
            change(select);
            for (const each of buttons.slice(0, 9)) each.click();
          }
          for (const button of buttons) button.click();
          for (const head of document.querySelectorAll('.sort')) head.click();
          for (const each of document.querySelectorAll('.stricter, .all, .more, .next')) each.click();
          const find = document.querySelector('.find');
          find.value = '<script'; change(find); find.value = ''; change(find);
          document.querySelector('.lift').click();
        }"""
    )


def test_nothing_runs_and_nothing_is_added(attacked) -> None:
    """With everything opened that opens: no script of theirs ran, no element, handler or address of theirs is there,
    and the policy still names our script and style alone (`visit` fails on any console message, dialog or request)."""
    before = attacked.evaluate(COUNTS)
    assert before == [2, 1, 6, 1, 1, 1, 1]
    everything(attacked)
    assert attacked.evaluate("() => window.hit") is None
    for made in attacked.evaluate(MADE):
        assert OURS.fullmatch(made["name"])
        assert not [name for name in made["attributes"] if HANDLES.fullmatch(name)]
        assert made["href"] is None or made["href"].startswith("#") or made["href"] == "data:,"
    assert attacked.evaluate(COUNTS) == before
    policy = attacked.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-\S{44}'; script-src 'sha256-\S{44}'; img-src data:; "
        r"base-uri 'none'; form-action 'none'",
        policy,
    )


def test_the_policy_stops_what_escaping_would_miss(hostile, browser) -> None:
    """Were a script or a handler of theirs on the page after all, the page's own policy would not run it."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(hostile.as_uri())
    page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.hit = 1';
          document.body.append(script);
          const theirs = '<svg onload="window.hit = 2"></svg><i style="color: red">x</i>';
          document.body.insertAdjacentHTML('beforeend', theirs);
        }"""
    )
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hit") is None
    assert len([each for each in said if "Content Security Policy" in each]) == 3
    page.close()


def test_every_text_can_be_read(attacked) -> None:
    """Each passage's text, as written and rewritten, can be told letter by letter from what the page shows."""
    texts = attacked.locator(".body .t")
    for at in range(len(ATTACKS)):
        assert read_back(texts.nth(at).evaluate(READ)) == f"{ATTACKS[at]} and then 12 of 34"
    attacked.locator(".pick-rendering").select_option(index=1)
    for at in range(len(ATTACKS)):
        assert read_back(texts.nth(at).evaluate(READ)) == f"{ATTACKS[-at]} rewritten {ATTACKS[at]}"


@pytest.mark.parametrize("at", [1, 6, 23, 26, 27, 29], ids=str)
def test_what_an_opened_passage_says_can_be_read(visit, hostile, at) -> None:
    """Its name, rule, note, steps, error and labels are there in full, with hidden characters named."""
    page = visit(hostile)
    page.locator(".n").nth(at).press("Enter")
    said = page.locator(".why").evaluate(READ)
    attack = ATTACKS[at]
    wanted = [f"{at}.{attack.replace('/', '|')}", f"only via {attack} and {ATTACKS[at - 1]}", attack]
    if at % 5 == 1:
        wanted.append(f"JudgeError: the answer was {attack}")
    assert all(each in read_back(said) for each in wanted)
    labels = [read_back(node.evaluate(READ)) for node in page.locator(".why dd").all()]
    assert attack in labels
    assert f"{attack}: {attack}" in labels


def test_nothing_hidden_is_left(attacked) -> None:
    """No character that nobody sees or that turns text around stands in any text, attribute or the title, with
    everything opened; the joiner that the page itself puts between a passage's number and its text is the only one."""
    everything(attacked)
    for text in attacked.evaluate(STRINGS):
        left = {letter for letter in text if unicodedata.category(letter) in HIDDEN and letter != "\n"}
        assert not left or text == "\u2060", text
    title = read_back(attacked.title())
    assert title == f"{ATTACKS[1]} {ATTACKS[23]}? · Outlast"
    assert read_back(attacked.locator("h1").evaluate(READ)) == f"{ATTACKS[1]} {ATTACKS[23]}?"


def test_no_text_moves_what_stands_beside_it(attacked) -> None:
    """In the reader's view every passage's number stands after the end of the passage before it, and each passage is a
    bidirectional isolate: right-to-left letters and unclosed overrides stay within their own."""
    orders = attacked.evaluate(
        """() => [...document.querySelectorAll('.body .para')].map(para =>
          [...para.querySelectorAll('.n, .t')].flatMap(node => {
            const way = getComputedStyle(para.firstElementChild).direction === 'rtl' ? -1 : 1;
            const boxes = [...node.getClientRects()].filter(box => box.width > 0).map(({top, height, left, right}) =>
              way > 0 ? {top, height, left, right} : {top, height, left: -right, right: -left});
            const middle = box => box.top + box.height / 2;
            const [first, last] = [Math.min(...boxes.map(middle)), Math.max(...boxes.map(middle))];
            const on = line => boxes.filter(box => Math.abs(middle(box) - line) < 8);
            const left = Math.min(...on(first).map(box => box.left));
            return [[first, left], [last, Math.max(...on(last).map(box => box.right))]];
          }))"""
    )
    assert sum(map(len, orders)) == 4 * len(ATTACKS)
    for boxes in orders:
        for before, after in zip(boxes[1::2], boxes[2::2], strict=False):
            same_line = abs(before[0] - after[0]) < 8
            assert (after[1] >= before[1] - 1) if same_line else after[0] > before[0], (before, after)
    isolates = attacked.evaluate(
        "() => [...document.querySelectorAll('.body .t')].map(t => getComputedStyle(t).unicodeBidi)"
    )
    assert set(isolates) == {"isolate"}


def test_no_text_makes_the_page_wider(visit, hostile) -> None:
    """A word of 3,000 letters breaks, in the text, in an opened passage and in the method, on a telephone too."""
    page = visit(hostile, viewport={"width": 360, "height": 700})
    page.locator(".n").nth(31).press("Enter")
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
