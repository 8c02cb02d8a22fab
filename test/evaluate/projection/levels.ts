/**
 * What is expected of each school, learnt from its own days and those of its phase as a plain stand-in for the
 * signal's established level: the school's absence relative to its phase's on the same days, times the phase's usual
 * absence on this weekday. All of it fades slowly, and nothing of today is known.
 */
import type { Session } from '../../../shared/attendance/dates.ts';
import { WEEKDAYS } from './mornings.ts';

const FADES = 0.97;
const PRIOR_DAYS = 8;
const PRIOR_PUPIL_SESSIONS = 300;

interface SchoolLevel {
  absent: number;
  usual: number;
  squares: number;
  days: number;
}

/** Totals of a school's session at its close. */
export interface Closed {
  readonly possible: number;
  readonly attending: number;
}

/** Levels of one session (AM or PM) of the schools of one phase. */
export class PhaseLevels {
  readonly session: Session;
  readonly #schools: SchoolLevel[];
  readonly #byWeekday = Array.from({ length: WEEKDAYS }, () => ({ absent: 0, possible: 0 }));

  constructor(session: Session, schools: number) {
    this.session = session;
    this.#schools = Array.from({ length: schools }, () => ({ absent: 0, usual: 0, squares: 0, days: 0 }));
  }

  #ratio(i: number): number {
    const { absent, usual } = this.#schools[i];
    const weight = 0.07 * PRIOR_PUPIL_SESSIONS;
    return (absent + weight) / (usual + weight);
  }

  /** Percent expected of a school on a weekday, and how far its sessions lie from it, points. */
  expected(i: number, weekday: number, defaultSpread: number): { expected: number; spread: number } {
    const { absent, possible } = this.#byWeekday[weekday];
    const { squares, days } = this.#schools[i];
    const variance = (PRIOR_DAYS * defaultSpread ** 2 + squares) / (PRIOR_DAYS + days);
    return { expected: 100 * (1 - (this.#ratio(i) * absent) / possible), spread: Math.sqrt(variance) };
  }

  /** Takes a day in, once it has closed. */
  learn(weekday: number, closed: readonly Closed[]): void {
    let [absent, possible] = [0, 0];
    for (const one of closed) {
      absent += one.possible - one.attending;
      possible += one.possible;
    }
    const rate = absent / possible;
    closed.forEach((one, i) => {
      if (one.possible === 0) return;
      const school = this.#schools[i];
      const away = one.possible - one.attending;
      const residual = 100 * (away / one.possible - this.#ratio(i) * rate);
      school.squares = school.squares * FADES + residual ** 2;
      school.days = school.days * FADES + 1;
      school.absent = school.absent * FADES + away;
      school.usual = school.usual * FADES + one.possible * rate;
    });
    const day = this.#byWeekday[weekday];
    day.absent = day.absent * 0.8 + absent;
    day.possible = day.possible * 0.8 + possible;
  }
}
