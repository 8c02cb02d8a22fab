import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phaseFigures } from '../../../../client/state/phases.ts';
import { SchoolTable } from '../../../../client/state/schools.ts';
import { figuresAt, SUM, SUM_LENGTH } from '../../../../client/state/sums.ts';
import type { Row, Usual } from '../../../../shared/live/down.ts';
import { rowOf, smallRegistry, usualOf } from '../../../helpers/live-schools.ts';

const URNS = smallRegistry().schools.urn;

const arbRow = fc
  .record({
    urn: fc.constantFrom(...URNS),
    session: fc.constantFrom(0 as const, 1 as const),
    version: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ urn, session, version }): Row => {
    // One version of a school-session has one content, as on the server.
    const onRoll = 50 + ((urn * 7 + version) % 40);
    const marked = Math.min(onRoll, version * 15 + (urn % 5));
    return rowOf(urn, session, version, { onRoll, marked, attending: marked - (marked % (3 + session)) });
  });
const arbUsual = fc
  .record({ urn: fc.constantFrom(...URNS), session: fc.constantFrom(0 as const, 1 as const) })
  .map(({ urn, session }): Usual => usualOf(urn, session, 900 + (urn % 60) + session));

/** The sums made afresh: the newest row of each school-session, added once. */
function fresh(rows: readonly Row[], usual: readonly Usual[]): Float64Array {
  const newest = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row[0]} ${row[1]}`;
    if ((newest.get(key)?.[3] ?? -1) <= row[3]) newest.set(key, row);
  }
  const table = new SchoolTable(smallRegistry());
  table.applyUsual(usual);
  table.apply([...newest.values()]);
  return table.sums;
}

describe('schools in flat arrays', () => {
  test('[SCREEN1] rows in any order, repeated or skipped, leave the sums of the newest of each', () => {
    fc.assert(
      fc.property(
        fc.array(arbRow, { maxLength: 60 }),
        fc.array(arbUsual, { maxLength: 12 }),
        fc.nat(),
        (rows, usual, cut) => {
          const table = new SchoolTable(smallRegistry());
          const half = rows.length === 0 ? 0 : cut % rows.length;
          table.apply(rows.slice(0, half));
          table.applyUsual(usual);
          table.apply(rows.slice(half));
          table.apply(rows);
          expect([...table.sums]).toEqual([...fresh(rows, usual)]);
        },
      ),
    );
  });

  test('[SCREEN2] every area is the sum of its schools, and England of them all', () => {
    const table = new SchoolTable(smallRegistry());
    table.apply(URNS.map((urn, i) => rowOf(urn, 0, 1, { onRoll: 100 + i, marked: 100, attending: 90 + i })));
    const of = (view: string, field: number) =>
      table.sums[2 * (table.index.byView.get(view) ?? -1) * SUM_LENGTH + field];
    expect(of('england', SUM.attending)).toBe(90 + 91 + 92 + 93 + 94 + 95);
    expect(of('region:E12000007', SUM.attending)).toBe(90 + 91);
    expect(of('la:888', SUM.attending)).toBe(92 + 93);
    expect(of('trust:2001', SUM.attending)).toBe(91 + 92);
    expect(of('hub:H01', SUM.attending)).toBe(92 + 94);
    expect(of('england', SUM.partial) + of('england', SUM.complete)).toBe(6);
  });

  test('[SCREEN3] a row of a school not yet in the registry counts as soon as the registry has it', () => {
    const before = smallRegistry();
    const without = { ...before, schools: { ...before.schools } };
    for (const key of Object.keys(without.schools) as (keyof typeof without.schools)[]) {
      Object.assign(without.schools, { [key]: without.schools[key].slice(0, 5) });
    }
    const table = new SchoolTable(without);
    const rows = URNS.map((urn) => rowOf(urn, 0, 3, { onRoll: 30, marked: 30, attending: 27 }));
    const usual = URNS.map((urn) => usualOf(urn, 0, 950));
    table.apply(rows);
    table.applyUsual(usual);
    expect([...table.under(smallRegistry(2)).sums]).toEqual([...fresh(rows, usual)]);
  });

  test('[SCREEN4] the gap of an area weighs each school by the marks it has sent, and leaves out those without a usual', () => {
    const table = new SchoolTable(smallRegistry());
    table.applyUsual([usualOf(100001, 0, 950), usualOf(100002, 0, 900)]);
    table.apply([
      rowOf(100001, 0, 1, { onRoll: 100, marked: 100, attending: 95 }),
      rowOf(100002, 0, 1, { onRoll: 1000, marked: 300, attending: 270 }),
      rowOf(100003, 0, 1, { onRoll: 100, marked: 100, attending: 50 }),
    ]);
    const england = figuresAt(table.sums, 0, null);
    expect(england.gap).toBeCloseTo(0, 9);
    expect(england.usual).toBeCloseTo((95 + 270) / 4, 9);
    expect(england.attendance).toBeCloseTo((100 * 415) / 500, 9);
    expect(england.coverage).toBeCloseTo(500 / 1200, 9);
  });

  test('[SCREEN5] reasons add up to all who are away', () => {
    const table = new SchoolTable(smallRegistry());
    table.apply([rowOf(100001, 0, 1, { onRoll: 100, marked: 90, attending: 71 })]);
    const { absent, authorised, unauthorised, unexplained } = figuresAt(table.sums, 0, null);
    expect(authorised + unauthorised + unexplained).toBe(absent);
  });

  test('[SCREEN2] the phases of some schools add up to them', () => {
    const table = new SchoolTable(smallRegistry());
    table.apply(URNS.map((urn, i) => rowOf(urn, 0, 1, { onRoll: 100 + i, marked: 100, attending: 90 + i })));
    const phases = phaseFigures(table, [0, 1, 2, 3, 4, 5], 0);
    expect(phases.map((figures) => figures.attending)).toEqual([90 + 92, 91 + 93, 94, 95]);
  });

  test('[SCREEN1] a row of another length is refused by name', () => {
    expect(() => new SchoolTable(smallRegistry()).apply([[100001, 0, 1]])).toThrow('3 fields');
  });
});
