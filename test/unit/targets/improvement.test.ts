import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IMPROVEMENT, improvedTarget, quantile } from '../../../shared/targets/improvement.ts';

const percent = fc.double({ min: 60, max: 100, noNaN: true });

test('[TARGET1] a modelled target is never below the school’s own level nor above what any similar school reached', () => {
  fc.assert(
    fc.property(percent, fc.array(percent, { minLength: 1, maxLength: 20 }), (level, similar) => {
      const { target } = improvedTarget(level, similar);
      expect(target).toBeGreaterThanOrEqual(level - 1e-6);
      expect(target).toBeLessThanOrEqual(Math.max(Math.max(...similar), level) + 0.01);
      expect(target).toBeLessThanOrEqual(100);
    }),
  );
});

test('[TARGET2] the improvement is larger the further a school lies below similar schools, up to the most the rule asks', () => {
  const similar = [90, 92, 94, 96, 98];
  const asked = [93.9, 92, 90].map((level) => improvedTarget(level, similar).improvement);
  expect(asked[1]).toBeGreaterThan(asked[0]);
  expect(asked[2]).toBeGreaterThan(asked[1]);
  expect(improvedTarget(70, similar)).toMatchObject({ improvement: IMPROVEMENT.most, bound: 'most' });
});

test('[TARGET1] a school better than all similar ones keeps its level', () => {
  expect(improvedTarget(97.314, [92, 94])).toEqual({ target: 97.32, improvement: 0.01, bound: 'own-level' });
  expect(quantile([], 0.5)).toBeUndefined();
});
