import { expect, test } from 'vitest';
import {
  FEATURES,
  featureIndex,
  featuresOf,
  missingInputs,
  type SchoolCircumstances,
} from '../../../shared/targets/circumstances.ts';
import { type Candidate, compareSchools, SimilarSchools } from '../../../shared/targets/similar.ts';

const weights = FEATURES.map(({ key }) => (key === 'fsm' ? 0.5 : 0.01));
const candidate = (
  urn: number,
  more: Partial<SchoolCircumstances>,
  easting: number | null = null,
): Candidate => {
  const circumstances: SchoolCircumstances = {
    phase: 'secondary',
    name: `School ${urn}`,
    type: 'Community school',
    roll: 900,
    fsm: 20,
    ...more,
  };
  return { urn, circumstances, features: featuresOf(circumstances), easting, northing: easting };
};
const many = Array.from({ length: 60 }, (_, i) => candidate(200_000 + i, { fsm: i }));
const urnsOf = (all: Candidate[], urn: number) =>
  new SimilarSchools(all, weights).nearest(urn).map((each) => each.urn);

test('[TARGET5] the twenty nearest by weighted circumstances come nearest first, and never the school itself', () => {
  const found = new SimilarSchools(many, weights).nearest(200_030);
  expect(found).toHaveLength(20);
  expect(found.map(({ urn }) => Math.abs(urn - 200_030))).toEqual(
    Array.from({ length: 20 }, (_, i) => 1 + Math.floor(i / 2)),
  );
  expect(found.map(({ distance }) => distance)).toEqual(
    found.map(({ distance }) => distance).toSorted((a, b) => a - b),
  );
});

test('[TARGET6] selective schools are compared with selective ones, and phase, stage and technical colleges are not mixed', () => {
  const grammars = [1, 2, 3].map((i) => candidate(300_000 + i, { name: `Town ${i} Grammar School`, fsm: 4 }));
  const others = [
    candidate(310_000, { phase: 'primary' }),
    candidate(310_001, { phase: 'primary', name: 'Hill Infant School' }),
    candidate(310_002, { phase: 'special' }),
    candidate(310_003, { type: 'Studio schools' }),
    candidate(310_004, { name: 'Old Grammar School', selective: false }),
  ];
  const all = [...many, ...grammars, ...others];
  expect(urnsOf(all, 300_001)).toEqual([300_002, 300_003]);
  for (const { urn } of others.slice(0, 4)) expect(urnsOf(all, urn)).toEqual([]);
  expect(urnsOf(all, 200_004)).toContain(200_003);
  expect(urnsOf(all, 200_020)).toContain(310_004);
});

test('[TARGET7] of schools equally alike the nearer by road comes first, and kilometres are shown', () => {
  const far = candidate(400_002, {}, 400_000);
  const near = candidate(400_003, {}, 110_000);
  const found = new SimilarSchools([candidate(400_001, {}, 100_000), far, near], weights).nearest(400_001);
  expect(found.map(({ urn }) => urn)).toEqual([400_003, 400_002]);
  expect(found[0].kilometres).toBeCloseTo(14.1, 1);
});

test('[TARGET8] a comparator is explained by what weighs most, with both values and what is not known', () => {
  const [a, b] = [candidate(1, { eal: 10 }), candidate(2, { fsm: 22, name: 'St Anne’s Catholic School' })];
  const compared = compareSchools(a, b, weights);
  expect(compared[0]).toMatchObject({ key: 'fsm', own: 20, other: 22 });
  expect(compared.find(({ key }) => key === 'eal')).toMatchObject({ own: 10, other: null });
  expect(compared.find(({ key }) => key === 'catholic')).toMatchObject({ own: 0, other: 1 });
});

test('[TARGET9] inputs that are not known are named', () => {
  expect(missingInputs(featuresOf(many[0].circumstances))).toContain('SEN support');
  expect(missingInputs(featuresOf(many[0].circumstances))).not.toContain('free school meals');
  expect(featureIndex('fsm')).toBe(1);
});

test('[TARGET10] a school left out makes room for the next', () => {
  const similar = new SimilarSchools(many, weights);
  const without = similar.nearest(200_030, (urn) => urn === 200_031).map(({ urn }) => urn);
  expect(without).not.toContain(200_031);
  expect(without).toHaveLength(20);
});
