// The minimap: who blocks what, from the first passage to the last; as chart.py draws it.

const SHADES = 4;

const drawMap = (part) => {
  const map = part.block("text").querySelector(".minimap");
  const rows = map.viewBox.baseVal.height;
  map.querySelectorAll("g").forEach((group, filter) => {
    const paths = Array.from({ length: SHADES }, () => "");
    for (let row = 0; row < rows; row += 1) {
      const from = Math.floor((row * part.count) / rows), to = Math.floor(((row + 1) * part.count) / rows);
      let blocked = 0;
      for (let at = from; at < to; at += 1) blocked += part.outcome(at, filter) === "blocked";
      const shade = Math.ceil((blocked * SHADES) / Math.max(to - from, 1));
      if (shade) paths[shade - 1] += `M0 ${row}h1v1h-1z`;
    }
    group.querySelectorAll("path").forEach((path, shade) => path.setAttribute("d", paths[shade]));
  });
};

const followMap = (part, goTo) => {
  const map = part.block("text").querySelector(".minimap");
  map.addEventListener("click", (event) => {
    const box = map.getBoundingClientRect();
    const at = Math.floor(((event.clientY - box.top) / box.height) * part.count);
    goTo(Math.min(Math.max(at, 0), part.count - 1));
  });
};
