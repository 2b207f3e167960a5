// The runs of a comparison: the baseline, and each further run as what it says otherwise; each is read as a run's page
// reads its run.

// What is laid over the baseline's: null takes away.
const overlay = (before, delta) => {
  const made = { ...before };
  for (const [key, value] of Object.entries(delta)) {
    if (value === null) delete made[key];
    else made[key] = value;
  }
  return made;
};

const overlaid = (before, after) => before.map((row, rendering) => row.map((cell, filter) => overlay(cell, after[rendering][filter])));

const wholeSide = (before, after) => ({
  ...after,
  ...Object.fromEntries(["rules", "hows", "errors", "marks"].map((name) => [name, overlaid(before[name], after[name])])),
  scores: after.scores.map((row, rendering) => row.map((own, filter) => (own === 0 ? null : own === 1 ? before.scores[rendering][filter] : own))),
  texts: before.texts.map((row, rendering) => overlay(row, after.texts[rendering])),
});

class Side {
  constructor(part, label, data) {
    this.part = part;
    this.label = label;
    this.data = data;
    this.thresholds = new Map(); // what verdict() asks for: nothing is moved here
  }

  get rendering() {
    return this.part.rendering;
  }

  block(kind) {
    return this.part.block(kind);
  }

  word(number) {
    return this.part.word(number);
  }

  text(at) {
    return this.data.texts[this.rendering][at] ?? this.part.original(at);
  }

  score(at, filter) {
    return this.data.scores[this.rendering][filter]?.[at] ?? null;
  }

  outcome(at, filter) {
    return { 0: "survives", 1: "blocked", e: "error", "-": null }[this.data.outcomes[this.rendering][filter][at]];
  }

  // All that it says of a passage, for telling whether another side says the same.
  said(at, filter) {
    const { data, rendering } = this, own = ["rules", "hows", "errors", "marks"].map((name) => data[name][rendering][filter][at] ?? null);
    return JSON.stringify([this.outcome(at, filter), this.score(at, filter), data.filters[filter], this.text(at), ...own]);
  }
}

const STATES = { "00": "kept", 11: "both", "01": "now", 10: "before" };

class Versus extends Part {
  constructor() {
    super(0);
    const { before, runs } = this.data;
    this.data.texts = before.texts;
    this.without = this.data.without.map((passages) => new Set(passages)); // rewritten texts that are not on the page
    this.before = new Side(this, this.data.label, before);
    this.sides = runs.map((run) => new Side(this, run.label, wholeSide(before, run)));
    [this.run] = this.data.opened;
    this.causes = new Map(); // from run, rendering, filter and passage to the cause of a flip
    this.data.flips.forEach(([renderings, filters, passages, causes], run) => {
      causes.forEach((cause, row) => this.causes.set(`${run} ${renderings[row]} ${filters[row]} ${passages[row]}`, cause));
    });
  }

  get after() {
    return this.sides[this.run];
  }

  // What became of a passage: kept, both, now, before, error, or apart (not compared).
  state(at, filter, rendering = this.rendering, run = this.run) {
    const now = this.sides[run].data.outcomes[rendering][filter][at];
    return now === "-" ? "apart" : (STATES[this.before.data.outcomes[rendering][filter][at] + now] ?? "error");
  }

  flipped(at, filter) {
    return ["now", "before"].includes(this.state(at, filter));
  }

  cause(at, filter) {
    const found = this.causes.get(`${this.run} ${this.rendering} ${filter} ${at}`);
    return found === undefined ? null : this.data.causes[found][0];
  }

  // Towards the policy, against it, or unknown.
  direction(at, run, blocksNow) {
    const target = this.data.runs[run].targets[at];
    return target === "n" ? "unknown" : (target === "1") === blocksNow ? "towards" : "against";
  }

  // A filter's name, and its new one where it was renamed.
  called(filter, run = this.run) {
    const before = this.before.data.filters[filter].name, after = this.sides[run].data.filters[filter]?.name ?? before;
    return before === after ? before : `${before} → ${after}`;
  }
}
