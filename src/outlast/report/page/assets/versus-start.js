// The comparison's page begins; links to passages open them, under the run, rewriting and filter that they name.

document.documentElement.dataset.script = "on";

const part = new Versus();
const reader = new FlipReader(part);
if (part.data.opened[1]) reader.choose(...part.data.opened);
if (part.block("flips").querySelector(".flip-table")) new FlipTable(part);

for (const table of document.querySelectorAll("table.sortable")) sortable(table, sortRows(table));
for (const table of document.querySelectorAll("table.sheet:not(.flip-table)")) shorten(table);

const openAt = (at) => {
  if (at >= part.count) return;
  reader.close();
  reader.open(at);
  reader.goTo(at);
};

const follow = () => {
  const found = location.hash.match(/^#p0-(\d+)$/);
  if (found) openAt(Number(found[1]));
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-flip]");
  if (!link) return;
  event.preventDefault();
  reader.choose(...link.dataset.flip.split(",").map(Number));
  history.replaceState(null, "", link.hash);
  openAt(Number(link.hash.split("-")[1]));
});
window.addEventListener("hashchange", follow);
follow();
