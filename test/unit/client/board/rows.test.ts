import { expect, test } from 'vitest';
import { standingRow } from '../../../../client/board/rows.ts';
import { placed } from '../../../../client/board/standings.ts';
import { SchoolTable } from '../../../../client/state/schools.ts';
import type { LiveSignal } from '../../../../client/state/signals.ts';
import { smallRegistry } from '../../../helpers/live-schools.ts';

const table = new SchoolTable(smallRegistry(), true);
const [urn] = table.registry.schools.urn;
const school: LiveSignal = {
  urn,
  standing: 'slipping',
  since: null,
  today: 'usual',
  evidence: -6,
  attendance: 90,
  expected: 93,
  extraAbsent: 4,
} as LiveSignal;

test('[SCREEN440] what is equally strong stands under one title, in the order of the list, with pupils away falling within it', () => {
  const found = placed(
    [
      [-4.6, 2],
      [-7, 3],
      [-3.9, 30],
      [-6.1, 9],
      [-5, 8],
    ].map(([evidence, extraAbsent]) => ({ ...school, evidence, extraAbsent })),
  ).map((listed) => standingRow(table, listed));
  expect(found.map(({ order, difference }) => [order, difference[1]])).toEqual([
    ['Very strong evidence', '9 more away'],
    ['Very strong evidence', '3 more away'],
    ['Strong evidence', '8 more away'],
    ['Strong evidence', '2 more away'],
    ['Some evidence', '30 more away'],
  ]);
});

test('[SCREEN440] a sudden drop of today stands under a title of its own', () => {
  const sudden = { ...school, standing: 'on-track' as const, today: 'sudden-drop' as const };
  expect(placed([sudden]).map((listed) => standingRow(table, listed).order)).toEqual(['Sudden drop today']);
});
