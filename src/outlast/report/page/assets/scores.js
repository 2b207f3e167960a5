// What a filter with scores would do at any threshold: counted from the scores that the page has, or, where it shows a
// sample, looked up in a table that was counted from those of every passage.

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

class Counted {
  // The scores of a filter under the rendering that is shown, by what the policy says.
  constructor(part, filter) {
    const groups = { all: [], 0: [], 1: [], n: [] };
    this.quantiles = part.data.quantiles;
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
  }

  // The threshold whose numbers stand for this one: any has its own.
  nearest(threshold) {
    return threshold;
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
    const interval = ({ having, sizes }) => clustered(having, sizes, this.quantiles);
    return { survived: interval(survived), over: interval(over), under: interval(under) };
  }
}

class Tabled {
  constructor(table, at) {
    this.table = table;
    this.every = at;
  }

  index(threshold) {
    const { every } = this, after = Math.min(every.length - atOrAbove(every, threshold), every.length - 1);
    return after > 0 && threshold - every[after - 1] < every[after] - threshold ? after - 1 : after;
  }

  nearest(threshold) {
    return this.every[this.index(threshold)];
  }

  rates(threshold) {
    const { survived, over, under } = this.at(threshold);
    return { survived: survived.rate, over: over.rate, under: under.rate };
  }

  at(threshold) {
    const row = this.index(threshold);
    const [survived, over, under] = ["survived", "over", "under"].map((name, which) => {
      const [count, low, high] = this.table[name][row], n = this.table.n[which];
      return { count, n, rate: n ? count / n : null, low, high };
    });
    return { survived, over, under };
  }

  // How many survive, and how many were decided, those without a score included.
  kept(threshold) {
    const { count, n } = this.at(threshold).survived, [survived, decided] = this.table.rest;
    return [survived + count, decided + n];
  }
}
