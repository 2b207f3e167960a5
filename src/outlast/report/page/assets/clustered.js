// A rate's interval from clusters: Wilson's score interval with the effective sample size, as
// outlast.statistics.clustered has it. `quantiles` has the normal's (z) and Student's by the number of clusters (t).

const clustered = (having, sizes, quantiles) => {
  let count = 0, n = 0, clusters = 0;
  for (let at = 0; at < sizes.length; at += 1) {
    count += having[at];
    n += sizes[at];
    if (sizes[at]) clusters += 1;
  }
  if (n === 0) return { count, n, rate: null, low: null, high: null };
  let sum = 0, alike = true;
  for (let at = 0; at < sizes.length; at += 1) {
    if (sizes[at] === 0) continue;
    const away = having[at] * n - count * sizes[at]; // whole numbers: nothing is 0 but for rounding
    if (away === 0) continue;
    alike = false;
    sum += (away / n / (n - sizes[at])) ** 2;
  }
  const p = count / n, { z, t } = quantiles;
  const variance = ((clusters - 1) / clusters) * sum;
  const effective = alike ? clusters : Math.min(n, ((p * (1 - p)) / variance) * (z / t[clusters]) ** 2);
  const share = z ** 2 / effective;
  const middle = (p + share / 2) / (1 + share);
  const half = Math.sqrt(p * (1 - p) * share + share ** 2 / 4) / (1 + share);
  return { count, n, rate: p, low: count === 0 ? 0 : middle - half, high: count === n ? 1 : middle + half };
};
