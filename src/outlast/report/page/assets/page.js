// The page's parts (one for each run), and how elements are made: texts only ever become text nodes.

const el = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
};

const svg = (name, attributes = {}) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// A count for people, as Python's {:,} writes it.
const counted = (count) => count.toLocaleString("en");

const dataBlocks = document.querySelectorAll("script.data");

class Part {
  constructor(number) {
    this.number = number;
    this.data = JSON.parse(dataBlocks[number].textContent);
    this.rendering = 0;
    this.thresholds = new Map(); // from filter to the threshold that the slider was moved to
    this.listeners = [];
  }

  block(kind) {
    return document.querySelector(`.part[data-part="${this.number}"][data-kind="${kind}"]`);
  }

  get count() {
    return this.data.names.length;
  }

  word(number) {
    return this.data.words[number];
  }

  // A passage's own text: what the HTML has; where that shows marks for characters, the data have the text.
  own(at) {
    this.texts ??= Array.from(this.block("text").querySelectorAll(".body .p > .t"), (node) => node.textContent);
    return this.texts[at];
  }

  original(at) {
    return this.data.raw[at] ?? this.own(at);
  }

  text(at, rendering = this.rendering) {
    return this.data.texts[rendering][at] ?? this.original(at);
  }

  score(at, filter, rendering = this.rendering) {
    const scores = this.data.scores[rendering][filter];
    return scores === null ? null : scores[at];
  }

  // What a filter does with a passage: as it was run, or where its threshold was moved, by the stored score.
  outcome(at, filter, rendering = this.rendering) {
    const score = this.score(at, filter, rendering);
    if (this.thresholds.has(filter) && score !== null) {
      return score >= this.thresholds.get(filter) ? "blocked" : "survives";
    }
    return { 0: "survives", 1: "blocked", e: "error" }[this.data.outcomes[rendering][filter][at]];
  }

  // What a filter would do at other thresholds, under the rendering that is shown.
  scores(filter) {
    const { whole } = this.data;
    return whole?.at[filter] ? new Tabled(whole.tables[this.rendering][filter], whole.at[filter]) : new Counted(this, filter);
  }

  // How many passages a filter lets through, and how many it decided: of the whole run, also where a sample is shown.
  kept(filter) {
    const { whole } = this.data, moved = this.thresholds.get(filter);
    if (whole) return moved === undefined ? whole.kept[this.rendering][filter] : this.scores(filter).kept(moved);
    let survive = 0, decided = 0;
    for (let at = 0; at < this.count; at += 1) {
      const outcome = this.outcome(at, filter);
      survive += outcome === "survives";
      decided += outcome !== "error";
    }
    return [survive, decided];
  }

  changed() {
    for (const listener of this.listeners) listener();
  }
}
