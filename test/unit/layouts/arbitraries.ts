/** Values of every packed layout for fast-check, within the ranges that the layouts are made for. */
import fc from 'fast-check';
import { CODE_COUNT, KIND_COUNT } from '../../../shared/attendance/codes.ts';
import { COHORT_COUNT } from '../../../shared/attendance/cohorts.ts';
import { emptyTallies, type Tallies } from '../../../shared/attendance/measures.ts';
import { NEVER_LEFT, type Roster } from '../../../shared/attendance/roster.ts';
import type { SessionCounts } from '../../../shared/redis/layouts/counts.ts';
import type { RegisterMarks } from '../../../shared/redis/layouts/entries.ts';
import type { HistorySession } from '../../../shared/redis/layouts/history.ts';
import type { SessionMarks } from '../../../shared/redis/layouts/marks.ts';
import { MINUTE_WIDTH, type MinuteRow } from '../../../shared/redis/layouts/minutes.ts';

export const instant = fc.integer({ min: 1, max: 2 ** 48 - 1 });
export const urn = fc.integer({ min: 100_000, max: 999_999 });
export const session = fc.nat(2 * 0xfffe);
export const slot = fc.integer({ min: 1, max: 65_535 });

/** Mostly empty cohorts, numbers up to a year of the largest school's sessions. */
export const tallies: fc.Arbitrary<Tallies> = fc
  .array(fc.tuple(fc.nat(COHORT_COUNT - 1), fc.nat(KIND_COUNT - 1), fc.nat(2_000_000)), { maxLength: 30 })
  .map((cells) => {
    const filled = emptyTallies();
    for (const [cohort, kind, number] of cells) filled[cohort * KIND_COUNT + kind] = number;
    return filled;
  });

export const counts: fc.Arbitrary<SessionCounts> = fc.record({
  version: fc.nat(100_000),
  newestMarkAt: fc.oneof(fc.constant(0), instant),
  tallies,
  codes: fc
    .array(fc.oneof(fc.constant(0), fc.nat(65_535)), { minLength: CODE_COUNT, maxLength: CODE_COUNT })
    .map((numbers) => Uint16Array.from(numbers)),
});

const minutes = fc.oneof(fc.constant(-1), fc.nat(1440));

/** Few different times, as in real registers, and slots without a mark in between. */
export const sessionMarks: fc.Arbitrary<SessionMarks> = fc
  .tuple(
    fc.array(instant, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(CODE_COUNT), fc.nat(2), minutes), { maxLength: 60 }),
  )
  .map(([instants, pupils]) => {
    const late = new Map<number, number>();
    pupils.forEach(([row, , given], i) => {
      if (row > 0 && given >= 0) late.set(i, given);
    });
    return {
      rows: Uint8Array.from(pupils, ([row]) => row),
      times: Float64Array.from(pupils, ([row, at]) => (row > 0 ? instants[at % instants.length] : 0)),
      late,
    };
  });

export const registerMarks: fc.Arbitrary<RegisterMarks> = fc
  .array(fc.tuple(slot, fc.nat(CODE_COUNT - 1), instant, minutes), { maxLength: 40 })
  .map((marks) => ({
    slots: Uint16Array.from(marks, ([at]) => at),
    rows: Uint8Array.from(marks, ([, row]) => row),
    times: Float64Array.from(marks, ([, , time]) => time),
    late: Int16Array.from(marks, ([, , , late]) => late),
  }));

const rosterPupil = fc.record({
  slot,
  mask: fc.nat(2 ** COHORT_COUNT - 1),
  birth: fc.nat(255),
  admitted: fc.oneof(fc.constant(0), fc.nat(0xfffe)),
  left: fc.oneof(fc.constant(NEVER_LEFT), fc.nat(0xfffe)),
});

export const roster: fc.Arbitrary<Roster> = fc
  .record({
    asOf: fc.nat(0xfffe),
    issuedAt: instant,
    digest: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    pupils: fc.array(rosterPupil, { maxLength: 40 }),
    replaced: fc.array(fc.tuple(slot, slot), { maxLength: 4 }),
  })
  .map(({ pupils, ...rest }) => ({
    ...rest,
    slots: Uint16Array.from(pupils, (pupil) => pupil.slot),
    masks: Uint32Array.from(pupils, (pupil) => pupil.mask),
    births: Uint8Array.from(pupils, (pupil) => pupil.birth),
    admitted: Uint16Array.from(pupils, (pupil) => pupil.admitted),
    left: Uint16Array.from(pupils, (pupil) => pupil.left),
  }));

/** Ascending, none twice. */
export const history: fc.Arbitrary<HistorySession[]> = fc
  .uniqueArray(
    fc.record({
      session,
      possible: fc.nat(5000),
      attending: fc.nat(5000),
      authorised: fc.integer({ min: -1, max: 5000 }),
      unauthorised: fc.integer({ min: -1, max: 5000 }),
    }),
    { selector: (entry) => entry.session, maxLength: 30 },
  )
  .map((sessions) => sessions.sort((a, b) => a.session - b.session));

const minuteRow = fc.record({
  minute: fc.nat(40_000_000),
  kinds: fc
    .array(fc.nat(3000), { minLength: MINUTE_WIDTH, maxLength: MINUTE_WIDTH })
    .map((numbers) => Int32Array.from(numbers)),
});

/** Ascending, none twice. */
export const minuteRows: fc.Arbitrary<MinuteRow[]> = fc
  .uniqueArray(minuteRow, { selector: ({ minute }) => minute, maxLength: 10 })
  .map((list) => list.sort((a, b) => a.minute - b.minute));
