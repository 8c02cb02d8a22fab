import { expect, test } from 'vitest';
import type { Cell } from '../../evaluate/projection/coverage.ts';
import { judge } from '../../evaluate/projection/judge.ts';
import { Mornings } from '../../evaluate/projection/mornings.ts';

/** Sampling error: sessions of a school are alike, so that they say less than as many drawn apart. */
const ALIKE = 1.5;
const FEWEST = 150;

const judged = judge(new Mornings(260, 77), 20, 5);

const shareIn = ({ covered, sessions }: Cell): number => covered / sessions;
const error = ({ sessions }: Cell): number => ALIKE * Math.sqrt((0.95 * 0.05) / sessions);

function pooled(cells: readonly Cell[]): Cell {
  const [first] = cells;
  const add = (key: 'sessions' | 'covered') => cells.reduce((sum, cell) => sum + cell[key], 0);
  return { ...first, sessions: add('sessions'), covered: add('covered') };
}

const partly = judged.schools.rows().filter(({ share }) => share < 1);

test.each([0.25, 0.5, 0.75])(
  '[PROJECT13] at %f of marks in the range holds the close 93 to 97 times of 100',
  (share) => {
    const cell = pooled(partly.filter((one) => one.share === share));
    expect(cell.sessions).toBeGreaterThan(1000);
    expect(shareIn(cell)).toBeGreaterThan(0.93 - error(cell));
    expect(shareIn(cell)).toBeLessThan(0.97 + error(cell));
  },
);

test('[PROJECT14] and so it does by phase and size, within sampling error', () => {
  for (const cell of partly.filter(({ sessions }) => sessions >= FEWEST)) {
    const name = `${cell.name} at ${cell.share}`;
    expect(shareIn(cell), name).toBeGreaterThan(0.93 - 2.5 * error(cell));
    expect(shareIn(cell), name).toBeLessThan(0.97 + 2.5 * error(cell));
  }
});

test('[PROJECT15] a region is not taken for its early schools: its close is right within a quarter of a point on average', () => {
  for (const cell of judged.areas.rows().filter(({ name }) => name === 'region'))
    expect(Math.abs(cell.error / cell.sessions)).toBeLessThan(0.25);
});
