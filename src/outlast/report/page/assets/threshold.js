// Another threshold: what a filter with scores would do, counted again from the scores that the run stored.

// A rate as Python rounds it: a half to the even one.
const hundredths = (rate) => {
  const exact = rate * 100;
  return exact % 1 === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact);
};

const percent = (rate) => (rate === null ? "no data" : `${hundredths(rate)} %`);

// How many of some sorted scores are at or above a threshold.
const atOrAbove = (sorted, threshold) => {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < threshold) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
};

class Threshold {
  constructor(part) {
    this.part = part;
    this.block = part.block("threshold");
    this.pick = this.block.querySelector(".pick-scored");
    this.exact = this.block.querySelector(".exact");
    this.slide = this.block.querySelector(".slide");
    this.rows = this.block.querySelector(".numbers tbody");
    this.pick.addEventListener("change", () => this.choose());
    this.slide.addEventListener("input", () => this.move(Number(this.slide.value)));
    this.exact.addEventListener("change", () => {
      if (this.exact.value !== "") this.move(Number(this.exact.value));
    });
    this.block.querySelector(".milder").addEventListener("click", () => this.flip(1));
    this.block.querySelector(".stricter").addEventListener("click", () => this.flip(-1));
    this.block.querySelector(".as-run").addEventListener("click", () => {
      part.thresholds.delete(this.filter);
      part.changed();
    });
    part.listeners.push(() => this.draw());
    this.choose();
  }

  get filter() {
    return Number(this.pick.value);
  }

  // Where the filter blocks now; as it was run where nobody moved it, and the mildest flip where that is not known.
  get threshold() {
    const { part, filter } = this;
    return part.thresholds.get(filter) ?? part.data.filters[filter].threshold ?? this.every.at(-1) ?? 0;
  }

  choose() {
    this.rendering = null;
    this.draw();
  }

  // The scores of this filter under this rendering, by what the policy says.
  read() {
    const { part, filter } = this;
    this.rendering = part.rendering;
    const groups = { all: [], 0: [], 1: [], n: [] };
    this.scored = [];
    this.clusters = 0;
    let cluster = 0;
    for (let at = 0; at < part.count; at += 1) {
      cluster += part.data.clusters[at];
      this.clusters = Math.max(this.clusters, cluster + 1);
      const score = part.score(at, filter);
      if (score === null) continue;
      groups.all.push(score);
      groups[part.data.targets[at]].push(score);
      this.scored.push({ score, cluster, target: part.data.targets[at] });
    }
    for (const scores of Object.values(groups)) scores.sort((a, b) => a - b);
    this.groups = groups;
    this.every = groups.all;
    const low = this.every[0] ?? 0, high = this.every.at(-1) ?? 1, room = (high - low || 1) * 0.02;
    this.low = low - room;
    this.high = high + room;
    Object.assign(this.slide, { min: this.low, max: this.high, step: (this.high - this.low) / 500 });
    this.plot();
  }

  // Survival, over- and under-blocking at a threshold, from sorted scores; for the curves.
  rates(threshold) {
    const { all, 0: others, 1: targets } = this.groups;
    const blocked = (scores) => (scores.length ? atOrAbove(scores, threshold) / scores.length : null);
    const under = blocked(targets);
    return { survived: 1 - blocked(all), over: blocked(others), under: under === null ? null : 1 - under };
  }

  // The same with counts and intervals, from each cluster's counts.
  at(threshold) {
    const zeros = () => new Array(this.clusters).fill(0);
    const [survived, over, under] = Array.from({ length: 3 }, () => ({ having: zeros(), sizes: zeros() }));
    const count = ({ having, sizes }, cluster, has) => {
      having[cluster] += has;
      sizes[cluster] += 1;
    };
    for (const { score, cluster, target } of this.scored) {
      const survives = score < threshold;
      count(survived, cluster, survives);
      if (target === "0") count(over, cluster, !survives);
      if (target === "1") count(under, cluster, survives);
    }
    const interval = ({ having, sizes }) => clustered(having, sizes, this.part.data.quantiles);
    return { survived: interval(survived), over: interval(over), under: interval(under) };
  }

  move(threshold) {
    this.part.thresholds.set(this.filter, threshold);
    this.part.changed();
  }

  // To the next threshold at which a passage flips: milder (1) or stricter (-1).
  flip(direction) {
    const now = this.threshold, { every } = this;
    const next = direction > 0 ? every.find((score) => score > now) : every.findLast((score) => score < now);
    if (next !== undefined) this.move(next);
    else if (direction > 0) this.move(this.high);
  }

