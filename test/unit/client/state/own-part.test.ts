import { expect, test } from 'vitest';
import { areaCell, schoolClass } from '../../../../client/map/classes.ts';
import { classOf, NEUTRAL } from '../../../../client/map/colours.ts';
import { schoolFigures } from '../../../../client/state/school-figures.ts';
import { SchoolTable } from '../../../../client/state/schools.ts';
import { figuresAt, SUM_LENGTH } from '../../../../client/state/sums.ts';
import { pictureTitle } from '../../../../client/ui/sentences.ts';
import { rowOf, smallRegistry, usualOf } from '../../../helpers/live-schools.ts';

/** Primaries of two authorities: 100003 five points below its usual, 100001 two, together nearly two. */
function tableOf(national: boolean): SchoolTable {
  const table = new SchoolTable(smallRegistry(), national);
  table.applyUsual([usualOf(100001, 0, 950), usualOf(100003, 0, 950)]);
  table.apply([
    rowOf(100001, 0, 1, { onRoll: 1e6, marked: 1e6, attending: 930_000 }),
    rowOf(100003, 0, 1, { onRoll: 10_000, marked: 10_000, attending: 9000 }),
  ]);
  return table;
}

const figuresOf = (table: SchoolTable, view: string) =>
  figuresAt(table.sums, 2 * (table.index.byView.get(view) ?? 0) * SUM_LENGTH, table.sharedGaps(0));

test('[SCREEN45] hexagons and points show what lies beyond the gap of England, which the title names', () => {
  const table = tableOf(true);
  const england = figuresOf(table, 'england');
  const lancashire = figuresOf(table, 'la:888');
  expect(england.gap).toBe(-2);
  expect(lancashire.gap).toBeCloseTo(-5, 9);
  expect(lancashire.own).toBe(-3);
  expect(areaCell(lancashire)).toMatchObject({ colour: classOf(-3, 'area'), label: '−3.0' });
  expect(areaCell(figuresOf(table, 'la:201'))).toMatchObject({ colour: NEUTRAL, label: '0.0' });
  const school = schoolFigures(table, table.schoolOf(100003), 0);
  expect(schoolClass(table, table.schoolOf(100003), 0, table.sharedGaps(0))).toBe(classOf(-2.97, 'school'));
  expect((school.own ?? 0) + (school.shared ?? 0)).toBeCloseTo(school.gap ?? 0, 1);
  expect(pictureTitle('Authorities', england.gap)).toBe('Authorities against usual, less England’s −2.0');
});

test('[SCREEN45] rows that come again or change leave what is shared as a fresh addition would', () => {
  const table = tableOf(true);
  table.apply([rowOf(100003, 0, 2, { onRoll: 10_000, marked: 9000, attending: 5000 })]);
  table.apply([rowOf(100003, 0, 3, { onRoll: 10_000, marked: 10_000, attending: 9000 })]);
  table.applyUsual([usualOf(100003, 0, 500)]);
  table.applyUsual([usualOf(100003, 0, 950)]);
  expect(table.sharedGaps(0)).toEqual(tableOf(true).sharedGaps(0));
  expect(table.under(smallRegistry(2)).sharedGaps(0)).toEqual(tableOf(true).sharedGaps(0));
});

test('[SCREEN46] where not all of England is seen, the plain gap to usual is shown and called so', () => {
  const table = tableOf(false);
  const { gap, own, shared } = figuresOf(table, 'la:888');
  expect([own, shared]).toEqual([gap, null]);
  expect(pictureTitle('Authorities', null)).toBe('Authorities against usual');
  expect(pictureTitle('Authorities', 0.04)).toBe('Authorities against usual');
});
