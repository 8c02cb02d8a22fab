/**
 * Which schools are alike: the nearest by circumstances, each weighted by how much of attendance it explains in the
 * model. Some things are never compared across: phase, stage (infant, junior), selection by ability, and technical
 * colleges; these make groups. All schools of a group lie as points in one flat array.
 */
import { FEATURES, featureIndex, isSelective, type SchoolCircumstances } from './circumstances.ts';

/** How many schools a school is compared with. */
export const SIMILAR_SCHOOLS = 20;
/** Likeness that a kilometre takes away: far schools are not ruled out, near ones come first among equals. */
const PER_KILOMETRE = 0.0006;
const METRES = 1000;

export interface Candidate {
  urn: number;
  circumstances: SchoolCircumstances;
  features: Float64Array;
  /** OSGB metres; null where not known. */
  easting: number | null;
  northing: number | null;
}

export interface Neighbour {
  urn: number;
  /** 0 is the same in all that is compared; two schools of a group drawn by chance are about 1 apart. */
  distance: number;
  kilometres: number | null;
}

/** Schools are compared within one of these alone. */
export function groupOf(school: SchoolCircumstances, features: Float64Array): string {
  const has = (key: string) => features[featureIndex(key)] === 1;
  const stage = school.phase !== 'primary' ? '' : has('infant') ? 'infant' : has('junior') ? 'junior' : '';
  const kind = isSelective(school) ? 'selective' : has('technical') ? 'technical' : '';
  return [school.phase, stage, kind].filter((part) => part !== '').join(' ');
}

interface Group {
  members: readonly Candidate[];
  /** Place of a school among the members. */
  rowOf: ReadonlyMap<number, number>;
  /** Weighted coordinates, `dimensions` a school; unknown values stand at the group's mean. */
  points: Float64Array;
}

/** Dimensions that are compared: what makes the groups has no say within them. */
const COMPARED = FEATURES.map(({ key }, i) => ({ key, i })).filter(
  ({ key }) => !['secondary', 'selective', 'technical', 'infant', 'junior'].includes(key),
);
const DIMENSIONS = COMPARED.length;

export class SimilarSchools {
  readonly #groups = new Map<string, Group>();
  readonly #groupOf = new Map<number, string>();

  /** @param weights of `FEATURES`, as learnt */
  constructor(candidates: Iterable<Candidate>, weights: readonly number[]) {
    const members = new Map<string, Candidate[]>();
    for (const candidate of candidates) {
      const name = groupOf(candidate.circumstances, candidate.features);
      this.#groupOf.set(candidate.urn, name);
      const group = members.get(name);
      if (group) group.push(candidate);
      else members.set(name, [candidate]);
    }
    for (const [name, group] of members) {
      this.#groups.set(name, toGroup(group, weights));
    }
  }

  groupOf(urn: number): string | undefined {
    return this.#groupOf.get(urn);
  }

  /**
   * The nearest schools, nearest first; of two equally near the lower URN. Fewer than `count` where the group is small.
   * @param isLeftOut schools that are no comparators, for whatever reason
   */
  nearest(
    urn: number,
    isLeftOut: (urn: number) => boolean = () => false,
    count: number = SIMILAR_SCHOOLS,
  ): Neighbour[] {
    const group = this.#groups.get(this.#groupOf.get(urn) ?? '');
    const from = group?.rowOf.get(urn);
    if (!group || from === undefined) return [];
    const { members, points } = group;
    const found: Neighbour[] = [];
    let furthest = Number.POSITIVE_INFINITY;
    const take = (i: number) => {
      const other = members[i];
      const squared = squaredWithin(points, from, i, furthest * furthest);
      if (squared > furthest * furthest || isLeftOut(other.urn)) return;
      const kilometres = kilometresBetween(members[from], other);
      const distance = Math.sqrt(squared) + (kilometres ?? 0) * PER_KILOMETRE;
      if (distance > furthest) return;
      insert(found, { urn: other.urn, distance, kilometres }, count);
      if (found.length === count) furthest = found[count - 1].distance;
    };
    const away = (i: number) => Math.abs(points[i * DIMENSIONS] - points[from * DIMENSIONS]);
    let below = from - 1;
    let above = from + 1;
    for (;;) {
      const down = below >= 0 ? away(below) : Number.POSITIVE_INFINITY;
      const up = above < members.length ? away(above) : Number.POSITIVE_INFINITY;
      if (Math.min(down, up) > furthest || (below < 0 && above >= members.length)) break;
      if (down <= up) take(below--);
      else take(above++);
    }
    return found;
  }
}