  draw() {
    if (this.rendering !== this.part.rendering) this.read();
    const { threshold } = this, found = this.at(threshold);
    this.slide.value = threshold;
    this.exact.value = Number(threshold.toFixed(6));
    if (this.part.thresholds.has(this.filter) && Number(this.exact.value) !== threshold) this.exact.value = threshold;
    const survived = `${found.survived.count} of ${found.survived.n} ${this.part.data.unit} survive`;
    this.slide.setAttribute("aria-valuetext", `blocks from ${number(threshold, 3)}: ${survived}`);
    const named = [["survive", "survived"], ["over-blocked", "over"], ["under-blocked", "under"]];
    this.rows.replaceChildren(...named.map(([name, key]) => this.row(name, key, found[key])));
    const x = `${((threshold - this.low) / (this.high - this.low)) * 100}%`;
    this.marker?.setAttribute("x1", x);
    this.marker?.setAttribute("x2", x);
    this.flips();
  }

  row(name, key, { count, n, rate, low, high }) {
    const swatch = svg("svg", { class: "swatch", width: 26, height: 8, "aria-hidden": "true", focusable: "false" });
    swatch.append(svg("line", { class: `curve ${key}`, x1: 0, x2: 26, y1: 4, y2: 4 }));
    const counted = n ? `${count} of ${n}` : "no data";
    const interval = n ? `${hundredths(low)}–${hundredths(high)} %` : "–";
    const row = el("tr", {}, el("th", { scope: "row" }, swatch, " ", name), el("td", { class: "count" }, counted), el("td", { class: "rate" }, percent(rate)), el("td", { class: "interval" }, interval));
    Object.assign(row.dataset, { what: key, count, n, rate, low, high });
    return row;
  }

  // Survival, over- and under-blocking over the whole range, above the slider and on its scale.
  plot() {
    const height = 120;
    const chart = svg("svg", { class: "curves", width: "100%", height, viewBox: `0 0 500 ${height}`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
    for (const share of [0, 0.5, 1]) {
      chart.append(svg("line", { class: "tick", x1: 0, x2: 500, y1: height - 1 - share * (height - 2), y2: height - 1 - share * (height - 2) }));
    }
    const points = Array.from({ length: 251 }, (_, x) => this.rates(this.low + ((this.high - this.low) * x) / 250));
    for (const key of ["survived", "over", "under"]) {
      if (points[0][key] === null) continue;
      const path = points.map((found, x) => `${x ? "L" : "M"}${x * 2} ${(height - 1 - found[key] * (height - 2)).toFixed(1)}`);
      chart.append(svg("path", { class: `curve ${key}`, d: path.join("") }));
    }
    const over = svg("svg", { class: "marker", width: "100%", height, "aria-hidden": "true", focusable: "false" });
    this.marker = svg("line", { y1: 0, y2: height });
    over.append(this.marker);
    const scale = el("p", { class: "scale", "aria-hidden": "true" }, el("span", {}, "100 %"), el("span", {}, "0"));
    this.block.querySelector(".plot").replaceChildren(chart, over, scale);
  }

  // What changes against the filter as it was run.
  flips() {
    const { part, filter } = this, blocked = [], freed = [];
    const letters = part.data.outcomes[part.rendering][filter];
    for (let at = 0; at < part.count; at += 1) {
      const now = part.outcome(at, filter);
      if (letters[at] === "0" && now === "blocked") blocked.push(at);
      if (letters[at] === "1" && now === "survives") freed.push(at);
    }
    const flips = this.block.querySelector(".flips");
    flips.hidden = !part.thresholds.has(filter);
    flips.replaceChildren(
      this.list(`Blocked here, not as it was run: ${blocked.length}`, blocked),
      this.list(`Let through here, not as it was run: ${freed.length}`, freed),
    );
  }

  list(title, passages) {
    const box = el("div", {}, el("p", { class: "flips-head" }, title));
    if (passages.length === 0) return box;
    const items = passages.slice(0, 5).map((at) => {
      const text = el("bdi", { dir: "auto" }, ...shownText(this.part.text(at)));
      setLanguage(text, this.part);
      return el("li", {}, el("a", { href: `#p${this.part.number}-${at}` }, this.part.data.names[at]), " ", text);
    });
    box.append(el("ul", {}, ...items));
    if (passages.length > 5) box.append(el("p", { class: "dim" }, `and ${passages.length - 5} more`));
    return box;
  }
}
