/** School days of two simulated years, with the half-terms of some LAs in other weeks and each school's training days. */
import { toDay, weekday } from '../../shared/attendance/dates.ts';
import { seedOf, uniforms } from './random.ts';

type Span = readonly [string, string];
export interface YearPlan {
  readonly start: string;
  readonly end: string;
  readonly breaks: readonly Span[];
  readonly autumnHalfTerm: Span;
}

export const LAST_YEAR: YearPlan = {
  start: '2024-09-03',
  end: '2025-07-22',
  autumnHalfTerm: ['2024-10-28', '2024-11-01'],
  breaks: [
    ['2024-12-21', '2025-01-05'],
    ['2025-02-17', '2025-02-21'],
    ['2025-04-05', '2025-04-21'],
    ['2025-05-05', '2025-05-05'],
    ['2025-05-26', '2025-05-30'],
  ],
};
export const THIS_YEAR: YearPlan = {
  start: '2025-09-02',
  end: '2026-07-21',
  autumnHalfTerm: ['2025-10-27', '2025-10-31'],
  breaks: [
    ['2025-12-20', '2026-01-04'],
    ['2026-02-16', '2026-02-20'],
    ['2026-04-03', '2026-04-17'],
    ['2026-05-04', '2026-05-04'],
    ['2026-05-25', '2026-05-29'],
  ],
};

/** 0: the usual half-term; 1: the week before; 2: both weeks. */
export function customOf(la: string): 0 | 1 | 2 {
  const u = uniforms(seedOf(Number(la), 7))();
  return u < 0.8 ? 0 : u < 0.92 ? 1 : 2;
}

export function isTerm(plan: YearPlan, custom: 0 | 1 | 2, day: number): boolean {
  if (weekday(day) > 5 || day < toDay(plan.start) || day > toDay(plan.end)) return false;
  if (plan.breaks.some(([from, to]) => day >= toDay(from) && day <= toDay(to))) return false;
  const [from, to] = plan.autumnHalfTerm.map(toDay);
  const [first, last] = [custom === 0 ? from : from - 7, custom === 1 ? to - 7 : to];
  return day < first || day > last;
}

export const CUSTOMS = [0, 1, 2] as const;

/** Term days of a plan by custom. */
export function termDays(plan: YearPlan): number[][] {
  return CUSTOMS.map((custom) => {
    const days: number[] = [];
    for (let day = toDay(plan.start); day <= toDay(plan.end); day++)
      if (isTerm(plan, custom, day)) days.push(day);
    return days;
  });
}
