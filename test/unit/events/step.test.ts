import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DeskEvent, readEventId, type Sighting, stepEvents } from '../../../shared/events/step.ts';

const DATE = '2026-11-20';
const closed = (...urns: number[]): Sighting => ({ kind: 'closed', of: { la: '202' }, urns });

function play(rounds: readonly (readonly Sighting[])[]): Map<string, DeskEvent> {
  const known = new Map<string, DeskEvent>();
  rounds.forEach((seen, i) => {
    for (const event of stepEvents(known, DATE, seen, i)) known.set(event.id, event);
  });
  return known;
}

test('[SCREEN304] an event keeps its first time and its schools, ends when it is seen no more, and goes on', () => {
  const [event] = play([[closed(1)], [closed(2)], []]).values();
  expect(event).toMatchObject({ id: `${DATE}~closed~la:202`, at: 0, urns: [1, 2], endedAt: 2 });
  const [again] = play([[closed(1)], [], [closed(1)]]).values();
  expect(again).toMatchObject({ at: 0, endedAt: null });
  expect(readEventId(event.id)).toEqual({ date: DATE, of: { la: '202' } });
});

test('[SCREEN304] what has not moved is not written again, so two gateways that see the same write once', () => {
  const sighting = fc.record({
    kind: fc.constantFrom('closed' as const, 'late' as const),
    of: fc.record({ la: fc.constantFrom('201', '202') }),
    urns: fc.uniqueArray(fc.integer({ min: 1, max: 9 })).map((urns) => urns.sort((a, b) => a - b)),
  });
  const round = fc.uniqueArray(sighting, { selector: ({ kind, of }) => `${kind}${of.la}` });
  fc.assert(
    fc.property(fc.array(round, { minLength: 1 }), (rounds) => {
      const known = play(rounds);
      expect(stepEvents(known, DATE, rounds.at(-1) ?? [], 99)).toEqual([]);
    }),
  );
});
