import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cause, type OwnTotal, ownTotalSchema } from '../../../shared/api/own-totals.ts';
import { KIND_COUNT, KINDS, type Kind } from '../../../shared/attendance/codes.ts';
import { measuresOf } from '../../../shared/attendance/measures.ts';
import {
  addCauses,
  causesOf,
  correctionsSince,
  headlineCauses,
  minus,
  total,
} from '../../../shared/own-totals/compare.ts';

/** A pupil as we count them. */
const pupil = fc.constantFrom(...KINDS);

function oursOf(pupils: readonly Kind[]) {
  const kinds = new Int32Array(KIND_COUNT);
  for (const kind of pupils) kinds[KINDS.indexOf(kind)]++;
  return measuresOf(kinds, 0);
}

/** The same pupils as a school's own system would total them, if it classed every code as we do. */
function theirsOf(pupils: readonly Kind[]): OwnTotal {
  const { onRoll, possible, attending, unmarked } = oursOf(pupils);
  return { date: '2026-11-20', session: 'AM', yearGroup: '4', onRoll, possible, attending, unmarked };
}
const none = () => ({ up: 0, down: 0 });
const causeNames = (parts: readonly { cause: Cause }[]) => parts.map(({ cause }) => cause);
const year = fc.array(pupil, { maxLength: 40 });

test('[DISPUTE20] whatever both sides total, the causes add up to the difference, in possible and in attending', () => {
  const budget = fc.record({ up: fc.nat(5), down: fc.nat(5) });
  fc.assert(
    fc.property(year, year, budget, (a, b, corrections) => {
      const [ours, theirs] = [oursOf(a), theirsOf(b)];
      expect(total(causesOf(ours, theirs, corrections))).toEqual(minus(ours, theirs));
      expect(Math.min(corrections.up, corrections.down)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('[DISPUTE21] the same pupils classed the same way leave nothing to explain', () => {
  fc.assert(
    fc.property(year, (a) => {
      expect(causesOf(oursOf(a), theirsOf(a), none())).toEqual([]);
    }),
  );
});

test.each<[Cause, (pupils: Kind[]) => Kind[]]>([
  ['late-feed', (pupils) => [...pupils.slice(0, 4).map(() => 'unmarked' as const), ...pupils.slice(4)]],
  ['roster', (pupils) => pupils.slice(4)],
  ['code-class', (pupils) => [...pupils.slice(0, 4).map(() => 'notPossible' as const), ...pupils.slice(4)]],
])('[DISPUTE22] a difference with one cause is put down to it alone: %s', (cause, change) => {
  const marked = fc.array(fc.constantFrom<Kind>('present', 'late', 'authorised', 'unauthorised'), {
    minLength: 4,
  });
  fc.assert(
    fc.property(marked, (pupils) => {
      const parts = causesOf(oursOf(change(pupils)), theirsOf(pupils), none());
      expect(causeNames(parts)).toEqual([cause]);
      expect(parts[0].possible).toBe(-4);
    }),
  );
});

test('[DISPUTE23] late after the register closed is a code class, a changed mark a correction, the rest stays unexplained', () => {
  const ours = oursOf(['present', 'lateAfterClose', 'authorised', 'authorised', 'authorised']);
  const theirs = { ...theirsOf(['present', 'present', 'present', 'present', 'authorised']) };
  expect(causesOf(ours, theirs, { up: 0, down: 1 })).toEqual([
    { cause: 'code-class', possible: 0, attending: -1 },
    { cause: 'correction', possible: 0, attending: -1 },
    { cause: 'unexplained', possible: 0, attending: -1 },
  ]);
  expect(correctionsSince({ attending: 9, absent: 3 }, { attending: 12, absent: 1 })).toEqual({
    up: 2,
    down: 0,
  });
});

test('[DISPUTE24] the headline differs from the totals sent by the causes, other ages and years not sent, exactly', () => {
  const statutory = { possible: 50, attending: 47 };
  const all = { possible: 60, attending: 55 };
  const sent = { possible: 40, attending: 36 };
  const parts = [[{ cause: 'roster' as const, possible: -2, attending: -2 }]];
  const causes = headlineCauses({ statutory, all, sent }, parts);
  expect(causes).toEqual([
    { cause: 'roster', possible: -2, attending: -2 },
    { cause: 'age', possible: -10, attending: -8 },
    { cause: 'not-sent', possible: 20, attending: 19 },
  ]);
  expect(total(causes)).toEqual(minus(statutory, { possible: 42, attending: 38 }));
  expect(addCauses([...parts, ...parts])).toEqual([{ cause: 'roster', possible: -4, attending: -4 }]);
});

test('[DISPUTE25] totals that contradict themselves are refused', () => {
  const one = {
    date: '2026-11-20',
    session: 'AM',
    yearGroup: '4',
    onRoll: '30',
    possible: '28',
    attending: '27',
  };
  expect(ownTotalSchema.parse(one)).toMatchObject({ onRoll: 30, unmarked: 0 });
  for (const wrong of [
    { attending: 29 },
    { unmarked: 3 },
    { yearGroup: '14' },
    { onRoll: -1 },
    { possible: 'x' },
  ])
    expect(ownTotalSchema.safeParse({ ...one, ...wrong }).success).toBe(false);
});
