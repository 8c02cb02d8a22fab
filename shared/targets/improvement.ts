/**
 * The minimum improvement of a modelled target. The department's own formula is not public: this one is ours, versioned
 * and labelled as such on every target it makes.
 */

export interface ImprovementRule {
  version: string;
  label: string;
  /** Asked of every school, points. */
  least: number;
  /** Share of the distance to the similar schools' median asked besides. */
  shareOfGap: number;
  /** Never more than this, points. */
  most: number;
}

export const IMPROVEMENT: ImprovementRule = {
  version: 'improvement-1',
  label: "Bellwether's own rule, not the department's",
  least: 0.2,
  shareOfGap: 0.25,
  most: 1.5,
};

export interface Improvement {
  /** Percent, two decimals. */
  target: number;
  /** Points above the level. */
  improvement: number;
  /** Why not more. */
  bound: 'none' | 'most' | 'best-similar' | 'own-level';
}

const HUNDREDTHS = 100;

/**
 * Larger the further a school is below similar schools, never more than any of them has reached, never below the
 * school's own level.
 * @param level attendance last year, or what the model expects where it is not known, percent
 * @param similar attendance of the similar schools over the same year, percent; may be empty
 */
export function improvedTarget(
  level: number,
  similar: readonly number[],
  rule: ImprovementRule = IMPROVEMENT,
): Improvement {
  const middle = quantile(similar, 0.5) ?? level;
  const best = similar.length > 0 ? Math.max(...similar) : 100;
  const wanted = rule.least + rule.shareOfGap * Math.max(0, middle - level);
  const step = Math.min(wanted, rule.most);
  const reachable = Math.min(level + step, best, 100);
  const own = Math.ceil(level * HUNDREDTHS - 1e-6) / HUNDREDTHS;
  const target = Math.max(own, Math.floor(reachable * HUNDREDTHS + 1e-6) / HUNDREDTHS);
  const isHeld = reachable < level + step;
  const bound = isHeld
    ? best <= level
      ? 'own-level'
      : 'best-similar'
    : wanted > rule.most
      ? 'most'
      : 'none';
  return { target, improvement: Number(Math.max(0, target - level).toFixed(2)), bound };
}

/** The value below which a share of the values lies, interpolated; undefined of none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

/** Least attendance of the best quarter of schools. */
export const bestQuarter = (values: readonly number[]): number | undefined => quantile(values, 0.75);
