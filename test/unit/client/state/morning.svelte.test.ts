import { describe, expect, test } from 'vitest';
import { morningChart } from '../../../../client/figures/morning-chart.ts';
import { joined, type Minute, minutesOfDay } from '../../../../client/state/morning.svelte.ts';

const DATE = '2026-11-20';
const minute = (at: number, marked: number): Minute => ({
  minute: at,
  marked,
  possible: marked,
  attending: Math.round(marked * 0.93),
});

describe('the morning as it fills', () => {
  test('[SCREEN8] it begins with the first register of the day by the server, withheld minutes left out', () => {
    const shown = { marked: 40, possible: 40, attending: 38 };
    const statutory = {
      onRoll: 100,
      minutes: [
        { at: '2026-11-19T15:00:00Z', ...shown },
        { at: `${DATE}T08:31:00Z`, ...shown },
        { at: `${DATE}T08:32:00Z`, possible: 50 },
        { at: '2026-11-23T09:00:00Z', ...shown },
      ],
    };
    const answer = { kind: 'la', id: '201', date: DATE, session: 'AM' as const };
    expect(minutesOfDay({ ...answer, cohorts: { all: statutory, statutory } })).toEqual([
      { minute: 8 * 60 + 31, ...shown },
    ]);
  });

  test('[SCREEN8] it goes on with what the screen showed, and ends where the screen stands', () => {
    const past = [minute(510, 10), minute(511, 20), minute(512, 29), minute(530, 90)];
    const seen = [minute(512, 30), minute(514, 50)];
    expect(joined(past, seen, 520).map(({ minute: at, marked }) => [at, marked])).toEqual([
      [510, 10],
      [511, 20],
      [512, 30],
      [514, 50],
    ]);
  });

  test('[SCREEN9] no attendance is drawn before 2% is in, and registers are a share of those on roll now', () => {
    const minutes = [minute(520, 10), minute(525, 300), minute(530, 500)];
    const box = { width: 300, upper: 80, lower: 50 };
    const chart = morningChart(minutes, { onRoll: 1000, usual: 93.4 }, 'AM', box);
    expect(chart.attendance.split(/[ML]/).filter(Boolean)).toHaveLength(2);
    expect(chart.last?.coverageY).toBeCloseTo(25, 9);
  });

  test('[SCREEN459] hours stand as near as there is room for them, on a phone and at a desk', () => {
    for (const width of [210, 290, 400, 1000]) {
      const minutes = [minute(520, 10), minute(690, 500)];
      const { hours } = morningChart(minutes, { onRoll: 500, usual: 93 }, 'AM', {
        width,
        upper: 80,
        lower: 50,
      });
      expect(hours.length).toBeGreaterThan(1);
      for (const [i, { x }] of hours.entries()) if (i > 0) expect(x - hours[i - 1].x).toBeGreaterThan(50);
    }
  });
});
