/** Trying to get at cells through everything that is shown: sums, differences, and the same again ten minutes later. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  REFRESH_MS,
  rateOrNone,
  refreshOf,
  roundCount,
  roundSum,
  roundTallies,
  roundTallySum,
} from '../../../shared/access/small-numbers.ts';
import { measuresOf, TALLY_LENGTH } from '../../../shared/attendance/measures.ts';

/** Every list of `length` counts below `limit`. */
function* lists(length: number, limit: number): Generator<number[]> {
  const list = new Array<number>(length).fill(0);
  const total = limit ** length;
  for (let n = 0; n < total; n++) {
    let rest = n;
    for (let i = 0; i < length; i++) {
      list[i] = rest % limit;
      rest = Math.floor(rest / limit);
    }
    yield list;
  }
}

/** What is shown of a list of counts: each, and their sum. */
function shownOf(cells: readonly number[]): number[] {
  const parts = cells.map(roundCount);
  return [...parts, roundSum(sumOf(cells), parts)];
}

const sumOf = (cells: readonly number[]) => cells.reduce((sum, cell) => sum + cell, 0);

/** The attack: which values each cell may have, given everything shown, as a bit each. */
class Attack {
  readonly #possible = new Map<string, number[]>();

  see(shown: string, cells: readonly number[]): void {
    const known = this.#possible.get(shown);
    if (known) for (let i = 0; i < cells.length; i++) known[i] |= 1 << cells[i];
    else
      this.#possible.set(
        shown,
        cells.map((cell) => 1 << cell),
      );
  }

  /** The fewest values any cell is left with. */
  fewest(): number {
    let fewest = Number.POSITIVE_INFINITY;
    for (const cells of this.#possible.values())
      for (const bits of cells) fewest = Math.min(fewest, bits.toString(2).replaceAll('0', '').length);
    return fewest;
  }
}

/** Zero to two are shown as 0: three values; every other shown count stands for five. */
const VALUES_OF_ZERO = 3;

test('[ACCESS200] counts are rounded to the nearest 5 and rates of fewer than 10 pupils are left out', () => {
  expect([0, 2, 3, 7, 8, 12, 1_003].map(roundCount)).toEqual([0, 0, 5, 5, 10, 10, 1_005]);
  expect(rateOrNone(9, 9)).toBeUndefined();
  expect(rateOrNone(9, 10)).toBe(1);
  expect(rateOrNone(91, 100)).toBe(0.9);
});

test('[ACCESS200] a rate says no more than the rounded counts it is of', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), fc.nat(2), fc.nat(2), (attending, absent, a, b) => {
      const possible = attending + absent;
      fc.pre(possible >= 10 && roundCount(attending + a) === roundCount(attending));
      fc.pre(roundCount(possible + a + b) === roundCount(possible));
      expect(rateOrNone(attending + a, possible + a + b)).toBe(rateOrNone(attending, possible));
    }),
  );
});

test.each([1, 2, 3, 4])(
  '[ACCESS201] %i cells shown beside their sum keep every value they could have',
  (n) => {
    const attack = new Attack();
    for (const cells of lists(n, 13)) attack.see(shownOf(cells).join(), cells);
    expect(attack.fewest()).toBe(VALUES_OF_ZERO);
  },
);

test('[ACCESS201] sums of sums are as safe: areas within regions within England', () => {
  const attack = new Attack();
  for (const cells of lists(5, 8)) {
    const [north, south] = [shownOf(cells.slice(0, 2)), shownOf(cells.slice(2))];
    const england = roundSum(sumOf(cells), [north.at(-1) ?? 0, south.at(-1) ?? 0]);
    attack.see([north, south, england].join(), cells);
  }
  expect(attack.fewest()).toBe(VALUES_OF_ZERO);
});

test('[ACCESS201] the attack works: plain rounding of the sum gives cells away', () => {
  const attack = new Attack();
  for (const cells of lists(4, 13))
    attack.see([...cells.map(roundCount), roundCount(sumOf(cells))].join(), cells);
  expect(attack.fewest()).toBe(1);
});

test('[ACCESS201] a sum lies within 2 of the truth when it has many parts, and never further than they do', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { minLength: 30, maxLength: 60 }), (cells) => {
      const shown = shownOf(cells).at(-1) ?? 0;
      expect(Math.abs(shown - sumOf(cells))).toBeLessThanOrEqual(2);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 8 }), (cells) => {
      const shown = shownOf(cells).at(-1) ?? 0;
      expect(Math.abs(shown - sumOf(cells))).toBeLessThanOrEqual(Math.max(2, 2 * cells.length));
    }),
  );
});

test('[ACCESS202] looking again after ten minutes tells no more, though counts only grow', () => {
  const attack = new Attack();
  const earlier = Array.from(lists(3, 8), (cells) => [...cells]);
  for (const before of earlier)
    for (const after of earlier) {
      if (after.some((cell, i) => cell < before[i])) continue;
      attack.see([shownOf(before), shownOf(after)].join(), [...before, ...after]);
    }
  expect(attack.fewest()).toBe(VALUES_OF_ZERO);
});

test('[ACCESS202] at most one picture is shown in ten minutes; telling every change would give cells away', () => {
  const at = Date.parse('2026-11-20T09:07:31Z');
  expect(new Date(refreshOf(at)).toISOString()).toBe('2026-11-20T09:00:00.000Z');
  const shown = new Set<number>();
  for (let ms = 0; ms < 6 * REFRESH_MS; ms += 1000) shown.add(refreshOf(at + ms));
  expect(shown.size).toBe(7);

  // Who sees every single change knows the count at the moment what is shown steps up.
  const attack = new Attack();
  for (let cell = 0; cell < 12; cell++) attack.see([roundCount(cell), roundCount(cell + 1)].join(), [cell]);
  expect(attack.fewest()).toBe(1);
});

test('[ACCESS200] rounded tallies keep the identities of the contract', () => {
  const tallies = fc
    .array(fc.nat(60), { minLength: TALLY_LENGTH, maxLength: TALLY_LENGTH })
    .map((cells) => Int32Array.from(cells));
  fc.assert(
    fc.property(fc.array(tallies, { minLength: 1, maxLength: 4 }), (parts) => {
      const shownParts = parts.map(roundTallies);
      const total = new Int32Array(TALLY_LENGTH);
      for (const part of parts) for (let i = 0; i < TALLY_LENGTH; i++) total[i] += part[i];
      for (const shown of [...shownParts, roundTallySum(total, shownParts)])
        for (const cohort of [0, 1, 5]) {
          const measures = measuresOf(shown, cohort);
          expect(measures.marked + measures.unmarked).toBe(measures.onRoll);
          expect(measures.attending + measures.absent).toBe(measures.possible);
          expect(measures.authorised + measures.unauthorised).toBe(measures.absent);
          for (const cell of Object.values(measures)) expect(cell % 5).toBe(0);
        }
    }),
    { numRuns: 50 },
  );
});
