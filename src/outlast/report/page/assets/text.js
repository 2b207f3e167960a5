// The reader's view: what a filter leaves of the text, one filter beside another, and passages that open.

class Reader {
  constructor(part) {
    this.part = part;
    this.block = part.block("text");
    this.body = this.block.querySelector(".body");
    this.spans = Array.from(this.body.querySelectorAll(".p"));
    this.buttons = this.spans.map((span) => span.querySelector(".n"));
    this.pick = this.block.querySelector(".pick-filter");
    this.other = this.block.querySelector(".pick-other");
    this.written = this.block.querySelector(".pick-rendering");
    this.beside = null;
    this.opened = null;
    this.at = 0;
    this.begun = false; // whether a reader has gone to any passage
    this.shown = this.spans.map(() => 0); // the rendering whose text each passage shows
    for (const button of this.buttons) {
      button.setAttribute("role", "button"); // a link without the script
      button.setAttribute("aria-expanded", "false");
      button.tabIndex = -1;
    }
    this.buttons[0].tabIndex = 0;
    part.own(0); // before any text is written over
    this.listen();
    this.draw();
    part.listeners.push(() => this.draw());
  }

  listen() {
    this.pick.addEventListener("change", () => {
      if (this.beside) this.heads();
      this.draw();
    });
    this.other?.addEventListener("change", () => this.compare());
    this.written?.addEventListener("change", () => {
      this.part.rendering = Number(this.written.value);
      this.close();
      this.part.changed();
    });
    const lift = this.block.querySelector(".lift");
    lift.addEventListener("change", () => this.block.classList.toggle("lifted", lift.checked));
    this.block.querySelector(".previous").addEventListener("click", () => this.step(-1));
    this.block.querySelector(".next").addEventListener("click", () => this.step(1));
    this.body.addEventListener("click", (event) => {
      const span = event.target.closest(".p");
      if (event.target.closest(".n")) event.preventDefault();
      if (span && !event.target.closest(".why") && getSelection().isCollapsed) this.toggle(this.index(span));
    });
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("focusin", () => { this.begun = true; });
    this.body.addEventListener("dismiss", () => this.close({ back: true }));
    followMap(this.part, (at) => this.goTo(at));
  }

  index(span) {
    return Number(span.dataset.at ?? span.id.split("-")[1]);
  }

  get filter() {
    return Number(this.pick.value);
  }

  draw() {
    this.paint(this.spans, this.filter);
    if (this.beside) this.paint(this.beside, Number(this.other.value));
    drawMap(this.part);
    this.tell();
    if (this.opened !== null) this.open(this.opened);
  }

  // Black out what a filter blocks, and write the texts as the chosen rendering has them.
  paint(spans, filter) {
    const { part } = this, name = filter < 0 ? "" : part.data.filters[filter].name;
    spans.forEach((span, at) => {
      const outcome = filter < 0 ? "survives" : part.outcome(at, filter);
      const text = span.lastElementChild, words = { survives: "", blocked: `blocked by ${name}: `, error: "no decision: " }[outcome];
      span.className = `p ${outcome}`;
      this.say(span, words);
      this.write(text, at);
    });
  }

  // A passage's text as the chosen rendering has it.
  write(text, at) {
    const { part } = this, rendering = part.data.texts[part.rendering][at] === undefined ? 0 : part.rendering;
    if (Number(text.dataset.rendering ?? 0) === rendering) return;
    const written = part.text(at);
    text.replaceChildren(...shownText(written, { changed: rendering ? changedLetters(written, part.original(at)) : null }));
    text.dataset.rendering = rendering;
  }

  describe(at) {
    return describe(this.part, at);
  }

  // Words before a passage for those who hear it; an element only where there are any, for the sake of large pages.
  say(span, words) {
    const said = span.children.length > 2 ? span.children[1] : null;
    if (said) said.textContent = words;
    else if (words) span.firstElementChild.after(el("span", { class: "vh s", lang: "en" }, words));
  }

