/** Cells left out of a school's cohorts do not follow from those shown. */
import { expect, test } from 'vitest';
import { SchoolCells } from '../../../shared/access/school-cells.ts';
import { CELL_COUNT, SMALLEST_SHOWN, SUMS, withheldOf } from '../../../shared/access/withhold.ts';
import { ALL, COHORT_COUNT, COHORTS, STATUTORY } from '../../../shared/attendance/cohorts.ts';
import { drawer } from '../../helpers/access-world.ts';
import { determined } from '../../helpers/determined.ts';
import { drawRegister, type Register, talliesOf } from '../../helpers/drawn-registers.ts';

const SCHOOLS = 250;
const like = (pattern: RegExp): number[] =>
  COHORTS.flatMap((name, cohort) => (pattern.test(name) ? [cohort] : []));
const isStatutoryYear = (cohort: number): boolean => /^year:([1-9]|1[01])$/.test(COHORTS[cohort]);
/** What anybody knows of a school in which every attribute is known: cohorts that add up to others. */
const FAMILIES: readonly [number, readonly number[]][] = [
  [ALL, like(/^year:/)],
  [STATUTORY, like(/^year:/).filter(isStatutoryYear)],
  [ALL, like(/^sex:/)],
  [ALL, like(/^fsm:/)],
  [ALL, like(/^sen:/)],
  [ALL, like(/^eal:/)],
];

const cellsOf = (register: Register): SchoolCells => {
  const cells = new SchoolCells();
  cells.read(talliesOf(register));
  return cells;
};

/** The same school with every cohort looked at by itself. */
const cellsAlone = (register: Register): SchoolCells => {
  const cells = cellsOf(register);
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
    cells.withheld[cohort] = withheldOf(cells.values, cohort * CELL_COUNT);
  return cells;
};

/** Cells left out that follow, as `cohort/place`. */
function following(cells: SchoolCells): string[] {
  const places = new Map<number, number>();
  const isFull = (cohort: number) => cells.values[cohort * CELL_COUNT] > 0;
  for (let at = 0; at < cells.values.length; at++) {
    const cohort = Math.floor(at / CELL_COUNT);
    if (isFull(cohort) && (cells.withheld[cohort] >> (at % CELL_COUNT)) & 1) places.set(at, places.size);
  }
  const rows: number[][] = [];
  const add = (whole: number, parts: readonly number[]) => {
    const row = new Array<number>(places.size).fill(0);
    for (const at of [whole, ...parts]) {
      const place = places.get(at);
      if (place !== undefined) row[place] = at === whole ? 1 : -1;
    }
    if (row.some((value) => value !== 0)) rows.push(row);
  };
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
    if (isFull(cohort))
      for (const { sum, parts } of SUMS)
        add(
          cohort * CELL_COUNT + sum,
          parts.map((part) => cohort * CELL_COUNT + part),
        );
  for (const [whole, cohorts] of FAMILIES)
    for (let place = 0; place < CELL_COUNT; place++)
      add(
        whole * CELL_COUNT + place,
        cohorts.filter(isFull).map((cohort) => cohort * CELL_COUNT + place),
      );
  const names = [...places.keys()];
  return determined(rows, places.size).map((place) => {
    const at = names[place];
    return `${COHORTS[Math.floor(at / CELL_COUNT)]}/${at % CELL_COUNT}`;
  });
}

test('[ACCESS355] no cell left out of a school follows from its other cohorts', () => {
  const draw = drawer(11);
  const found: string[] = [];
  let alone = 0;
  for (let i = 0; i < SCHOOLS; i++) {
    const register = drawRegister(draw);
    const cells = cellsOf(register);
    found.push(...following(cells).map((cell) => `${i}: ${cell}`));
    alone += following(cellsAlone(register)).length > 0 ? 1 : 0;
    for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
      for (const cell of Object.values(cells.shown(cohort)))
        expect(cell).toBeGreaterThanOrEqual(SMALLEST_SHOWN);
  }
  expect(found).toEqual([]);
  // The attack finds what each cohort by itself would give away.
  expect(alone).toBeGreaterThan(SCHOOLS / 10);
}, 60_000);
