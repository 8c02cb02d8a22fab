/**
 * The stored model and how a school is scored, in points of absence: regression trees (gradient boosting) and a smooth
 * surface, mixed. `workers/targets` fits it.
 */
import { z } from 'zod';
import { featureIndex } from './circumstances.ts';
import { openSmooth, smoothSchema } from './smooth.ts';

/** Of the file. Files of format 1 (trees alone) have none and are refused. */
export const FORMAT = 2;

/**
 * A tree as flat lists: node `i` splits on `feature[i]` at `at[i]` (lower or equal goes to `low[i]`), a child below
 * zero is the leaf `-child - 1`.
 */
export const treeSchema = z.object({
  feature: z.array(z.number().int()),
  at: z.array(z.number()),
  low: z.array(z.number().int()),
  high: z.array(z.number().int()),
  leaf: z.array(z.number()),
});
export type Tree = z.infer<typeof treeSchema>;

export const forestSchema = z.object({ base: z.number(), trees: z.array(treeSchema) });
export type Forest = z.infer<typeof forestSchema>;

/** Place of the phase among the features. */
const SECONDARY = featureIndex('secondary');

/** How far off predictions are: bounds of the standardised error, and its scale by pupils: sqrt(fixed + each / pupils). */
export const spreadSchema = z.object({
  fixed: z.number(),
  each: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Spread = z.infer<typeof spreadSchema>;

/** What circumstances alone expect: a mean of trees, which find steps, and of a smooth surface, which finds slopes. */
export const circumstancesSchema = z.object({
  /** By phase: stands for an input that is not known. */
  middles: z.object({ primary: z.array(z.number()), secondary: z.array(z.number()) }),
  /** Share of the trees in the mean. */
  share: z.number(),
  forest: forestSchema,
  smooth: smoothSchema,
});
export type Circumstances = z.infer<typeof circumstancesSchema>;

export const modelSchema = z.object({
  format: z.literal(FORMAT),
  version: z.string(),
  /** What it was fitted on, in words. */
  fittedOn: z.string(),
  fittedAt: z.string(),
  schools: z.number().int(),
  features: z.array(z.string()),
  /** Absence expected from circumstances alone. */
  circumstances: circumstancesSchema,
  /** Added to the shrunk own level when last years are known; its features are those of `ownFeatures`. */
  own: forestSchema,
  /** Variance of what schools keep of their own from year to year, and of what they do not. By phase. */
  level: z.record(
    z.enum(['primary', 'secondary']),
    z.object({ kept: z.number(), fixed: z.number(), each: z.number() }),
  ),
  spread: z.record(z.enum(['primary', 'secondary']), z.object({ alone: spreadSchema, own: spreadSchema })),
  /** Weight of each feature in the likeness of schools: its share of what the trees explain. */
  weights: z.array(z.number()),
});
export type StoredModel = z.infer<typeof modelSchema>;

/** A model ready to score. */
export interface TargetModel extends StoredModel {
  /** Absence expected from circumstances alone, percent. */
  expected: (features: Float64Array) => number;
}

export const openModel = (stored: StoredModel): TargetModel => ({
  ...stored,
  expected: openCircumstances(stored.circumstances),
});

export function openCircumstances(circumstances: Circumstances): (features: Float64Array) => number {
  const { share, forest } = circumstances;
  const smooth = openSmooth(circumstances.smooth);
  return (features) => {
    const known = filled(circumstances, features);
    return share * scoreForest(forest, known) + (1 - share) * smooth(known);
  };
}

/** Whatever is not known stands at the middle of the phase: a school is not taken for one without free meals. */
export function filled({ middles }: Pick<Circumstances, 'middles'>, features: Float64Array): Float64Array {
  const own = features[SECONDARY] === 1 ? middles.secondary : middles.primary;
  return features.map((value, i) => (Number.isNaN(value) ? own[i] : value));
}

export function scoreTree({ feature, at, low, high, leaf }: Tree, features: Float64Array): number {
  if (feature.length === 0) return leaf[0];
  let node = 0;
  for (;;) {
    const next = features[feature[node]] > at[node] ? high[node] : low[node];
    if (next < 0) return leaf[-next - 1];
    node = next;
  }
}

export function scoreForest({ base, trees }: Forest, features: Float64Array): number {
  let sum = base;
  for (const tree of trees) sum += scoreTree(tree, features);
  return sum;
}
