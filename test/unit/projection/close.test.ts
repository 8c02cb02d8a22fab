import { describe, expect, test } from 'vitest';
import { projectArea } from '../../../shared/projection/area.ts';
import { projectClose } from '../../../shared/projection/close.ts';
import { countRange } from '../../../shared/projection/count-range.ts';
import { minutesSince, usualBeginOf } from '../../../shared/projection/minutes.ts';
import type { SessionSoFar } from '../../../shared/projection/school.ts';

const so = (over: Partial<SessionSoFar> = {}): SessionSoFar => ({
  session: 'AM',
  phase: 'primary',
  onRoll: 222,
  marked: 0,
  possible: 0,
  attending: 0,
  unexplained: 0,
  expected: 94,
  ...over,
});

/** Marks in for a share of a session at a given attendance. */
const at = (share: number, attendance: number, over: Partial<SessionSoFar> = {}): SessionSoFar => {
  const marked = Math.round((over.onRoll ?? 222) * share);
  return so({ marked, possible: marked, attending: Math.round((marked * attendance) / 100), ...over });
};

const width = (one: SessionSoFar): number => {
  const close = projectClose(one)!;
  return close.high - close.low;
};

describe('one school', () => {
  test('[PROJECT1] before the first mark the close is what is expected, within its usual variation', () => {
    const close = projectClose(so({ onRoll: 900, spread: 1 }))!;
    expect(close.close).toBeCloseTo(94, 5);
    expect(close.low).toBeGreaterThan(91.5);
    expect(close.low).toBeLessThan(92.5);
    expect(close.high).toBeGreaterThan(95.5);
    expect(close.high).toBeLessThan(96.5);
  });

  test('[PROJECT2] with every mark in and none of them N the close is the figure itself', () => {
    const close = projectClose(so({ marked: 222, possible: 220, attending: 198 }))!;
    expect(close).toEqual({ close: 90, low: 90, high: 90 });
  });

  test('[PROJECT3] the more registers are in, the narrower the range', () => {
    const widths = [0, 0.25, 0.5, 0.75, 0.9].map((share) => width(at(share, 94)));
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    expect(widths[1]).toBeGreaterThan(2 * widths[4]);
  });

  test('[PROJECT4] the close lies between what is seen and what is expected, nearer what is seen as more is in', () => {
    const few = projectClose(at(0.25, 86))!.close;
    const many = projectClose(at(0.75, 86))!.close;
    expect(few).toBeGreaterThan(many);
    expect(many).toBeGreaterThan(86);
    expect(few).toBeLessThan(94);
  });

  test('[PROJECT5] pupils marked N are neither surely absent nor surely there', () => {
    const close = projectClose(so({ marked: 222, possible: 222, attending: 202, unexplained: 12 }))!;
    expect(close.close).toBeGreaterThan((100 * 202) / 222);
    expect(close.low).toBeGreaterThanOrEqual((100 * 202) / 222);
    expect(close.high).toBeLessThan((100 * 214) / 222);
  });

  test('[PROJECT6] the range lies between nobody and everybody of those still open', () => {
    const close = projectClose(so({ onRoll: 12, marked: 9, possible: 9, attending: 8 }))!;
    expect(close.low).toBeGreaterThanOrEqual((100 * 8) / 12);
    expect(close.high).toBeLessThanOrEqual((100 * 11.001) / 12);
  });

  test('[PROJECT7] a session in which no pupil is possible has no close', () => {
    expect(projectClose(so({ onRoll: 0 }))).toBeNull();
    expect(projectClose(so({ marked: 222, possible: 0 }))).toBeNull();
  });

  test('[PROJECT8] the same counts give the same close: it moves only as evidence lands', () => {
    expect(projectClose(at(0.5, 92))).toEqual(projectClose(at(0.5, 92)));
  });
});

describe('areas', () => {
  test('[PROJECT9] an area is not taken for its early schools: silent secondaries stand with what is expected of them', () => {
    const primaries = Array.from({ length: 60 }, () => at(1, 95, { expected: 95 }));
    const secondaries = Array.from({ length: 15 }, () =>
      so({ phase: 'secondary', onRoll: 1000, expected: 91 }),
    );
    const close = projectArea([...primaries, ...secondaries])!;
    const sum = (60 * 222 * 95 + 15 * 1000 * 91) / (60 * 222 + 15 * 1000);
    expect(Math.abs(close.close - sum)).toBeLessThan(0.3);
  });

  test('[PROJECT10] what the schools in show of today is expected of the others of their phase', () => {
    const inByNow = Array.from({ length: 200 }, () => at(1, 92.5, { expected: 95 }));
    const silent = Array.from({ length: 200 }, () => so({ expected: 95 }));
    const close = projectArea([...inByNow, ...silent])!;
    expect(Math.abs(close.close - 92.5)).toBeLessThan(0.25);
    expect(close.high - close.low).toBeLessThan(1);
  });

  test('[PROJECT11] an area of one school with no more to learn from closes as the school does', () => {
    const one = at(0.5, 92, { spread: 1.5 });
    const area = projectArea([one], { primary: { share: 0, error: 0.0001 } })!;
    expect(Math.abs(area.close - projectClose(one)!.close)).toBeLessThan(0.5);
  });
});

describe('ranges of counts', () => {
  const poisson = (mean: number, k: number): number => {
    let chance = Math.exp(-mean);
    for (let i = 1; i <= k; i++) chance *= mean / i;
    return chance;
  };

  test('[PROJECT12] over means from 0.5 to 60 the range of a count holds 93 to 97% of it', () => {
    let held = 0;
    let means = 0;
    for (let mean = 0.5; mean < 60; mean += 0.37, means++) {
      const [low, high] = countRange(mean, mean, 1e6);
      for (let k = Math.ceil(low); k <= high; k++) held += poisson(mean, k);
    }
    expect(held / means).toBeGreaterThan(0.93);
    expect(held / means).toBeLessThan(0.97);
  });

  test('[PROJECT12] it is the same by the sum of chances as by the normal curve where they meet', () => {
    const [low, high] = countRange(149.9, 200, 1000);
    const [normalLow, normalHigh] = countRange(150.1, 200, 1000);
    expect(Math.abs(low - normalLow)).toBeLessThan(3);
    expect(Math.abs(high - normalHigh)).toBeLessThan(3);
  });
});

test('[PROJECT16] minutes into a session run from when registers usually begin to the newest mark', () => {
  const morning = usualBeginOf('2026-11-20', 'AM');
  expect(minutesSince(morning, Date.parse('2026-11-20T08:40:00Z'))).toBe(0);
  expect(minutesSince(morning, Date.parse('2026-11-20T09:13:30Z'))).toBe(30);
  expect(minutesSince(usualBeginOf('2026-06-19', 'PM'), Date.parse('2026-06-19T12:16:00Z'))).toBe(10);
});
