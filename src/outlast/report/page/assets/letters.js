// Texts with what would be invisible, or turn the text around, made to show; as letters.py does.

const ZERO = new Map([
  ["\u200b", "ZWSP"], ["\u200c", "ZWNJ"], ["\u200d", "ZWJ"], ["\u2060", "WJ"], ["\ufeff", "BOM"], ["\u00ad", "SHY"],
]);
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
// The two variation selectors that choose between the textual and the pictorial form of the sign before them.
const FORMS = /[\ufe0e\ufe0f]/, HAS_FORMS = /[\p{So}\p{Sm}\p{Sk}#*0-9‼⁉〰〽]/u;

const codePoint = (letter) => letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

const shownLetter = (letter, before) => {
  if (ZERO.has(letter)) return el("i", { class: "zero", title: `U+${codePoint(letter)} ${ZERO.get(letter)}` });
  if (letter === "\n" || !HIDDEN.test(letter)) return letter;
  return FORMS.test(letter) && HAS_FORMS.test(before) ? letter : `‹U+${codePoint(letter)}›`;
};

// A text as nodes. Letters in `marked` (code points) stand in <mark>, those in `changed` are underlined.
const shownText = (text, { marked = null, changed = null } = {}) => {
  const nodes = [];
  let run = null;
  Array.from(text).forEach((letter, at, letters) => {
    const kind = `${marked?.has(at) ? "m" : ""}${changed?.has(at) ? "c" : ""}`;
    if (run === null || run.kind !== kind) {
      run = { kind, node: kind === "" ? new DocumentFragment() : el(kind === "c" ? "u" : "mark") };
      nodes.push(run.node);
    }
    run.node.append(shownLetter(letter, letters[at - 1] ?? ""));
  });
  for (const node of nodes) node.normalize();
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
