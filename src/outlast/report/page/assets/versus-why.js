// One passage of a comparison, opened: what both runs decided and why, and what a flip came through.

const FLIPPED = { now: "Blocked now, not before", before: "Through now, blocked before" };

const describeBoth = (part, at) => {
  const { data } = part;
  const box = el("div", { class: "why", lang: "en", role: "group", "aria-label": `Passage ${data.names[at]}` });
  const close = el("button", { type: "button", class: "close" }, "Close");
  box.append(el("p", { class: "why-name" }, el("bdi", {}, ...shownText(data.names[at])), close));
  if (part.text(at) !== part.original(at)) {
    const own = el("bdi", { dir: "auto" }, ...shownText(part.original(at)));
    setLanguage(own, part);
    box.append(el("p", { class: "as-written" }, el("span", { class: "dim" }, "as written: "), own));
  }
  if (part.without[part.rendering].has(at)) {
    box.append(el("p", { class: "dim" }, "This text is shown as written: as it was rewritten, and with its evidence, it is not on this page."));
  }
  data.before.filters.forEach((_, filter) => box.append(bothVerdicts(part, at, filter)));
  box.append(policyLine(part, at), labels(part, at));
  close.addEventListener("click", () => box.dispatchEvent(new CustomEvent("dismiss", { bubbles: true })));
  return box;
};

const bothVerdicts = (part, at, filter) => {
  const state = part.state(at, filter), box = el("div", { class: `both-sides s-${state}` });
  if (state === "apart") {
    box.append(el("p", { class: "dim" }, `${part.before.label}; ${part.after.label} has no such decision`), verdict(part.before, at, filter, part.before.text(at)));
    return box;
  }
  if (FLIPPED[state]) {
    const cause = part.cause(at, filter), said = part.direction(at, part.run, state === "now");
    const way = said === "unknown" ? "" : `, ${said} the policy`;
    box.append(el("p", { class: "flip-head" }, el("strong", {}, FLIPPED[state]), `${way}. `, ...causeLine(cause)));
  }
  if (part.before.said(at, filter) === part.after.said(at, filter)) {
    box.append(el("p", { class: "side-name" }, "in both"), verdict(part.after, at, filter, part.after.text(at)));
    return box;
  }
  const columns = el("div", { class: "sides" });
  for (const [when, side] of [["before", part.before], ["now", part.after]]) {
    const column = el("div", {}, el("p", { class: "side-name" }, `${when}: `, el("bdi", {}, ...shownText(side.label))));
    if (side.text(at) !== part.text(at)) column.append(el("p", { class: "dim" }, "It judged another text:"));
    column.append(verdict(side, at, filter, side.text(at)));
    columns.append(column);
  }
  box.append(columns);
  return box;
};

const causeLine = (cause) =>
  cause === null
    ? [el("span", { class: "dim" }, "Its cause is not on this page: "), el("code", {}, "outlast compare … --sheet flips")]
    : ["Cause: ", el("bdi", { class: "cause" }, ...shownText(cause))];
