import { expect, test } from 'vitest';
import { readModel } from '../../../server/targets/model-file.ts';
import { FEATURES, featureIndex, featuresOf } from '../../../shared/targets/circumstances.ts';
import { filled } from '../../../shared/targets/model.ts';
import { drawWaves, openSmooth } from '../../../shared/targets/smooth.ts';
import { addRows, noProducts, ROWS_AT_ONCE, solve } from '../../../workers/targets/ridge.ts';

const school = {
  phase: 'primary',
  name: 'Hill School',
  type: 'Community school',
  roll: 300,
  fsm: 20,
  senSupport: 12,
  senEhcp: 2,
  eal: 10,
} as const;

test('[TARGET40] a model of the format before, or of other inputs, is refused with what to do', () => {
  expect(() => readModel('{"version":"model-1"}')).toThrow(/of format 1; .*run "npx bellwether targets fit"/);
  const stored = { ...readModel(), features: ['fsm'] };
  expect(() => readModel(JSON.stringify(stored))).toThrow(
    /of other inputs: run "npx bellwether targets fit"/,
  );
});

test('[TARGET41] least squares with a penalty find the coefficients of a line', () => {
  const size = 2;
  const products = noProducts(size);
  for (let first = 0; first < 400; first += ROWS_AT_ONCE) {
    const rows = Float64Array.from({ length: ROWS_AT_ONCE * size }, (_, k) =>
      k % size === 0 ? 1 : ((first + (k >> 1)) * 7) % 31,
    );
    const wanted = Float64Array.from({ length: ROWS_AT_ONCE }, (_, i) => 3 - 0.5 * rows[i * size + 1]);
    addRows(products, rows, wanted);
  }
  const [level, slope] = solve(products, 1e-6);
  expect(level).toBeCloseTo(3, 4);
  expect(slope).toBeCloseTo(-0.5, 4);
});

test('[TARGET41] waves are drawn from the seed alone, and the stored surface bends', () => {
  expect(drawWaves(3, 5, 4, 9)).toEqual(drawWaves(3, 5, 4, 9));
  expect(drawWaves(4, 5, 4, 9)).not.toEqual(drawWaves(3, 5, 4, 9));
  const { circumstances } = readModel();
  const smooth = openSmooth(circumstances.smooth);
  const at = (fsm: number) => smooth(filled(circumstances, featuresOf({ ...school, fsm })));
  const [few, some, many] = [at(5), at(30), at(55)];
  expect([few < some, some < many]).toEqual([true, true]);
  expect(Math.abs(many - some - (some - few))).toBeGreaterThan(0.02);
});

test('[TARGET42] an input that is not known stands at the middle of the phase', () => {
  const { circumstances, expected } = readModel();
  const unknown = featuresOf({ ...school, fsm: undefined });
  const fsm = featureIndex('fsm');
  const known = filled(circumstances, unknown);
  expect(known[fsm]).toBe(circumstances.middles.primary[fsm]);
  expect(known.length).toBe(FEATURES.length);
  expect([...known].some(Number.isNaN)).toBe(false);
  expect(expected(unknown)).toBe(expected(featuresOf({ ...school, fsm: known[fsm] })));
  const secondary = featuresOf({ ...school, phase: 'secondary', eal: undefined });
  const eal = featureIndex('eal');
  expect(filled(circumstances, secondary)[eal]).toBe(circumstances.middles.secondary[eal]);
});
