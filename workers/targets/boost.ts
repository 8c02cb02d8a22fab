/**
 * Gradient boosting of small regression trees by histograms, with Huber loss (Friedman 2001, *Greedy function
 * approximation*; histograms and growth leaf by leaf as in LightGBM). Fixed seed: the same rows give the same trees.
 */
import type { Forest, Tree } from '../../shared/targets/model.ts';
import { createRandom } from '../../shared/targets/random.ts';

export interface BoostOptions {
  trees: number;
  /** Leaves of a tree. */
  leaves: number;
  rate: number;
  /** Rows of a leaf at least. */
  minRows: number;
  /** Errors beyond this count by sign alone, points. */
  huber: number;
  /** Share of rows and of features that a tree sees. */
  rowShare: number;
  featureShare: number;
  seed: number;
}

export interface Rows {
  /** Feature vectors, all of one length. */
  features: readonly Float64Array[];
  /** What is to be predicted. */
  wanted: Float64Array;
}

const BINS = 128;
/** Below every known value: a split here tells known from unknown. */
const BELOW_ALL = -1e9;
/** Keeps leaves of few rows near zero. */
const RIDGE = 5;

/** Upper edges of a feature's bins; unknown values are in bin 0 below all edges. */
function edgesOf(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let i = 1; i < BINS; i++) {
    const edge = known[Math.floor((i / BINS) * known.length)];
    if (edge !== undefined && edge !== edges[edges.length - 1]) edges.push(edge);
  }
  return Float64Array.from(edges.map((edge) => Number(edge.toPrecision(5))));
}

interface Binned {
  /** Row-major within a feature: `bins[feature][row]`. */
  bins: Uint8Array[];
  edges: Float64Array[];
}

function binned(features: readonly Float64Array[]): Binned {
  const count = features[0].length;
  const edges: Float64Array[] = [];
  const bins: Uint8Array[] = [];
  for (let f = 0; f < count; f++) {
    const values = Float64Array.from(features, (row) => row[f]);
    const own = edgesOf(values);
    edges.push(own);
    bins.push(Uint8Array.from(values, (value) => binOf(own, value)));
  }
  return { bins, edges };
}

/** 0 for unknown, else one more than the number of edges below the value. */
function binOf(edges: Float64Array, value: number): number {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > edges[middle]) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

interface Split {
  feature: number;
  bin: number;
  gain: number;
}

interface Leaf {
  rows: Uint32Array;
  sum: number;
  split: Split | undefined;
  /** Where its place is noted: node and side; -1 for the root. */
  parent: number;
  isHigh: boolean;
}

const sums = new Float64Array(BINS + 1);
const counts = new Uint32Array(BINS + 1);

/** The split of a leaf that explains most, over `tried` features. */
function bestSplit(
  { rows, sum }: { rows: Uint32Array; sum: number },
  slopes: Float64Array,
  { bins, edges }: Binned,
  tried: readonly number[],
  minRows: number,
): Split | undefined {
  let best: Split | undefined;
  const before = (sum * sum) / (rows.length + RIDGE);
  for (const feature of tried) {
    sums.fill(0);
    counts.fill(0);
    const own = bins[feature];
    for (let i = 0; i < rows.length; i++) {
      const bin = own[rows[i]];
      sums[bin] += slopes[rows[i]];
      counts[bin]++;
    }
    let lowSum = 0;
    let lowCount = 0;
    for (let bin = 0; bin < edges[feature].length; bin++) {
      lowSum += sums[bin];
      lowCount += counts[bin];
      const highCount = rows.length - lowCount;
      if (lowCount < minRows) continue;
      if (highCount < minRows) break;
      const highSum = sum - lowSum;
      const gain =
        (lowSum * lowSum) / (lowCount + RIDGE) + (highSum * highSum) / (highCount + RIDGE) - before;
      if (gain > (best?.gain ?? 1e-9)) best = { feature, bin, gain };
    }
  }
  return best;
}

