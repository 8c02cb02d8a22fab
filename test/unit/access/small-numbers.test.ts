/** Trying to get at cells through everything that is shown: sums, differences, and the same again ten minutes later. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  measuresTold,
  NESTED,
  type NestedCells,
  partsBeside,
  REFRESH_MS,
  rateOrNone,
  refreshOf,
  roundCellSum,
  roundCells,
  roundCount,
  roundSum,
} from '../../../shared/access/small-numbers.ts';

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
  readonly #possible = new Map<string, bigint[]>();

  see(shown: string, cells: readonly number[]): void {
    const known = this.#possible.get(shown);
    if (known) for (let i = 0; i < cells.length; i++) known[i] |= 1n << BigInt(cells[i]);
    else
      this.#possible.set(
        shown,
        cells.map((cell) => 1n << BigInt(cell)),
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

const NONE: NestedCells = { onRoll: 0, marked: 0, possible: 0, absent: 0, unauthorised: 0, unexplained: 0 };

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

const nested = (limit: number) =>
  fc
    .array(fc.nat(limit), { minLength: NESTED.length, maxLength: NESTED.length })
    .map((cells) => cells.sort((a, b) => b - a))
    .map((cells) => Object.fromEntries(NESTED.map((name, i) => [name, cells[i]])) as NestedCells);

test('[ACCESS200] what is told of rounded cells keeps the identities of the contract, and is in steps of 5', () => {
  fc.assert(
    fc.property(fc.array(nested(60), { minLength: 1, maxLength: 6 }), (parts) => {
      const shownParts = parts.map(roundCells);
      const total = Object.fromEntries(
        NESTED.map((name) => [name, sumOf(parts.map((part) => part[name]))]),
      ) as NestedCells;
      for (const shown of [...shownParts, roundCellSum(total, shownParts)]) {
        const told = measuresTold(shown);
        expect(told.marked + told.unmarked).toBe(told.onRoll);
        expect(told.attending + told.absent).toBe(told.possible);
        expect(told.authorised + told.unauthorised).toBe(told.absent);
        for (const cell of Object.values(told)) {
          expect(cell % 5).toBe(0);
          expect(cell).toBeGreaterThanOrEqual(0);
        }
      }
    }),
  );
});

/** Two cells, the second a part of the first. */
const pairs = (limit: number): [number, number][] =>
  Array.from({ length: limit }, (_, whole) =>
    Array.from({ length: whole + 1 }, (_, part): [number, number] => [whole, part]),
  ).flat();

test('[ACCESS340] a part, its complement and the whole tell no more than part and whole each by itself', () => {
  const attack = new Attack();
  for (const [whole, part] of pairs(28)) {
    const [shownWhole, shownPart] = [roundCount(whole), roundCount(part)];
    attack.see([shownWhole, shownPart, shownWhole - shownPart].join(), [whole, part]);
  }
  expect(attack.fewest()).toBe(VALUES_OF_ZERO);
});

test('[ACCESS340] who also knows the whole exactly is left with five values of a part that is not all or nothing', () => {
  for (let whole = 10; whole < 28; whole++) {
    const values = new Map<number, number>();
    for (let part = 0; part <= whole; part++)
      values.set(roundCount(part), (values.get(roundCount(part)) ?? 0) + 1);
    for (const [shown, left] of values)
      if (shown > 0 && shown + 2 <= whole) expect(left, `${shown} of ${whole}`).toBe(5);
  }
});

test('[ACCESS340] the attack works: part and complement both rounded give a pupil away to who knows the whole', () => {
  const attack = new Attack();
  for (const [whole, part] of pairs(28))
    attack.see([whole, roundCount(part), roundCount(whole - part)].join(), [part]);
  expect(attack.fewest()).toBe(1);
  const four = new Attack();
  for (const cells of lists(4, 16))
    four.see([...cells.map(roundCount), roundCount(sumOf(cells))].join(), cells);
  expect(four.fewest()).toBe(1);
});

test('[ACCESS340] wholes and their parts in several areas, with both sums, keep every value they could have', () => {
  const attack = new Attack();
  const few = pairs(8);
  for (const a of few)
    for (const b of few)
      for (const c of few) {
        const parts = [a, b, c];
        const shown = [0, 1].map((i) => shownOf(parts.map((pair) => pair[i])));
        attack.see(shown.join('/'), parts.flat());
      }
  expect(attack.fewest()).toBe(VALUES_OF_ZERO);
});

test('[ACCESS340] a whole and its part, seen before and after ten minutes, tell no more than each time by itself', () => {
  const attack = new Attack();
  const few = pairs(13);
  for (const [whole, part] of few)
    for (const [wholeNow, partNow] of few) {
      if (wholeNow < whole) continue;
      const shown = [whole, part, wholeNow, partNow].map(roundCount);
      attack.see(shown.join(), [whole, part, wholeNow, partNow]);
    }
  expect(attack.fewest()).toBe(VALUES_OF_ZERO);
});

test('[ACCESS340] late and approved activity are told only where the rest of attending leaves absent all its values', () => {
  const attack = new Attack();
  for (let possible = 0; possible < 38; possible++)
    for (const [absent, late, approved] of lists(3, 8)) {
      if (absent + late + approved > possible) continue;
      const shown = { ...roundCells({ ...NONE, possible, absent }) };
      const beside = partsBeside(shown, [late, approved]);
      attack.see(
        [shown.possible, shown.absent, beside].join('/'),
        beside ? [possible, absent, late, approved] : [possible, absent],
      );
    }
  expect(attack.fewest()).toBe(VALUES_OF_ZERO);
});
