// The text with flips in it: as the reader's view of a run, with what both runs decided in the place of one.

const ANNOUNCED = {
  kept: "", both: "blocked in both: ", now: "blocked now, not before: ", before: "through now, blocked before: ",
  error: "no decision: ", apart: "not compared: ",
};
const CLASSES = { kept: "", both: " blocked", now: " blocked now", before: " before", error: " error", apart: " apart" };
const MAP_ROWS = 360;

class FlipReader extends Reader {
  listen() {
    super.listen();
    this.picked = this.block.querySelector(".pick-run");
    this.only = this.block.querySelector(".only-flips");
    this.short = this.buttons.map((button) => button.textContent);
    this.picked?.addEventListener("change", () => {
      this.part.run = Number(this.picked.value);
      this.close();
      this.part.changed();
    });
    this.only.addEventListener("change", () => this.draw());
  }

  // Show a run, a rendering and a filter.
  choose(run, rendering, filter) {
    this.close();
    this.part.run = run;
    this.part.rendering = rendering;
    if (this.picked) this.picked.value = run;
    if (this.written) this.written.value = rendering;
    this.pick.value = filter;
    this.part.changed();
  }

  describe(at) {
    return describeBoth(this.part, at);
  }

  draw() {
    this.states = this.spans.map((_, at) => this.part.state(at, this.filter));
    this.paint(this.spans);
    this.narrow();
    this.drawMap();
    this.tell();
    if (this.opened !== null) this.open(this.opened);
  }

  paint(spans) {
    spans.forEach((span, at) => {
      const state = this.states[at];
      span.className = `p${CLASSES[state]}${this.opened === at ? " open" : ""}`;
      this.say(span, ANNOUNCED[state]);
      this.write(span.lastElementChild, at);
    });
  }

  isFlip(at) {
    return this.states[at] === "now" || this.states[at] === "before";
  }

  // Leave what flipped only, each passage in a line of its own with its whole number.
  narrow() {
    const only = this.only.checked;
    if (!only && !this.body.classList.contains("only")) return;
    this.body.classList.toggle("only", only);
    this.spans.forEach((span, at) => {
      span.hidden = only && !this.isFlip(at);
      this.buttons[at].textContent = only ? this.part.data.names[at] : this.short[at];
    });
    for (const box of [...this.body.querySelectorAll(".para"), ...this.body.querySelectorAll(".chapter")]) {
      box.hidden = only && !box.querySelector(".p:not([hidden])");
    }
    if (only && this.opened !== null && !this.isFlip(this.opened)) this.close();
    if (only && !this.isFlip(this.at)) {
      const first = this.states.findIndex((_, at) => this.isFlip(at));
      if (first >= 0) this.reach(first);
    }
  }

  // Which number the keyboard comes to, without going there.
  reach(at) {
    this.buttons[this.at].tabIndex = -1;
    this.at = at;
    this.buttons[at].tabIndex = 0;
  }

  tell() {
    const { part } = this, counts = { now: 0, before: 0, both: 0, kept: 0, error: 0, apart: 0 };
    for (const state of this.states) counts[state] += 1;
    const how = part.rendering ? `rewritten by ${part.data.renderings[part.rendering]}` : "as written";
    const said = [[counts.now, "blocked now"], [counts.before, "through now"], [counts.both, "blocked in both"], [counts.kept, "through in both"], [counts.error, "without a decision"], [counts.apart, "not compared"]];
    const told = said.filter(([count], at) => at < 4 || count).map(([count, what]) => `${count} ${what}`).join(", ");
    const against = part.sides.length > 1 ? `, ${part.after.label} against ${part.before.label}` : "";
    const without = part.without[part.rendering].size;
    const left = without ? ` ${without} rewritten texts are not on this page, and are shown as written.` : "";
    const state = `${part.called(this.filter)}, ${how}${against}: ${told}.${left}`;
    this.block.querySelector(".state").replaceChildren(...shownText(state));
  }

  key(event) {
    const ways = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const flips = event.shiftKey || this.only.checked;
    if (!flips || !(event.key in ways) || !event.target.classList.contains("n")) return super.key(event);
    event.preventDefault();
    return this.step(ways[event.key]);
  }

  // To the next flip in this direction; the first time from the text's beginning, and to its end only.
  step(direction) {
    const from = this.begun ? this.at : this.at - direction;
    for (let at = from + direction; at >= 0 && at < this.part.count; at += direction) {
      if (this.isFlip(at)) return this.goTo(at);
    }
    // the passage on which the keyboard stands may be the only one
    return this.isFlip(this.at) ? this.goTo(this.at) : undefined;
  }

  goTo(at) {
    if (this.spans[at].hidden) {
      this.only.checked = false;
      this.draw();
    }
    super.goTo(at);
  }

  // A column for each filter: on its left what is blocked now, on its right what comes through now, and faintly what
  // both runs block.
  drawMap() {
    const { part } = this, map = this.block.querySelector(".minimap"), rows = Math.min(part.count, MAP_ROWS);
    const names = part.before.data.filters.map((_, filter) => part.called(filter));
    map.setAttribute("viewBox", `0 0 ${names.length * 2} ${rows}`);
    map.setAttribute("aria-label", `Map of the whole text, from the first passage at the top to the last: a column for each filter, on its left what is blocked now, on its right what comes through now. Filters from left to right: ${names.join(", ")}.`);
    map.replaceChildren(...names.map((_, filter) => this.column(filter, rows)));
    this.block.querySelector(".map-key").replaceChildren(...names.map((name) => el("li", {}, name)));
  }

  column(filter, rows) {
    const { part } = this, paths = { both: "", now: "", before: "" };
    for (let row = 0; row < rows; row += 1) {
      const from = Math.floor((row * part.count) / rows), to = Math.floor(((row + 1) * part.count) / rows);
      const found = new Set();
      for (let at = from; at < to; at += 1) found.add(part.state(at, filter));
      if (found.has("both")) paths.both += `M0 ${row}h2v1h-2z`;
      if (found.has("now")) paths.now += `M0 ${row}h1v1h-1z`;
      if (found.has("before")) paths.before += `M1 ${row}h1v1h-1z`;
    }
    const group = svg("g", { transform: `translate(${filter * 2} 0)` });
    for (const [name, d] of Object.entries(paths)) group.append(svg("path", { class: `m-${name}`, d }));
    return group;
  }
}