/** Members in the order of the first coordinate: the nearest are then looked for outwards from a school. */
function toGroup(unsorted: readonly Candidate[], weights: readonly number[]): Group {
  const first = pointsOf(unsorted, weights);
  const order = unsorted.map((_, row) => row).sort((a, b) => first[a * DIMENSIONS] - first[b * DIMENSIONS]);
  const members = order.map((row) => unsorted[row]);
  const points = new Float64Array(first.length);
  order.forEach((row, to) => {
    points.set(first.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS), to * DIMENSIONS);
  });
  return { members, rowOf: new Map(members.map(({ urn }, row) => [urn, row])), points };
}

function insert(found: Neighbour[], one: Neighbour, count: number): void {
  let at = found.length;
  while (at > 0 && isNearer(one, found[at - 1])) at--;
  found.splice(at, 0, one);
  if (found.length > count) found.pop();
}

function isNearer(a: Neighbour, b: Neighbour): boolean {
  return a.distance === b.distance ? a.urn < b.urn : a.distance < b.distance;
}

/** Squared distance of two points, given up once it is beyond `most`. */
function squaredWithin(points: Float64Array, a: number, b: number, most: number): number {
  let squared = 0;
  for (let d = 0, i = a * DIMENSIONS, j = b * DIMENSIONS; d < DIMENSIONS && squared <= most; d++, i++, j++) {
    const difference = points[i] - points[j];
    squared += difference * difference;
  }
  return squared;
}

export function kilometresBetween(
  a: Pick<Candidate, 'easting' | 'northing'>,
  b: Pick<Candidate, 'easting' | 'northing'>,
): number | null {
  if (a.easting === null || a.northing === null || b.easting === null || b.northing === null) return null;
  return Math.hypot(a.easting - b.easting, a.northing - b.northing) / METRES;
}

/**
 * Coordinates such that two schools drawn by chance are 1 apart in the mean square. What weighs most comes first, so
 * that a distant school is given up early.
 */
function pointsOf(members: readonly Candidate[], weights: readonly number[]): Float64Array {
  const points = new Float64Array(members.length * DIMENSIONS);
  const spreads = COMPARED.map(({ i }) => spreadOf(members, i));
  const total = COMPARED.reduce((sum, { i }, d) => sum + (spreads[d].deviation > 0 ? weights[i] : 0), 0);
  const heaviestFirst = COMPARED.map((_, d) => d).sort(
    (a, b) => weights[COMPARED[b].i] - weights[COMPARED[a].i],
  );
  heaviestFirst.forEach((from, d) => {
    const { mean, deviation } = spreads[from];
    const { i } = COMPARED[from];
    const factor = deviation > 0 && total > 0 ? Math.sqrt(weights[i] / total / 2) / deviation : 0;
    members.forEach(({ features }, row) => {
      const value = features[i];
      points[row * DIMENSIONS + d] = Number.isNaN(value) ? 0 : (value - mean) * factor;
    });
  });
  return points;
}

function spreadOf(members: readonly Candidate[], feature: number): { mean: number; deviation: number } {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const { features } of members) {
    const value = features[feature];
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  if (count < 2) return { mean: 0, deviation: 0 };
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** What two schools have in common and where they differ, by the features that weigh most. */
export interface Compared {
  key: string;
  words: string;
  unit: string;
  own: number | null;
  other: number | null;
  /** Share of the likeness that this input decides, 0 to 1. */
  weight: number;
}

const MOST_COMPARED = 8;

export function compareSchools(a: Candidate, b: Candidate, weights: readonly number[]): Compared[] {
  return COMPARED.filter(({ i }) => !Number.isNaN(a.features[i]) || !Number.isNaN(b.features[i]))
    .filter(({ i }) => FEATURES[i].unit !== 'yes' || a.features[i] !== b.features[i])
    .sort((x, y) => weights[y.i] - weights[x.i])
    .slice(0, MOST_COMPARED)
    .map(({ key, i }) => ({
      key,
      words: FEATURES[i].words,
      unit: FEATURES[i].unit,
      own: shown(key, a.features[i]),
      other: shown(key, b.features[i]),
      weight: weights[i],
    }));
}

function shown(key: string, value: number): number | null {
  if (Number.isNaN(value)) return null;
  return Number((key === 'roll' ? Math.exp(value) : value).toFixed(key === 'roll' ? 0 : 2));
}
