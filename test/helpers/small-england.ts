/** A small England with a past: schools, two school years of totals, and who falls when. All from a seed. */
import { fromDay, schoolYearStart, toDay, weekday } from '../../shared/attendance/dates.ts';
import { SCHOOLS_HEADER, schoolLine } from './server.ts';
import { makeUpn } from './upns.ts';

export const FIRST_URN = 100_000;
export const PUPILS = 60;
const ABSENCE = 0.06;

/** A generator of numbers from 0 to 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Fall {
  urn: number;
  /** `YYYY-MM-DD` */
  from: string;
  points: number;
}

export const urnsOf = (schools: number): number[] => Array.from({ length: schools }, (_, i) => FIRST_URN + i);

export function schoolsCsv(schools: number): string {
  return [SCHOOLS_HEADER, ...urnsOf(schools).map((urn, i) => schoolLine(urn, i % 2 ? '202' : '203'))].join(
    '\n',
  );
}

/** Weekdays of last school year (every third) and of this one, up to and including `to`. */
function schoolDays(to: string): number[] {
  const last = toDay(to);
  const thisYear = schoolYearStart(2026);
  const days: number[] = [];
  for (let day = schoolYearStart(2025) + 1; day <= last; day++)
    if (weekday(day) <= 5 && (day >= thisYear || day % 3 === 0)) days.push(day);
  return days;
}

/** CSV for `POST /history`. */
export function historyCsv(schools: number, to: string, falls: readonly Fall[] = []): string {
  const lines = ['urn,date,session,possible,attending'];
  for (const urn of urnsOf(schools)) {
    const random = seeded(urn);
    const fall = falls.find((one) => one.urn === urn);
    for (const day of schoolDays(to)) {
      const date = fromDay(day);
      const points = fall && date >= fall.from ? fall.points / 100 : 0;
      for (const session of ['AM', 'PM']) {
        const noise = (random() + random() + random() - 1.5) * 3;
        const absent = Math.max(0, Math.round(PUPILS * (ABSENCE + points) + noise));
        lines.push(`${urn},${date},${session},${PUPILS},${PUPILS - absent}`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Pupils of a school's roster, all of statutory age. */
export const pupilsOf = (urn: number): string[] =>
  Array.from({ length: PUPILS }, (_, i) => makeUpn((urn - FIRST_URN) * 1000 + i));

export function rosterOf(urn: number): string {
  const pupils = pupilsOf(urn).map((upn) => ({ upn, yearGroup: '4' }));
  return JSON.stringify({ urn, asOf: '2026-09-01', pupils });
}

/** A register of pupils `from` to `to` (excluded), the first `absent` of them ill. */
export function registerOf(
  urn: number,
  {
    from = 0,
    to = PUPILS,
    absent = 0,
    ...more
  }: { from?: number; to?: number; absent?: number; date?: string; session?: string; recordedAt: string },
): object {
  const marks = pupilsOf(urn)
    .slice(from, to)
    .map((upn, i) => ({ upn, code: i < absent ? 'I' : '/' }));
  return { urn, date: '2026-11-20', session: 'AM', marks, ...more };
}
