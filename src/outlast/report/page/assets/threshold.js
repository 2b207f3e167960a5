// Another threshold: what a filter with scores would do, counted again from the scores that the run stored.

// A rate in percent as Python rounds it: a half to the even one.
const hundredths = (rate, places) => {
  const exact = rate * 100, scaled = exact * 10 ** places;
  return scaled % 1 === 0.5 ? ((2 * Math.round(scaled / 2)) / 10 ** places).toFixed(places) : exact.toFixed(places);
};

const PLACES = [0, 1, 2];

// As outlast.sheets.cells.percent: what is neither none nor all is never shown as 0 % or 100 %.
const percent = (rate) => {
  if (rate === null) return "no data";
  for (const places of PLACES) {
    const text = hundredths(rate, places);
    if (rate === 0 || rate === 1 || (Number(text) !== 0 && Number(text) !== 100)) return `${text} %`;
  }
  return rate < 0.5 ? "< 0.01 %" : "> 99.99 %";
};

// As outlast.sheets.cells.percent_range: ends that differ are not shown as the same, down to a hundredth of a point.
const percentRange = (low, high) => {
  const ends = (places) => [hundredths(low, places), hundredths(high, places)];
  const places = low === high ? 0 : PLACES.find((each) => new Set(ends(each)).size > 1) ?? PLACES.at(-1);
  return `${ends(places).join("–")} %`;
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

  read() {
    const { part, filter } = this;
    this.rendering = part.rendering;
    this.scores = part.scores(filter);
    this.every = this.scores.every;
    const low = this.every[0] ?? 0, high = this.every.at(-1) ?? 1, room = (high - low || 1) * 0.02;
    this.low = low - room;
    this.high = high + room;
    Object.assign(this.slide, { min: this.low, max: this.high, step: (this.high - this.low) / 500 });
    this.plot();
  }

  move(threshold) {
    this.part.thresholds.set(this.filter, this.scores.nearest(threshold));
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
    const { threshold } = this, found = this.scores.at(threshold);
    this.slide.value = threshold;
    this.exact.value = Number(threshold.toFixed(6));
    if (this.part.thresholds.has(this.filter) && Number(this.exact.value) !== threshold) this.exact.value = threshold;
    const survived = `${counted(found.survived.count)} of ${counted(found.survived.n)} ${this.part.data.unit} survive`;
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
    const said = n ? `${counted(count)} of ${counted(n)}` : "no data";
    const interval = n ? percentRange(low, high) : "–";
    const row = el("tr", {}, el("th", { scope: "row" }, swatch, " ", name), el("td", { class: "count" }, said), el("td", { class: "rate" }, percent(rate)), el("td", { class: "interval" }, interval));
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
    const points = Array.from({ length: 251 }, (_, x) => this.scores.rates(this.low + ((this.high - this.low) * x) / 250));
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
    const flips = this.block.querySelector(".flips"), of = part.data.whole ? "Of those shown: " : "";
    flips.hidden = !part.thresholds.has(filter);
    flips.replaceChildren(
      this.list(`${of}Blocked here, not as it was run: ${counted(blocked.length)}`, blocked),
      this.list(`${of}Let through here, not as it was run: ${counted(freed.length)}`, freed),
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
    if (passages.length > 5) box.append(el("p", { class: "dim" }, `and ${counted(passages.length - 5)} more`));
    return box;
  }
}