interface Grown {
  tree: Tree;
  gains: { feature: number; gain: number }[];
}

function growTree(
  rows: Uint32Array,
  slopes: Float64Array,
  data: Binned,
  tried: readonly number[],
  { leaves: most, minRows, rate }: BoostOptions,
): Grown {
  const sumOf = (of: Uint32Array) => of.reduce((total, row) => total + slopes[row], 0);
  const toLeaf = (of: Uint32Array, parent: number, isHigh: boolean): Leaf => {
    const sum = sumOf(of);
    return {
      rows: of,
      sum,
      parent,
      isHigh,
      split: bestSplit({ rows: of, sum }, slopes, data, tried, minRows),
    };
  };
  const tree: Tree = { feature: [], at: [], low: [], high: [], leaf: [] };
  const gains: Grown['gains'] = [];
  const leaves = [toLeaf(rows, -1, false)];
  while (leaves.length < most) {
    const best = leaves.reduce((a, b) => ((b.split?.gain ?? 0) > (a.split?.gain ?? 0) ? b : a));
    if (!best.split) break;
    const { feature, bin, gain } = best.split;
    const node = tree.feature.length;
    tree.feature.push(feature);
    tree.at.push(bin === 0 ? BELOW_ALL : data.edges[feature][bin - 1]);
    tree.low.push(0);
    tree.high.push(0);
    gains.push({ feature, gain });
    if (best.parent >= 0) (best.isHigh ? tree.high : tree.low)[best.parent] = node;
    const own = data.bins[feature];
    leaves.splice(
      leaves.indexOf(best),
      1,
      toLeaf(
        best.rows.filter((row) => own[row] <= bin),
        node,
        false,
      ),
      toLeaf(
        best.rows.filter((row) => own[row] > bin),
        node,
        true,
      ),
    );
  }
  for (const { rows: held, sum, parent, isHigh } of leaves) {
    tree.leaf.push(Number(((rate * sum) / (held.length + RIDGE)).toFixed(5)));
    if (parent >= 0) (isHigh ? tree.high : tree.low)[parent] = -tree.leaf.length;
  }
  return { tree, gains };
}

/** Adds a tree's value to every row. */
function addTree(into: Float64Array, { feature, low, high, leaf, at }: Tree, { bins, edges }: Binned): void {
  if (feature.length === 0) {
    for (let row = 0; row < into.length; row++) into[row] += leaf[0];
    return;
  }
  const limits = feature.map((f, node) => (at[node] === BELOW_ALL ? 0 : binOf(edges[f], at[node])));
  for (let row = 0; row < into.length; row++) {
    let node = 0;
    for (;;) {
      node = bins[feature[node]][row] > limits[node] ? high[node] : low[node];
      if (node < 0) break;
    }
    into[row] += leaf[-node - 1];
  }
}

/** Fits a forest; `gains` is how much each feature explained. */
export function boost(
  { features, wanted }: Rows,
  options: BoostOptions,
): { forest: Forest; gains: Float64Array } {
  const random = createRandom(options.seed);
  const data = binned(features);
  const base = Number(median(wanted).toFixed(5));
  const fitted = new Float64Array(wanted.length).fill(base);
  const slopes = new Float64Array(wanted.length);
  const gains = new Float64Array(features[0].length);
  const trees: Tree[] = [];
  const indexes = Uint32Array.from(wanted, (_, i) => i);
  for (let t = 0; t < options.trees; t++) {
    for (let i = 0; i < wanted.length; i++)
      slopes[i] = Math.max(-options.huber, Math.min(options.huber, wanted[i] - fitted[i]));
    const rows = indexes.filter(() => random() < options.rowShare);
    const tried = [...gains.keys()].filter(() => random() < options.featureShare);
    const grown = growTree(rows, slopes, data, tried, options);
    for (const { feature, gain } of grown.gains) gains[feature] += gain;
    addTree(fitted, grown.tree, data);
    trees.push(grown.tree);
  }
  return { forest: { base, trees }, gains };
}

export function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
