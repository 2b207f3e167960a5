// One passage, opened: its labels, what the policy says, and each filter's decision with its evidence.

const number = (value, places) => value.toFixed(places).replace("-", "−");

// So many decimals that a score just below its threshold is not shown as if it were at it.
const placesApart = (score, threshold) => {
  if (threshold === null || !Number.isFinite(threshold)) return 3;
  let places = 3;
  while (places < 12 && score !== threshold && score.toFixed(places) === threshold.toFixed(places)) places += 1;
  return places;
};

const describe = (part, at) => {
  const { data } = part, rendering = part.rendering, text = part.text(at);
  const box = el("div", { class: "why", lang: "en", role: "group", "aria-label": `Passage ${data.names[at]}` });
  const close = el("button", { type: "button", class: "close" }, "Close");
  box.append(el("p", { class: "why-name" }, el("bdi", {}, ...shownText(data.names[at])), close));
  if (text !== part.original(at)) {
    const own = el("bdi", { dir: "auto" }, ...shownText(part.original(at)));
    setLanguage(own, part);
    box.append(el("p", { class: "as-written" }, el("span", { class: "dim" }, "as written: "), own));
  }
  data.filters.forEach((filter, number) => box.append(verdict(part, at, number, text)));
  box.append(policyLine(part, at), labels(part, at));
  close.addEventListener("click", () => box.dispatchEvent(new CustomEvent("dismiss", { bubbles: true })));
  return box;
};

const setLanguage = (node, part) => {
  const language = part.block("text").dataset.language;
  if (language) node.setAttribute("lang", language);
};

const verdict = (part, at, filter, text) => {
  const { data } = part, rendering = part.rendering, about = data.filters[filter];
  const outcome = part.outcome(at, filter), score = part.score(at, filter);
  const how = data.hows[rendering][filter][at], rule = data.rules[rendering][filter][at];
  const error = data.errors[rendering][filter][at];
  const head = el("p", { class: "verdict-head" }, el("strong", {}, el("bdi", {}, about.name)), " ", el("span", { class: `o-${outcome}` }, { survives: "survives", blocked: "blocked", error: "no decision" }[outcome]));
  const moved = part.thresholds.has(filter) && score !== null;
  if ((how ?? null) !== null) head.append(outcome === "blocked" ? " " : ": ", ...shownText(part.word(how)));
  else if ((rule ?? null) !== null && !moved) head.append(" by ", el("bdi", {}, ...shownText(part.word(rule))));
  if (score !== null) {
    const threshold = moved ? part.thresholds.get(filter) : about.threshold;
    const places = placesApart(score, threshold);
    const from = threshold === null || !Number.isFinite(threshold) ? "" : `, blocks from ${number(threshold, places)}`;
    head.append(el("span", { class: "dim" }, `; score ${number(score, places)}${from}; flips at ${number(score, places)}`));
  }
  const box = el("div", { class: "verdict" }, head);
  if ((error ?? null) !== null) box.append(el("p", {}, el("bdi", {}, ...shownText(part.word(error)))));
  const marks = data.marks[rendering][filter][at] ?? [];
  if (marks.length) box.append(...evidence(part, marks, text, about, outcome));
  return box;
};

const evidence = (part, marks, text, about, outcome) => {
  const fired = marks.filter(([named]) => named % 2 === 0), letters = Array.from(text), places = new Set();
  for (const [, spans = []] of fired) {
    for (let s = 0; s < spans.length; s += 2) for (let at = spans[s]; at < spans[s + 1]; at += 1) places.add(at);
  }
  const made = [];
  if (fired.length) {
    const shown = el("bdi", { dir: "auto" }, ...shownText(text, { marked: places }));
    setLanguage(shown, part);
    made.push(el("p", { class: "marked" }, shown));
  } else {
    made.push(el("p", { class: "dim" }, "nearest to a hit:"));
  }
  made.push(el("ul", { class: "marks" }, ...marks.map((mark) => markLine(part, mark, letters, about))));
  return made;
};

const markLine = (part, [named, spans = [], weight = null, note = null, via = []], letters, about) => {
  const line = el("li", {}, el("bdi", { class: "rule" }, ...shownText(part.word(named >> 1))));
  for (let s = 0; s < spans.length; s += 2) {
    const words = el("bdi", { dir: "auto" }, ...shownText(letters.slice(spans[s], spans[s + 1]).join("")));
    setLanguage(words, part);
    line.append(s ? " + “" : " “", words, "”", el("span", { class: "dim" }, ` ${spans[s]}–${spans[s + 1]}`));
  }
  if (weight !== null) line.append(el("span", { class: "dim" }, ` ${weight > 0 ? "+" : ""}${number(weight, 2)} to the ${about.unit}`));
  if (via.length) line.append(el("span", { class: "via" }, " only via ", ...shownText(via.map((step) => part.word(step)).join(" and "))));
  if (note !== null) line.append(el("span", { class: "dim" }, weight === null ? " " : "; ", ...shownText(part.word(note))));
  return line;
};

const policyLine = (part, at) => {
  const { data } = part;
  const rules = (data.reasons[at] ?? []).map((rule) => part.word(rule)).join(", ");
  const says = { 1: `would block it (${rules})`, 0: "would let it through", n: "says nothing of it: it has no label" };
  return el("p", { class: "policy-line" }, el("strong", {}, el("bdi", {}, data.policy)), " ", ...shownText(says[data.targets[at]]));
};

const labels = (part, at) => {
  const list = el("dl", { class: "labels" });
  for (const [name, values, numbers] of part.data.labels) {
    const own = numbers[at] ?? null;
    if (own === null) continue;
    list.append(el("div", {}, el("dt", {}, ...shownText(name)), el("dd", {}, el("bdi", {}, ...shownText(values[own])))));
  }
  return list.childElementCount ? list : el("p", { class: "dim" }, "no labels");
};
