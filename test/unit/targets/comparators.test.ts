import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEAST_CHANGED, leftOutAfter, toldWithout } from '../../../server/targets/comparators.ts';

const changes = fc.array(fc.record({ urn: fc.integer({ min: 1, max: 8 }), leftOut: fc.boolean() }), {
  maxLength: 40,
});
const logOf = (made: readonly { urn: number; leftOut: boolean }[]) =>
  made.map((change) => ({ ...change, reason: 'not alike', role: 'la' as const, at: '2026-11-20T09:00:00Z' }));
const differing = (a: ReadonlySet<number>, b: ReadonlySet<number>) =>
  [...a].filter((urn) => !b.has(urn)).length + [...b].filter((urn) => !a.has(urn)).length;

test('[ACCESS359] whatever is left out and taken back, two groups whose figures are told differ by three schools or more', () => {
  let groups = 0;
  fc.assert(
    fc.property(changes, (made) => {
      const told = made.map((_, i) => toldWithout(logOf(made.slice(0, i + 1))));
      groups = Math.max(groups, new Set(told.map((group) => [...group].sort().join())).size);
      for (const one of [new Set<number>(), ...told])
        for (const other of told) {
          const changed = differing(one, other);
          expect(changed === 0 || changed >= LEAST_CHANGED).toBe(true);
        }
    }),
  );
  expect(groups).toBeGreaterThan(1);
});

test('[ACCESS359] a group that differs enough, or was told before, is told at once', () => {
  const out = [1, 2, 3].map((urn) => ({ urn, leftOut: true }));
  expect(toldWithout(logOf(out.slice(0, 2)))).toEqual(new Set());
  expect(toldWithout(logOf(out))).toEqual(new Set([1, 2, 3]));
  const back = [...out, ...[1, 2].map((urn) => ({ urn, leftOut: false }))];
  expect(leftOutAfter(logOf(back)).map(({ urn }) => urn)).toEqual([3]);
  expect(toldWithout(logOf(back))).toEqual(new Set([1, 2, 3]));
  expect(toldWithout(logOf([...back, { urn: 3, leftOut: false }]))).toEqual(new Set());
});
