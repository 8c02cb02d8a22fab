/** Sums for readers without small numbers: whatever is asked, they tell no more than the schools they are made of. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ToldSums } from '../../../shared/access/told.ts';
import { toldTotals } from '../../../shared/access/told-totals.ts';
import { withholdSmall } from '../../../shared/access/withhold.ts';
import { ALL, COHORT_COUNT, STATUTORY } from '../../../shared/attendance/cohorts.ts';
import { addTallies, emptyTallies, measuresOf, TALLY_LENGTH } from '../../../shared/attendance/measures.ts';
import { drawer } from '../../helpers/access-world.ts';
import { drawRegister, lookalike, type Register, talliesOf } from '../../helpers/drawn-registers.ts';
import { loadWith } from '../../helpers/mutants.ts';

const SCHOOLS = 1_500;
const folder = mkdtempSync(join(tmpdir(), 'bellwether-told-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Schools drawn once, each with another register that shows the same cells. */
const TWINS: [Register, Register][] = (() => {
  const draw = drawer(20_261_122);
  return Array.from({ length: SCHOOLS }, () => drawRegister(draw)).flatMap((register) => {
    const other = lookalike(draw, register);
    return other ? [[register, other] as [Register, Register]] : [];
  });
})();

type Told = typeof ToldSums;

const sumOf = (Sums: Told, registers: readonly Register[]): string => {
  const sums = new Sums();
  for (const register of registers) sums.add(talliesOf(register));
  const headline = new Sums();
  for (const register of registers) headline.addHeadline(talliesOf(register));
  return [...sums.tallies, sums.isApproximate, ...headline.tallies, headline.isApproximate].join();
};

/** Whether sums tell two Englands apart that show the same cells of every school: of one school, and of areas of six. */
function tellsApart(Sums: Told): boolean {
  for (let i = 0; i < TWINS.length; i++) {
    const some = TWINS.slice(i, i + (i % 2 === 0 ? 1 : 6));
    const [first, second] = [some.map(([one]) => one), some.map(([, two]) => two)];
    if (sumOf(Sums, first) !== sumOf(Sums, second)) return true;
  }
  return false;
}

test('[ACCESS352] two Englands that show the same cells of every school have the same sums for who sees no small numbers', () => {
  expect(TWINS.length).toBeGreaterThan(SCHOOLS / 3);
  const exact = TWINS.filter(([one, two]) => {
    const all = (register: Register) => JSON.stringify(measuresOf(talliesOf(register), ALL));
    return all(one) !== all(two);
  });
  expect(exact.length).toBeGreaterThan(50);
  expect(tellsApart(ToldSums)).toBe(false);
});

/** Each with what was left out told of, or used to share by. */
const LEAKS: [string, string, string][] = [
  ['shared/access/told.ts', 'if (!isOut(cells, cohort, place))', 'if (true)'],
  [
    'shared/access/told.ts',
    'leastOf(cells, STATUTORY, place) : 0',
    'leastOf(cells, STATUTORY, place) : cells.values[cohort * CELL_COUNT + place]',
  ],
  ['shared/access/school-cells.ts', 'withheld[ALL] | withheld[OTHERS]', 'withheld[ALL]'],
  ['shared/access/told.ts', 'values[at + UNMARKED] === 0 ?', 'values[at + UNMARKED] < 3 ?'],
  ['shared/access/school-cells.ts', 'hideInFamilies(this.values, CELL_COUNT, this.withheld, complete);', ''],
];

test('[ACCESS353] sums that were made of what is left out of a school are caught', async () => {
  const missed: string[] = [];
  for (const [path, check, without] of LEAKS) {
    const source = readFileSync(path, 'utf8');
    if (!source.includes(check)) throw new Error(`${path} has no "${check}"`);
    const entry = 'shared/access/told.ts';
    const { ToldSums: Leaking } = await loadWith<{ ToldSums: Told }>(
      entry,
      path,
      source.replace(check, without),
      folder,
    );
    if (!tellsApart(Leaking)) missed.push(check);
  }
  expect(missed).toEqual([]);
}, 60_000);

test('[ACCESS354] sums told keep the sums of the contract, are exact where nothing is left out, and near the truth', () => {
  const draw = drawer(7);
  const sums = new ToldSums();
  const exact = emptyTallies();
  for (let i = 0; i < 400; i++) {
    const tallies = talliesOf(drawRegister(draw));
    sums.add(tallies);
    addTallies(exact, tallies);
  }
  const { tallies } = sums;
  for (const kinds of tallies) expect(Number.isInteger(kinds) && kinds >= 0).toBe(true);
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
    expect(measuresOf(tallies, cohort).onRoll).toBeLessThanOrEqual(measuresOf(exact, cohort).onRoll);
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
    const [told, true_] = [measuresOf(tallies, cohort), measuresOf(exact, cohort)];
    if (cohort === ALL || cohort === STATUTORY)
      expect(Math.abs(told.onRoll - true_.onRoll)).toBeLessThan(0.01 * true_.onRoll);
    if (told.onRoll < 2_000) continue;
    const rate = ({ attending, possible }: typeof told) => (100 * attending) / possible;
    expect(Math.abs(rate(told) - rate(true_))).toBeLessThan(1);
  }
  expect(sums.isApproximate).toBe(true);
});

test('[ACCESS354] a school of which nothing is left out is told as it is', () => {
  const tallies = emptyTallies();
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
    tallies.set([20, 300, 10, 8, 30, 9, 7, 6, 12, 5], (cohort * TALLY_LENGTH) / COHORT_COUNT);
  const sums = new ToldSums();
  sums.add(tallies);
  sums.add(tallies);
  expect([...sums.tallies]).toEqual([...tallies].map((pupils) => 2 * pupils));
  expect(sums.isApproximate).toBe(false);
});

test('[ACCESS352] of imported totals no more is told than their shown cells do', () => {
  const seen = new Map<string, string>();
  for (let possible = 0; possible < 40; possible++)
    for (let attending = 0; attending <= possible; attending++)
      for (let authorised = -1; authorised <= possible - attending; authorised++) {
        const unauthorised = authorised < 0 ? -1 : possible - attending - authorised;
        const given = authorised < 0 ? {} : { authorised, unauthorised };
        const shown = withholdSmall({ possible, attending, absent: possible - attending, ...given });
        const told = JSON.stringify(toldTotals({ possible, attending, authorised, unauthorised }));
        const name = JSON.stringify([shown, authorised < 0]);
        expect(seen.get(name) ?? told).toBe(told);
        seen.set(name, told);
      }
});
