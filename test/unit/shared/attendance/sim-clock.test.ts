import fc from 'fast-check';
import { expect, test } from 'vitest';
import { londonInstant } from '../../../../shared/attendance/dates.ts';
import { type SimClock, seenNow, simNow, startClock } from '../../../../shared/attendance/sim-clock.ts';

const REAL = Date.parse('2026-11-21T22:00:00Z');
const at = (clock: string, date = '2026-11-20') => londonInstant(date, clock);
const fresh = (wish = {}) => startClock(undefined, wish, REAL);
const MINUTE = 60_000;

test('[CLOCK1] a new clock stands at 08:25 London on the default school day', () => {
  expect(simNow(fresh(), REAL)).toBe(at('08:25'));
});

test('[CLOCK2] it runs at ten times real speed until 10:00, then at sixty', () => {
  const clock = fresh();
  expect(simNow(clock, REAL + MINUTE)).toBe(at('08:35'));
  const untilTen = 9.5 * MINUTE;
  expect(simNow(clock, REAL + untilTen)).toBe(at('10:00'));
  expect(simNow(clock, REAL + untilTen + MINUTE)).toBe(at('11:00'));
});

test('[CLOCK2] a given speed holds all the time', () => {
  expect(simNow(fresh({ speed: 600 }), REAL + MINUTE)).toBe(at('18:25'));
});

test('[CLOCK2] 08:25 is London time in summer too', () => {
  expect(simNow(fresh({ date: '2026-06-12' }), REAL)).toBe(Date.parse('2026-06-12T07:25:00Z'));
});

test('[CLOCK3] it never runs backwards, whatever the schedule', () => {
  const speed = fc.double({ min: 0.1, max: 5000, noNaN: true });
  const moments = fc.array(fc.integer({ min: -MINUTE, max: 60 * MINUTE }), { minLength: 2, maxLength: 20 });
  const property = fc.property(speed, speed, moments, (first, second, offsets) => {
    const clock: SimClock = { ...fresh(), schedule: [{ until: '10:00', speed: first }, { speed: second }] };
    const shown = offsets.toSorted((a, b) => a - b).map((offset) => simNow(clock, REAL + offset));
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
  });
  fc.assert(property);
});

test('[CLOCK4] a later start goes on from where the clock was last seen, not from how long it was off', () => {
  const seen = seenNow(fresh(), REAL + MINUTE);
  const tomorrow = REAL + 24 * 60 * MINUTE;
  const again = startClock(seen, {}, tomorrow);
  const resumed = simNow(again, tomorrow);
  expect(resumed).toBeGreaterThanOrEqual(at('08:35'));
  expect(resumed).toBeLessThanOrEqual(at('08:36'));
});

test('[CLOCK4] no instant that a process may have read before the stop is given out again', () => {
  const property = fc.property(
    fc.integer({ min: 0, max: 1_500 }),
    fc.integer({ min: 0, max: 10 * MINUTE }),
    (unseen, off) => {
      const seen = seenNow(fresh(), REAL + MINUTE);
      const lastRead = simNow(seen, REAL + MINUTE + unseen);
      const restart = REAL + MINUTE + unseen + off;
      expect(simNow(startClock(seen, {}, restart), restart)).toBeGreaterThanOrEqual(lastRead);
    },
  );
  fc.assert(property);
});

test('[CLOCK5] a later start may change the speed without moving the clock', () => {
  const seen = seenNow(fresh(), REAL + MINUTE);
  const again = startClock(seen, { speed: 1 }, REAL + MINUTE);
  expect(simNow(again, REAL + MINUTE)).toBe(at('08:35'));
  expect(simNow(again, REAL + 2 * MINUTE)).toBe(at('08:36'));
});

test('[CLOCK6] a later start on a later date jumps there; on one already played it is refused', () => {
  const seen = seenNow(fresh(), REAL + MINUTE);
  expect(simNow(startClock(seen, { date: '2026-11-23' }, REAL), REAL)).toBe(at('08:25', '2026-11-23'));
  expect(() => startClock(seen, { date: '2026-11-19' }, REAL + MINUTE)).toThrow(
    /already been played to 2026-11-20 08:3\d.*--data/,
  );
});
