// The page begins: parts come to life when they are first shown, and links to passages open them.

document.documentElement.dataset.script = "on";

const parts = new Map();

const awaken = (number) => {
  if (parts.has(number)) return parts.get(number);
  const part = new Part(number);
  parts.set(number, part);
  part.reader = new Reader(part);
  if (part.block("threshold")?.querySelector(".slide")) part.threshold = new Threshold(part);
  if (part.block("disagreements").querySelector(".disputes")) part.disputes = new Disputes(part);
  linkPassages(part);
  return part;
};

const showPart = (number) => {
  const before = [...parts.values()].find((part) => !part.block("text").hidden);
  for (const block of document.querySelectorAll(".part")) block.hidden = Number(block.dataset.part) !== number;
  for (const radio of document.querySelectorAll("input[name=part]")) radio.checked = Number(radio.value) === number;
  const part = awaken(number);
  if (before && before !== part) takeOver(part, before);
  return part;
};

// The same filter in the other language, where it has one of that name.
const takeOver = (part, before) => {
  const name = before.data.filters[before.reader.filter]?.name;
  const same = part.data.filters.findIndex((filter) => filter.name === name);
  if (same >= 0 && same !== part.reader.filter) {
    part.reader.pick.value = same;
    part.reader.draw();
  }
};

const follow = () => {
  const found = location.hash.match(/^#p(\d+)-(\d+)$/);
  if (!found || Number(found[1]) >= dataBlocks.length) return;
  const part = showPart(Number(found[1])), at = Number(found[2]);
  if (at >= part.count) return;
  part.reader.close();
  part.reader.open(at);
  part.reader.goTo(at);
};

for (const select of document.querySelectorAll(".pick-part")) {
  const own = select.value;
  select.addEventListener("change", () => {
    const part = showPart(Number(select.value));
    select.value = own; // hidden now, it stands for its own part again
    part.block("text").querySelector(".pick-part").focus();
    part.block("text").scrollIntoView();
  });
}

for (const radio of document.querySelectorAll("input[name=part]")) {
  radio.addEventListener("change", () => showPart(Number(radio.value)));
}

for (const table of document.querySelectorAll("table.sortable")) sortable(table, sortRows(table));
for (const table of document.querySelectorAll("table.sheet:not(.disputes)")) shorten(table);

// On paper everything is open; what was closed before is closed again.
let closed = [];
window.addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const each of closed) each.open = true;
});
window.addEventListener("afterprint", () => {
  for (const each of closed) each.open = false;
});

showPart(0);
window.addEventListener("hashchange", follow);
document.addEventListener("click", (event) => {
  // the same link a second time changes no hash
  const link = event.target.closest("a[href^='#p']");
  if (link && link.hash === location.hash) follow();
});
follow();