  tell() {
    const { part, filter } = this, state = this.block.querySelector(".state");
    const rendering = part.data.renderings[part.rendering];
    if (filter < 0) {
      state.replaceChildren(el("span", {}, `${part.data.whole ? "The sample, whole" : "The whole text"}, as ${part.rendering ? `rewritten by ${rendering}` : "written"}.`));
      return;
    }
    const { name } = part.data.filters[filter];
    const [survive, decided] = part.kept(filter);
    const how = part.rendering ? `, rewritten by ${rendering}` : "";
    const said = `What ${name} leaves of the text${how}: ${counted(survive)} of ${counted(decided)} ${part.data.unit}.`;
    state.replaceChildren(el("span", { class: "state-text" }, said));
    if (part.thresholds.has(filter)) {
      const moved = part.thresholds.get(filter);
      const back = el("button", { type: "button", class: "back" }, "As it was run");
      back.addEventListener("click", () => {
        part.thresholds.delete(filter);
        part.changed();
        this.pick.focus();
      });
      const from = Number.isFinite(moved) ? `It blocks from ${number(moved, 3)} here.` : "It blocks nothing here.";
      state.append(" ", el("span", { class: "moved" }, from), " ", back);
    }
  }

  compare() {
    const wanted = Number(this.other.value);
    this.close();
    for (const copy of this.body.querySelectorAll(".para > .twin, .columns")) copy.remove();
    this.beside = null;
    this.body.classList.toggle("two", wanted >= 0);
    if (wanted >= 0) {
      this.beside = [];
      for (const para of this.body.querySelectorAll(".para")) {
        const copy = para.firstElementChild.cloneNode(true);
        copy.className = "twin";
        for (const span of copy.querySelectorAll(".p")) {
          span.dataset.at = span.id.split("-")[1];
          span.removeAttribute("id");
          span.querySelector(".n").replaceWith(el("span", { class: "n-copy" }));
          this.beside.push(span);
        }
        para.firstElementChild.after(copy);
      }
      this.heads();
    }
    this.draw();
  }

  // The names of the two filters, above the columns; above each paragraph where there is room for one column only.
  heads() {
    const [first, second] = [this.pick, this.other].map((select) => select.options[select.selectedIndex].text);
    this.body.querySelector(".columns")?.remove();
    this.body.prepend(el("div", { class: "columns", lang: "en" }, el("p", {}, first), el("p", {}, second)));
    for (const para of this.body.querySelectorAll(".para")) {
      para.children[0].dataset.filter = first;
      para.children[1].dataset.filter = second;
    }
  }

  toggle(at) {
    if (this.opened === at) this.close({ back: true });
    else {
      this.close();
      this.open(at);
      this.focus(at);
    }
  }

  open(at) {
    this.body.querySelector(".why")?.remove();
    const box = this.describe(at);
    box.id = `why-${this.part.number}`;
    this.spans[at].closest(".para").append(box);
    this.spans[at].classList.add("open");
    this.buttons[at].setAttribute("aria-expanded", "true");
    this.buttons[at].setAttribute("aria-controls", box.id);
    this.opened = at;
  }

  close({ back = false } = {}) {
    if (this.opened === null) return;
    const at = this.opened;
    this.opened = null;
    this.body.querySelector(".why")?.remove();
    this.spans[at].classList.remove("open");
    this.buttons[at].setAttribute("aria-expanded", "false");
    this.buttons[at].removeAttribute("aria-controls");
    if (back) this.focus(at);
  }

  focus(at) {
    this.buttons[this.at].tabIndex = -1;
    this.at = at;
    this.buttons[at].tabIndex = 0;
    this.buttons[at].focus();
  }

  key(event) {
    if (event.key === "Escape") this.close({ back: true });
    if (!event.target.classList.contains("n")) return;
    this.at = this.index(event.target.closest(".p")); // wherever the focus came from
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.toggle(this.at);
    }
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.focus(Math.min(Math.max(this.at + steps[event.key], 0), this.part.count - 1));
  }

  // To the next passage, in this direction, that the chosen filter blocks; the first time from the text's beginning.
  step(direction) {
    for (let at = this.begun ? this.at + direction : this.at; at >= 0 && at < this.part.count; at += direction) {
      if (this.filter >= 0 && this.part.outcome(at, this.filter) === "blocked") return this.goTo(at);
    }
    return undefined;
  }

  goTo(at) {
    this.spans[at].scrollIntoView({ block: "center" });
    this.focus(at);
  }
}
