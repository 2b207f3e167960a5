// Tables that are sorted by their heads, and the disagreements, which are filtered and follow the rendering.

const sortKey = (cell) => {
  const text = cell.textContent.trim().replaceAll("−", "-");
  const found = text.match(/^[<>]?\s*[-+]?[\d,]*\.?\d+/);
  return found ? Number(found[0].replace(/[<>,\s]/g, "")) : text;
};

const collator = new Intl.Collator(undefined, { numeric: true });

const byKey = (a, b) => {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === typeof b) return collator.compare(String(a), String(b));
  return typeof a === "number" ? -1 : 1;
};

// Put a button in each head; `sort` is called with the column and the direction.
const sortable = (table, sort) => {
  const heads = Array.from(table.tHead.rows[0].cells).filter((head) => !head.classList.contains("axis"));
  heads.forEach((head, column) => {
    const button = el("button", { type: "button", class: "sort" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      sort(column, direction);
    });
  });
};

const sortRows = (table) => (column, direction) => {
  const body = table.tBodies[0];
  const keyed = Array.from(body.rows, (row) => [sortKey(row.cells[column]), row]);
  keyed.sort(([a], [b]) => direction * byKey(a, b));
  body.append(...keyed.map(([, row]) => row));
};

const SHORT = 12; // rows that a long table shows at first; on paper it has all of them

const shorten = (table) => {
  const rows = table.tBodies[0].rows.length;
  if (rows <= SHORT + 3) return;
  table.classList.add("short");
  const button = el("button", { type: "button", class: "all" }, `Show all ${rows} rows`);
  button.addEventListener("click", () => {
    table.classList.remove("short");
    button.remove();
    table.tHead.querySelector("button")?.focus();
  });
  table.closest(".scroll").after(button);
};

// A cell that names a passage of the page becomes a link that opens it.
const linkPassages = (part) => {
  const known = new Map();
  part.data.names.forEach((name, at) => known.set(name, known.has(name) ? undefined : at)); // two of a name: neither
  for (const kind of ["silenced", "disagreements", "robustness"]) {
    for (const cell of part.block(kind)?.querySelectorAll(".sheet:not(.disputes) tbody :is(.left, .passage)") ?? []) {
      if (cell.querySelector(".zero")) continue; // its text is not what it seems
      const text = cell.textContent, at = known.get(text) ?? known.get(text.split("/").at(-1));
      if (at === undefined || !/[./]/.test(text)) continue;
      cell.replaceChildren(el("a", { href: `#p${part.number}-${at}` }, text));
    }
  }
};

const PAGE = 100; // rows that are added at a time

class Disputes {
  constructor(part) {
    this.part = part;
    this.block = part.block("disagreements");
    this.table = this.block.querySelector(".disputes");
    this.find = this.block.querySelector(".find");
    this.only = this.block.querySelector(".only");
    this.more = this.block.querySelector(".more");
    this.order = [0, 1];
    this.limit = PAGE;
    sortable(this.table, (column, direction) => {
      this.order = [column, direction];
      this.draw();
    });
    this.find.addEventListener("input", () => this.reset());
    this.only.addEventListener("change", () => this.reset());
    this.more.addEventListener("click", () => {
      this.limit += PAGE;
      this.draw();
    });
    part.listeners.push(() => this.draw());
    this.draw();
  }

  reset() {
    this.limit = PAGE;
    this.draw();
  }

  outcomes(at) {
    return this.part.data.filters.map((_, filter) => this.part.outcome(at, filter));
  }

  draw() {
    const { part } = this, wanted = this.find.value.toLocaleLowerCase(), only = Number(this.only.value);
    const all = [];
    for (let at = 0; at < part.count; at += 1) {
      const outcomes = this.outcomes(at);
      if (outcomes.includes("blocked") && outcomes.includes("survives")) all.push([at, outcomes]);
    }
    const chosen = all.filter(([at, outcomes]) => {
      const found = wanted === "" || part.text(at).toLocaleLowerCase().includes(wanted) || part.data.names[at].includes(wanted);
      return found && (only < 0 || outcomes[only] === "blocked");
    });
    this.sort(chosen);
    this.table.tBodies[0].replaceChildren(...chosen.slice(0, this.limit).map(([at, outcomes]) => this.row(at, outcomes)));
    this.more.hidden = chosen.length <= this.limit;
    this.block.querySelector(".found").textContent = `${counted(chosen.length)} of ${counted(all.length)}`;
    const how = part.rendering ? `rewritten by ${part.data.renderings[part.rendering]}` : `as written (${part.data.renderings[0]})`;
    const moved = part.thresholds.size ? ", at the threshold that was chosen above" : "";
    this.block.querySelector(".lead").textContent = this.told(all.length, `differently, ${how}${moved}.`);
  }

  // On how many passages filters disagree; of a run that is shown in part, of all of it where that is known.
  told(shown, how) {
    const { part } = this, { whole, unit } = part.data, of = `of ${counted(part.count)} ${unit}`;
    if (!whole) return `The filters decide ${counted(shown)} ${of} ${how}`;
    if (part.thresholds.size) return `Among those that this page shows, the filters decide ${counted(shown)} ${of} ${how}`;
    const all = `${counted(whole.disputed[part.rendering])} of ${counted(whole.of)} ${unit}`;
    return `The filters decide ${all} ${how} Of those that this page shows, it lists ${counted(shown)}.`;
  }

  sort(rows) {
    const [column, direction] = this.order, { data } = this.part, filters = data.filters.length;
    const key = ([at, outcomes]) => {
      if (column === 0) return at;
      if (column <= filters) return outcomes[column - 1];
      return column === filters + 1 ? this.wants(at) : this.part.text(at);
    };
    rows.sort((a, b) => direction * byKey(key(a), key(b)) || a[0] - b[0]);
  }

  wants(at) {
    return { 1: "would block", 0: "would not", n: "says nothing" }[this.part.data.targets[at]];
  }

  row(at, outcomes) {
    const { part } = this, text = el("bdi", { dir: "auto" }, ...shownText(part.text(at)));
    const excerpt = el("td", { class: "left excerpt" }, text);
    setLanguage(excerpt, part);
    return el(
      "tr", {},
      el("th", { scope: "row", class: "left" }, el("a", { href: `#p${part.number}-${at}` }, ...shownText(part.data.names[at]))),
      ...outcomes.map((outcome) => el("td", { class: `left o-${outcome}` }, outcome)),
      el("td", { class: "left" }, this.wants(at)),
      excerpt,
    );
  }
}
