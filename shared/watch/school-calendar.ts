/** What the signal asks of a school's calendar. */
import type { Calendar } from '../attendance/calendar.ts';
import { schoolYearOf, schoolYearStart, weekday } from '../attendance/dates.ts';

const DAYS_A_WEEK = 7;

/** The days of one school. */
export interface SchoolDays {
  isSchoolDay(day: number): boolean;
  /** Is a day the last school day of its week? */
  endsWeek(day: number): boolean;
  /** School days after a day until 31 August. */
  daysLeft(day: number): number;
}

/** Days left by calendar and day are the same for all schools without rows of their own: kept until `calendar` goes. */
export class SchoolDaysBook {
  readonly #calendar: Calendar;
  readonly #left = new Map<string, Int16Array>();

  constructor(calendar: Calendar) {
    this.#calendar = calendar;
  }

  of(urn: number, la: string): SchoolDays {
    const isSchoolDay = (day: number) => this.#calendar.isSchoolDay(urn, la, day);
    return {
      isSchoolDay,
      endsWeek: (day) => {
        for (let next = day + 1; next <= day + DAYS_A_WEEK - weekday(day); next++)
          if (isSchoolDay(next)) return false;
        return true;
      },
      daysLeft: (day) => this.#daysLeft(urn, la, day),
    };
  }

  #daysLeft(urn: number, la: string, day: number): number {
    const schoolYear = schoolYearOf(day);
    const start = schoolYearStart(schoolYear);
    const key = `${this.#calendar.scopeOf(urn, la)}/${schoolYear}`;
    let left = this.#left.get(key);
    if (!left) {
      const end = schoolYearStart(schoolYear + 1);
      left = new Int16Array(end - start);
      for (let at = end - 2; at >= start; at--)
        left[at - start] = left[at + 1 - start] + (this.#calendar.isSchoolDay(urn, la, at + 1) ? 1 : 0);
      this.#left.set(key, left);
    }
    return left[day - start];
  }
}
