/**
 * The stored model and how a school is scored: sums of regression trees (gradient boosting), in points of absence.
 * `workers/targets` fits it; a value that is not known goes down the lower branch.
 */
import { z } from 'zod';

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

/** How far off predictions are: bounds of the standardised error, and its scale by pupils: sqrt(fixed + each / pupils). */
export const spreadSchema = z.object({
  fixed: z.number(),
  each: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Spread = z.infer<typeof spreadSchema>;

export const modelSchema = z.object({
  version: z.string(),
  /** What it was fitted on, in words. */
  fittedOn: z.string(),
  fittedAt: z.string(),
  schools: z.number().int(),
  features: z.array(z.string()),
  /** Absence expected from circumstances alone. */
  circumstances: forestSchema,
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
export type TargetModel = z.infer<typeof modelSchema>;

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
