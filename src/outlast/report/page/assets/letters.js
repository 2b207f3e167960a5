// Texts with what would be invisible, or turn the text around, made to show; as letters.py does.

const ZERO = new Map([
  ["\u200b", "ZWSP"], ["\u200c", "ZWNJ"], ["\u200d", "ZWJ"], ["\u2060", "WJ"], ["\ufeff", "BOM"], ["\u00ad", "SHY"],
]);
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
// The two variation selectors that choose between the textual and the pictorial form of the sign before them.
const FORMS = /[\ufe0e\ufe0f]/, HAS_FORMS = /[\p{So}\p{Sm}\p{Sk}#*0-9‼⁉〰〽]/u;

const codePoint = (letter) => letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

const nameOf = (letter, before) => (FORMS.test(letter) && HAS_FORMS.test(before) ? letter : `‹U+${codePoint(letter)}›`);

// A text as nodes and strings. Letters in `marked` (code points) stand in <mark>, those in `changed` are underlined.
const shownText = (text, { marked = null, changed = null } = {}) => {
  if (!marked && !changed && !HIDDEN.test(text)) return [text];
  const nodes = [];
  let kind = "", into = null, run = "", before = "", at = 0; // letters are gathered: a node each is slow
  const put = (made) => (into ? into.append(made) : nodes.push(made));
  const flush = () => {
    if (run) put(run);
    run = "";
  };
  for (const letter of text) {
    const own = `${marked?.has(at) ? "m" : ""}${changed?.has(at) ? "c" : ""}`;
    if (own !== kind) {
      flush();
      kind = own;
      into = own === "" ? null : el(own === "c" ? "u" : "mark");
      if (into) nodes.push(into);
    }
    if ((letter >= " " && letter <= "~") || letter === "\n" || !HIDDEN.test(letter)) run += letter;
    else if (ZERO.has(letter)) {
      flush();
      put(el("i", { class: "zero", title: `U+${codePoint(letter)} ${ZERO.get(letter)}` }));
    } else run += nameOf(letter, before);
    before = letter;
    at += 1;
  }
  flush();
  return nodes;
};

// The code points of a rewritten text that its original has not: letters put in, and letters put for others.
const changedLetters = (text, original) => {
  const now = Array.from(text), before = Array.from(original), changed = new Set();
  let at = 0;
  now.forEach((letter, place) => {
    if (letter === before[at]) at += 1;
    else {
      changed.add(place);
      if (!ZERO.has(letter)) at += 1;
    }
  });
  return changed;
};
