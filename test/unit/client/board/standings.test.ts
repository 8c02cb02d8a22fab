import { expect, test } from 'vitest';
import { drawBoards } from '../../../../client/board/draw.ts';
import { placed, standingsOf } from '../../../../client/board/standings.ts';
import { areaTarget, targetsOf } from '../../../../client/state/area-target.ts';
import { SchoolTable } from '../../../../client/state/schools.ts';
import { type LiveSignal, SignalTable } from '../../../../client/state/signals.ts';
import { closing, toTarget } from '../../../../client/ui/sentences.ts';
import { SIGNAL, SIGNAL_LENGTH, type SignalRow } from '../../../../shared/live/signal-row.ts';
import { rowOf, smallRegistry } from '../../../helpers/live-schools.ts';

const row = (fields: Partial<Record<keyof typeof SIGNAL, number | null>>): SignalRow => {
  const made: SignalRow = Array(SIGNAL_LENGTH).fill(null);
  for (const [name, value] of Object.entries(fields)) made[SIGNAL[name as keyof typeof SIGNAL]] = value;
  return made;
};
const signals = (...rows: SignalRow[]) => {
  const table = new SignalTable();
  table.apply(rows);
  return table;
};
const listed = (urn: number, evidence: number, extraAbsent: number): LiveSignal => ({
  ...(signals(row({ urn, standing: 1 })).of(urn) as LiveSignal),
  evidence,
  extraAbsent,
});

test('[SCREEN160] the list is in order of evidence; what is equally strong shares a place and says so', () => {
  const places = placed([listed(1, -5.1, 3), listed(2, -6, 1), listed(3, -4.5, 9), listed(4, -4.4, 30)]);
  expect(places.map(({ urn, place, tied }) => [urn, place, tied])).toEqual([
    [2, 1, false],
    [3, 2, true],
    [1, 2, true],
    [4, 4, false],
  ]);
});

test('[SCREEN161] slipping and recovering are lists of their own, a sudden drop stands with the first, silence with neither', () => {
  const table = signals(
    row({ urn: 1, standing: 1, evidence: -40, today: 2 }),
    row({ urn: 2, standing: 2, evidence: 10, today: 1 }),
    row({ urn: 3, standing: 0, today: 3 }),
    row({ urn: 4, standing: 0, today: 0, silent: 1 }),
    row({ urn: 5, standing: 4, today: 0 }),
  );
  const found = standingsOf(table.all(), 4);
  expect(found.slipping.map(({ urn }) => urn)).toEqual([1]);
  expect(found.recovering.map(({ urn }) => urn)).toEqual([2]);
  expect(found.sudden.map(({ urn }) => urn)).toEqual([3]);
  expect(table.shortList()).toMatchObject({ judged: 4, silent: 1 });
});

test('[SCREEN161] lists are drawn from a short list that says of all what all of them say', () => {
  const table = signals(
    row({ urn: 1, standing: 1, evidence: -40, today: 2 }),
    row({ urn: 2, standing: 2, evidence: 10, today: 1, silent: 1 }),
    row({ urn: 3, standing: 0, today: 3 }),
    row({ urn: 4, standing: 0, today: 0, silent: 1 }),
    row({ urn: 5, standing: 4, today: 0 }),
  );
  const { judged, silent, listed: short } = table.shortList();
  expect(standingsOf(short, judged)).toEqual(standingsOf(table.all(), judged));
  expect([judged, silent]).toEqual([4, 2]);
  expect(short.map(({ urn }) => urn)).toEqual([1, 2, 3]);
});

test('[SCREEN162] stronger evidence leaves less of the list to chance', () => {
  const weak = standingsOf([listed(1, -3.8, 1), listed(2, -3.8, 1)], 300).byChance;
  const strong = standingsOf([listed(1, -6, 1), listed(2, -6, 1)], 300).byChance;
  expect(strong).toBeLessThan(weak);
  expect(weak).toBeLessThan(2);
});

test('[SCREEN475] what chance explains is said of the slipping, not of sudden drops that stand with them', () => {
  const registry = smallRegistry();
  const [first, second] = registry.schools.urn;
  const table = signals(
    row({ urn: first, standing: 1, evidence: -40, today: 2 }),
    row({ urn: second, standing: 0, today: 3 }),
  );
  const boards = drawBoards(new SchoolTable(registry, true), table, 0);
  expect([boards.below.length, boards.slipping]).toEqual([2, 1]);
});

test('[SCREEN163] a later row of a school replaces the one before; values are percent and points', () => {
  const table = signals(
    row({ urn: 1, standing: 1 }),
    row({ urn: 1, standing: 2, attendance: 918, evidence: -34, own: -13 }),
  );
  expect(table.size).toBe(1);
  expect(table.of(1)).toMatchObject({
    standing: 'recovering',
    attendance: 91.8,
    evidence: -3.4,
    own: -1.3,
    since: null,
  });
  expect(table.of(2)).toBeNull();
  table.applyCloses([[0, 9310, 9280, 9340]]);
  expect(closing(table.closeOf(0) ?? { close: 0, low: 0, high: 0 })).toBe('93.1% (92.8 to 93.4)');
  expect(table.closeOf(1)).toBeNull();
});

test('[SCREEN164] an area against its targets is the ratio of sums over its schools that have one', () => {
  const table = new SchoolTable(smallRegistry(), true);
  const [a, b] = table.registry.schools.urn;
  table.apply([
    rowOf(a, 0, 1, { onRoll: 100, marked: 100, attending: 90 }),
    rowOf(b, 0, 1, { onRoll: 300, marked: 300, attending: 291 }),
  ]);
  const both = signals(row({ urn: a, target: 950 }), row({ urn: b, target: 960 }));
  const schools = [0, 1];
  const against = (of: SignalTable) => areaTarget(table, targetsOf(table, of, schools), schools, 0);
  expect(against(both)).toEqual({
    attendance: 95.25,
    target: 95.75,
    gap: -0.5,
    schools: 2,
  });
  expect(against(signals(row({ urn: a, target: 950 })))?.gap).toBe(-5);
  expect(against(signals())).toBeNull();
  const before = both.targetChanges;
  both.apply([row({ urn: a, target: 950, evidence: -20 })]);
  expect(both.targetChanges).toBe(before);
  both.apply([row({ urn: a, target: null })]);
  expect(both.targetChanges).toBe(before + 1);
});

test('[SCREEN468] beside a gap to target stand what is attended and the target, each by its name', () => {
  const target = { attendance: 92.9, target: 93.8, gap: -0.9 };
  expect(toTarget(target, 0.98)).toBe('0.9 below: 92.9%, target 93.8%');
  expect(toTarget(target, 0.4)).toBe('0.9 below so far: 92.9%, target 93.8%');
  expect(toTarget({ ...target, gap: 0.04 }, 1)).toBe('on it: 92.9%, target 93.8%');
});
