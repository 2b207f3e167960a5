// The table of flips: sorted, filtered, each row leading to its passage under its run, rewriting and filter.

const FIRST = 24; // rows that the screen shows at first; on paper there are PAGE

class FlipTable {
  constructor(part) {
    this.part = part;
    this.block = part.block("flips");
    this.table = this.block.querySelector(".flip-table");
    this.more = this.block.querySelector(".more");
    this.find = this.block.querySelector(".find");
    this.limit = FIRST;
    this.order = null;
    this.rows = part.data.flips.flatMap(([renderings, filters, passages, causes], run) =>
      causes.map((cause, row) => this.read(run, renderings[row], filters[row], passages[row], cause)),
    );
    this.columns = this.shape();
    sortable(this.table, (column, direction) => {
      this.order = [this.columns[column], direction];
      this.draw();
    });
    const choices = { run: "run", rendering: "rendering", filter: "filter", way: "state", policy: "direction", cause: "kinds" };
    this.choices = Object.entries(choices)
      .map(([name, key]) => [key, this.block.querySelector(`.f-${name}`)])
      .filter(([, select]) => select);
    for (const control of [this.find, ...this.choices.map(([, select]) => select)]) {
      control.addEventListener("input", () => {
        this.limit = FIRST;
        this.draw();
      });
    }
    this.more.addEventListener("click", () => {
      this.limit += PAGE;
      this.draw();
    });
    this.draw();
  }

  read(run, rendering, filter, at, cause) {
    const { part } = this, state = part.state(at, filter, rendering, run), [text, kinds] = part.data.causes[cause];
    return { run, rendering, filter, at, state, direction: part.direction(at, run, state === "now"), cause: text, kinds };
  }

  // What each column is sorted by.
  shape() {
    const { data } = this.part;
    return [
      (row) => row.at,
      ...(data.runs.length > 1 ? [(row) => data.runs[row.run].label] : []),
      (row) => this.part.called(row.filter, row.run),
      ...(data.renderings.length > 1 ? [(row) => row.rendering] : []),
      (row) => row.state === "before",
      (row) => ({ against: 0, towards: 1, unknown: 2 })[row.direction],
      (row) => row.cause,
      (row) => this.part.original(row.at),
    ];
  }

  chosen() {
    const wanted = this.find.value.toLocaleLowerCase();
    const asked = this.choices.filter(([, select]) => select.value !== "").map(([key, select]) => [key, select.value]);
    const fits = (row) => asked.every(([key, value]) => (key === "kinds" ? row.kinds.includes(value) : String(row[key]) === value));
    const has = (row) => wanted === "" || [row.cause, this.part.original(row.at), this.part.data.names[row.at]].some((text) => text.toLocaleLowerCase().includes(wanted));
    return this.rows.filter((row) => fits(row) && has(row));
  }

  draw() {
    const chosen = this.chosen();
    if (this.order) {
      const [key, direction] = this.order, keyed = chosen.map((row, at) => [key(row), at, row]);
      keyed.sort(([a, i], [b, j]) => direction * byKey(typeof a === "boolean" ? Number(a) : a, typeof b === "boolean" ? Number(b) : b) || i - j);
      keyed.forEach(([, , row], at) => { chosen[at] = row; });
    }
    const lines = chosen.slice(0, Math.max(this.limit, PAGE)).map((row) => this.line(row));
    for (const line of lines.slice(this.limit)) line.classList.add("later");
    this.table.tBodies[0].replaceChildren(...lines);
    this.more.hidden = chosen.length <= this.limit;
    this.block.querySelector(".found").textContent = `${chosen.length.toLocaleString("en")} of ${this.rows.length.toLocaleString("en")}`;
  }

  line({ run, rendering, filter, at, state, direction, cause }) {
    const { part } = this, { data } = part, left = (text) => el("td", { class: "left" }, ...shownText(text));
    const link = el("a", { href: `#p0-${at}`, "data-flip": `${run},${rendering},${filter}` }, ...shownText(data.names[at]));
    const excerpt = el("td", { class: "left excerpt" }, el("bdi", { dir: "auto" }, ...shownText(part.original(at))));
    setLanguage(excerpt, part);
    return el(
      "tr", {},
      el("th", { scope: "row", class: "left" }, link),
      data.runs.length > 1 ? left(data.runs[run].label) : null,
      left(part.called(filter, run)),
      data.renderings.length > 1 ? left(data.renderings[rendering]) : null,
      left(state === "now" ? "blocked now" : "through now"),
      left(direction === "unknown" ? "–" : direction),
      el("td", { class: "left cause" }, el("bdi", {}, ...shownText(cause))),
      excerpt,
    );
  }
}
