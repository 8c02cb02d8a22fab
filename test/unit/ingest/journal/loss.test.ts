import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  followed,
  isLost,
  judge,
  type Known,
  NOTHING_KNOWN,
} from '../../../../workers/ingest/journal/loss.ts';

test('[CLUSTER5] a number of own entries that falls is a loss; one asked before a loss already found is not', () => {
  const known = { written: 10, generation: 0 };
  expect(judge(known, known, 12)).toEqual({ known: { written: 12, generation: 0 }, lostAbove: undefined });
  const after = judge(known, known, 4);
  expect(after).toEqual({ known: { written: 4, generation: 1 }, lostAbove: 4 });
  expect(judge(after.known, known, 5)).toEqual({
    known: { written: 5, generation: 1 },
    lostAbove: undefined,
  });
  expect([isLost({ upTo: 5 }, 4), isLost({ upTo: 4 }, 4)]).toEqual([true, false]);
});

test('[CLUSTER9] an append stands for the one Redis had before it; any other answered one stands beside it', () => {
  const first = followed(undefined, { upTo: 3, id: '5-0', before: '' });
  expect(followed(first, { upTo: 4, id: '6-0', before: '5-0' })).toEqual({ upTo: 4, ids: ['6-0'] });
  // Its number was answered for before: seed 1966.
  expect(followed(first, { upTo: 4, id: '7-0', before: '4-0' })).toEqual({ upTo: 4, ids: ['5-0', '7-0'] });
  // By number it follows, but an append that nobody heard of has taken the place of 5-0: seed 10117.
  const beside = followed(first, { upTo: 4, id: '8-0', before: '5-9' });
  expect(beside).toEqual({ upTo: 4, ids: ['5-0', '8-0'] });
  expect(followed(beside, { upTo: 5, id: '9-0', before: '8-0' })).toEqual({ upTo: 5, ids: ['5-0', '9-0'] });
  // Answers heard in another order than Redis gave them.
  const late = followed(followed(first, { upTo: 5, id: '7-0', before: '6-0' }), {
    upTo: 4,
    id: '6-0',
    before: '5-0',
  });
  expect(late).toEqual({ upTo: 5, ids: ['7-0', '6-0'] });
  // A journal of an older build does not say what was before.
  expect(followed(first, { upTo: 4, id: '6-0', before: undefined })).toEqual({ upTo: 4, ids: ['6-0'] });
});

/** What happens to one partition: an append of some entries, asked now or some steps ago, or Redis rolled back. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('roll back' as const),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'look' as const }) },
);

test('[CLUSTER5] whatever is rolled back, every entry answered for is in Redis after the next look', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let redis: string[] = [];
      let known: Known = NOTHING_KNOWN;
      let next = 0;
      const journal: { upTo: number; entries: string[] }[] = [];
      const accepted: string[] = [];
      const send = (entries: string[]) => {
        for (;;) {
          const before = known;
          if (redis.length >= before.written) {
            redis = [...redis, ...entries];
            known = judge(known, before, redis.length).known;
            journal.push({ upTo: redis.length, entries });
            return;
          }
          look();
        }
      };
      const look = () => {
        const judged = judge(known, known, redis.length);
        known = judged.known;
        const { lostAbove } = judged;
        if (lostAbove === undefined) return;
        for (const record of journal.filter((one) => isLost(one, lostAbove))) send(record.entries);
      };
      for (const one of steps) {
        if (one.kind === 'append') {
          const entries = Array.from({ length: one.count }, () => `e${next++}`);
          send(entries);
          accepted.push(...entries);
        } else if (one.kind === 'roll back') redis = redis.slice(0, Math.floor(redis.length * one.part));
        else look();
      }
      look();
      expect(accepted.filter((entry) => !redis.includes(entry))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
