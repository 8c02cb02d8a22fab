import { expect, test } from 'vitest';
import { weekFinding, weekGrid } from '../../../../client/school/week-grid.ts';
import type { History } from '../../../../shared/api/history.ts';
import { fromDay, SESSIONS, toDay, weekday } from '../../../../shared/attendance/dates.ts';

/** Four weeks from a Monday; `attending` of 100 by weekday (1 to 5) and session. */
function history(attending: (weekday: number, session: string) => number): History {
  const first = toDay('2026-10-05');
  const sessions = Array.from({ length: 28 }, (_, i) => first + i)
    .filter((day) => weekday(day) <= 5)
    .flatMap((day) =>
      SESSIONS.map((session) => ({
        date: fromDay(day),
        session,
        source: 'imported' as const,
        possible: 100,
        attending: attending(weekday(day), session),
      })),
    );
  return { urn: 1, from: '', to: '', sessions };
}

test('[CASE35] ten cells, each the rate of its sessions, against the mean of all', () => {
  const grid = weekGrid(
    history((day, session) => (day === 5 && session === 'PM' ? 84 : 94)),
    '2026-11-01',
  );
  expect(grid.cells).toHaveLength(10);
  expect(grid.days).toBe(20);
  expect(grid.mean).toBe(93);
  expect(grid.cells.at(-1)).toEqual({ weekday: 4, session: 'PM', attendance: 84, gap: -9 });
  expect(weekFinding(grid)).toBe('Lowest on Friday afternoons: 9.0 below its mean');
});

test('[CASE35] no weekday is named where all are alike', () => {
  expect(
    weekFinding(
      weekGrid(
        history(() => 94),
        '2026-11-01',
      ),
    ),
  ).toBe('Every weekday about alike');
});
