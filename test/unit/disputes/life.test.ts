import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reader, Role } from '../../../shared/access/roles.ts';
import {
  DISPUTE_STATES,
  DISPUTE_STEPS,
  type Dispute,
  openDisputeSchema,
} from '../../../shared/api/disputes.ts';
import { toDay, weekday } from '../../../shared/attendance/dates.ts';
import {
  compareDisputes,
  isOverdue,
  openDispute,
  replyBy,
  takeStep,
  waits,
} from '../../../shared/disputes/life.ts';

const reader = (role: Role): Reader => ({ id: 'x', role, scope: 'england', names: false });
const isSchoolDay = (day: number) => weekday(day) <= 5;
const at = Date.parse('2026-11-20T09:00:00Z');
const momentOf = (role: Role) => ({ reader: reader(role), at, isSchoolDay });
const asked = openDisputeSchema.parse({
  urn: 100_000,
  figure: { name: 'attendance', date: '2026-11-20', session: 'AM' },
  says: 'Year 4 was on a trip',
  shouldBe: 95,
});
const opened = () =>
  openDispute('d1', asked, { value: 90, counts: { possible: 10, attending: 9 } }, momentOf('school'));

test('[DISPUTE1] a new dispute is open, holds the figure and its counts, and says who said what', () => {
  expect(opened()).toMatchObject({
    state: 'open',
    before: 90,
    counts: { possible: 10, attending: 9 },
    by: { role: 'school' },
    history: [{ step: 'open', state: 'open', words: 'Year 4 was on a trip', at: '2026-11-20T09:00:00.000Z' }],
  });
});

test('[DISPUTE2] central replies within five school days of the school, whatever holidays lie between', () => {
  expect(replyBy('2026-11-20', isSchoolDay)).toBe('2026-11-27');
  const holiday = [toDay('2026-11-23'), toDay('2026-11-24')];
  expect(replyBy('2026-11-20', (day) => isSchoolDay(day) && !holiday.includes(day))).toBe('2026-12-01');
  expect(replyBy('2026-11-20', () => false)).toMatch(/^2027-03/);
  expect(isOverdue(opened(), '2026-11-27')).toBe(false);
  expect(isOverdue(opened(), '2026-11-28')).toBe(true);
  expect(isOverdue({ ...opened(), state: 'answered' }, '2026-11-28')).toBe(false);
});

test('[DISPUTE3] only central takes, answers and corrects; anybody may add words, which open a settled one again', () => {
  const words = 'Looked at';
  for (const step of ['take', 'answer', 'correct'] as const)
    expect(takeStep(opened(), { step, words }, { value: 95 }, momentOf('school'))).toMatchObject({
      refused: 'role',
    });
  const answered = takeStep(
    opened(),
    { step: 'answer', words },
    { value: 90 },
    momentOf('central'),
  ) as Dispute;
  expect(answered).toMatchObject({ state: 'answered', answer: words });
  const again = takeStep(answered, { step: 'say', words: 'No' }, { value: 90 }, momentOf('school'));
  expect(again).toMatchObject({ state: 'open', replyBy: '2026-11-27' });
});

test('[DISPUTE4] a correction of a counted figure is what the counts say now, and none where they have not moved', () => {
  const step = { step: 'correct', words: 'Register sent again', value: 99 } as const;
  expect(takeStep(opened(), step, { value: 90 }, momentOf('central'))).toMatchObject({
    refused: 'unchanged',
  });
  expect(takeStep(opened(), step, { value: 95 }, momentOf('central'))).toMatchObject({
    state: 'corrected',
    before: 90,
    after: 95,
  });
  const judged = { ...opened(), before: 94.2 };
  const { value: _, ...wordsAlone } = step;
  expect(takeStep(judged, wordsAlone, {}, momentOf('central'))).toMatchObject({ refused: 'value' });
  expect(takeStep(judged, step, {}, momentOf('central'))).toMatchObject({ state: 'corrected', after: 99 });
});

test('[DISPUTE5] whatever steps are tried, every one taken is in the history and no state but the four is reached', () => {
  const tries = fc.array(
    fc.record({
      step: fc.constantFrom(...DISPUTE_STEPS),
      role: fc.constantFrom<Role>('central', 'school', 'la'),
      value: fc.integer({ min: 88, max: 92 }),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(tries, (steps) => {
      let dispute = opened();
      let taken = 1;
      for (const { step, role, value } of steps) {
        const next = takeStep(dispute, { step, words: 'x' }, { value }, momentOf(role));
        if ('refused' in next) continue;
        taken++;
        dispute = next;
        expect(next.history).toHaveLength(taken);
        expect(next.history.at(-1)).toMatchObject({ step, state: next.state, by: { role } });
        expect(DISPUTE_STATES).toContain(next.state);
        expect(next.before).toBe(90);
        expect(next.after !== undefined).toBe(next.state === 'corrected');
      }
    }),
  );
});

test('[DISPUTE6] those that wait come first, by reply-by date', () => {
  const list: Dispute[] = [
    { ...opened(), id: 'a', state: 'answered' },
    { ...opened(), id: 'b', replyBy: '2026-12-01' },
    { ...opened(), id: 'c', state: 'with-central' },
  ];
  expect(list.sort(compareDisputes).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  expect(list.filter(waits).map(({ id }) => id)).toEqual(['c', 'b']);
});

test('[DISPUTE7] words that name a pupil by UPN are refused, and so is a counted figure of no session or window', () => {
  expect(openDisputeSchema.safeParse({ ...asked, says: 'A123456789012 was here' }).success).toBe(false);
  expect(
    openDisputeSchema.safeParse({ ...asked, figure: { name: 'attendance', date: '2026-11-20' } }).success,
  ).toBe(false);
});
