import { expect, test } from 'vitest';
import { CountsTable } from '../../../server/counts/counts-table.ts';
import type { LiveModel } from '../../../server/live/live-model.ts';
import type { LiveMembership } from '../../../server/live/membership.ts';
import { Picture } from '../../../server/live/picture.ts';
import type { UsualSums } from '../../../server/live/usual.ts';
import type { Closes } from '../../../server/signal/closes.ts';
import type { LiveSignals } from '../../../server/signal/live-signals.ts';
import { ROW } from '../../../shared/live/down.ts';
import { emptyCounts } from '../../../shared/redis/layouts/counts.ts';
import { drawer } from '../../helpers/access-world.ts';
import { drawRegister, talliesOf } from '../../helpers/drawn-registers.ts';

const FIRST = 100_000;
const CLOSE = [0, 930, 925, 935];
const SIGNAL = [FIRST, 1];
const USUAL: UsualSums = [60, 55, 60, 55, 0, 0, 0, 0, 0, 0, 60_000, 55_000, 60_000, 55_000];

/** A view of schools, each in the LA named; all have their registers in. */
function pictureOf(las: readonly number[]) {
  const draw = drawer(7);
  const table = new CountsTable(1);
  const urns = las.map((_, i) => FIRST + i);
  const large = () => {
    for (;;) {
      const register = drawRegister(draw);
      const marked = register.filter(({ kind }) => kind > 0).length;
      if (marked > 200 && marked === register.length) return register;
    }
  };
  for (const urn of urns) table.put(urn, { ...emptyCounts(), version: 1, tallies: talliesOf(large()) });
  const laOf = (urn: number) => String(las[urn - FIRST]);
  const byLa = new Map(las.map((la) => [la, urns.filter((urn) => laOf(urn) === String(la))]));
  const membership = {
    urnsOf: () => urns,
    urnsByLa: () => byLa,
    laOf,
    viewsOf: (urn: number) => ['england', `la:${laOf(urn)}`, `school:${urn}`],
  } as unknown as LiveMembership;
  const usual = new Map(urns.map((urn) => [urn, USUAL]));
  return new Picture({ tables: [table, table] } as unknown as LiveModel, membership, usual, {
    signals: { rowOf: () => SIGNAL } as unknown as LiveSignals,
    closes: { rowsOf: () => [CLOSE] } as unknown as Closes,
  });
}

test('[ACCESS360] a live picture by authority has neither row nor usual level of one with a single school, no signal and no close', () => {
  const { rows, usual, signals, closes } = pictureOf([201, ...Array<number>(20).fill(202)]).whole(
    'england',
    'la',
  );
  expect(new Set(rows.map(([la]) => la))).toEqual(new Set([202]));
  expect(new Set(usual.map(([la]) => la))).toEqual(new Set([202]));
  expect([signals, closes]).toEqual([[], []]);
});

test('[ACCESS360] the sum of a view of a single school is not told, and where its sessions close only of five and more', () => {
  const sumOf = (schools: number) => pictureOf(Array<number>(schools).fill(202)).whole('england', 'sum');
  expect(sumOf(1)).toEqual({ rows: [], usual: [], signals: [], closes: [] });
  expect(sumOf(4)).toMatchObject({ rows: [{ 0: 0 }, { 0: 0 }], signals: [], closes: [] });
  expect(sumOf(5)).toMatchObject({ rows: [{ 0: 0 }, { 0: 0 }], signals: [], closes: [CLOSE] });
});

test('[ACCESS357] of a sum that would leave a single school besides somebody’s own neither figures nor its close are told', () => {
  const { rows, closes } = pictureOf([...Array<number>(5).fill(201), 202]).whole('england', 'sum');
  expect(rows.map((row) => row[ROW.marked])).toEqual([0, 0]);
  expect(rows[0][ROW.onRoll]).toBeGreaterThan(1_000);
  expect(closes).toEqual([]);
});

test('[ACCESS360] who sees the schools is told of each, however few', () => {
  const { rows, usual, signals, closes } = pictureOf([201]).whole('la:201', 'school');
  expect([rows.length, usual.length, signals, closes]).toEqual([2, 2, [SIGNAL], [CLOSE]]);
});
