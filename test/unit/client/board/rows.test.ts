import { expect, test } from 'vitest';
import { standingRow } from '../../../../client/board/rows.ts';
import { placed, standingsOf } from '../../../../client/board/standings.ts';
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
  fall: null,
} as LiveSignal;

test('[SCREEN440] each row says how sure its listing is, which the list is in the order of, pupils away falling within it', () => {
  const found = placed(
    [
      [-4.6, 2],
      [-7, 3],
      [-3.9, 30],
      [-6.1, 9],
      [-5, 8],
    ].map(([evidence, extraAbsent]) => ({ ...school, evidence, extraAbsent })),
  ).map((listed) => standingRow(table, listed));
  expect(
    found.map(({ strength, about, difference }) => [strength, about.split(' · ')[0], difference[1]]),
  ).toEqual([
    ['very-strong', 'very sure', '9 more away'],
    ['very-strong', 'very sure', '3 more away'],
    ['strong', 'sure', '8 more away'],
    ['strong', 'sure', '2 more away'],
    ['some', 'fairly sure', '30 more away'],
  ]);
});

test('[SCREEN443] schools on their way back stand newest first, without places', () => {
  const back = (since: number) => ({ ...school, standing: 'recovering' as const, since });
  const { recovering } = standingsOf([back(2510), back(2514), back(2512)], 3);
  expect(recovering.map(({ since }) => since)).toEqual([2514, 2512, 2510]);
  expect(recovering.map((listed) => standingRow(table, listed).place)).toEqual(['', '', '']);
});

test('[SCREEN447] a slipping school shows the points its level has fallen by and today beside them, like the wall', () => {
  const [row] = placed([{ ...school, fall: -2.6, attendance: 92.9 }]).map((listed) =>
    standingRow(table, listed),
  );
  expect(row.difference).toEqual(['−2.6', 'today −0.1']);
  const [waiting] = placed([{ ...school, fall: -2.6, attendance: null }]).map((listed) =>
    standingRow(table, listed),
  );
  expect(waiting.difference).toEqual(['−2.6', 'today waiting']);
});

test('[SCREEN471] a list says what today is from, and stands sudden drops before its places', () => {
  const slipping = { ...school, fall: -2.6, attendance: 92.9 };
  expect(placed([slipping]).map((one) => standingRow(table, one).against)).toEqual(['to expected']);
  const drop = { ...school, standing: 'on-track' as const, today: 'sudden-drop' as const };
  const { sudden } = standingsOf([drop], 1);
  expect(sudden.map((one) => standingRow(table, one)).map(({ place, against }) => [place, against])).toEqual([
    ['', ''],
  ]);
});

test('[SCREEN458] a school on its way back shows the points its own level has come back by, like the wall, and today beside them', () => {
  const back = { ...school, standing: 'recovering' as const, fall: -2.1, attendance: 90.4 };
  expect(standingRow(table, { ...back, place: null, tied: false }).difference).toEqual([
    'back by 2.1',
    'today −2.6',
  ]);
});
