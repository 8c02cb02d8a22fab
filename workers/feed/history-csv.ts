/**
 * Whole-school totals of the school days before the first one played: the same season and courses as the marks, with
 * the binomial noise that the pupils would make, without making the pupils.
 */
import { fromDay, SESSIONS, type Session, sessionNumber } from '../../shared/attendance/dates.ts';
import { isInset, isSchoolDay } from './calendar.ts';
import { CODE_SHARES, type SimulatedPhase } from './published.ts';
import { derive, normalAt, uniformAt } from './random.ts';
import { type SimulatedSchool, YEARS } from './school.ts';
import { sessionOf, type World } from './world.ts';

export const HISTORY_HEADER = 'urn,date,session,possible,attending,authorised,unauthorised\n';

const SALT = { noise: 701, split: 702 };
/** Pupils differ, so a school's day varies less than a binomial of its mean. */
const LESS_THAN_BINOMIAL = 0.85;
/** The two halves of a day are mostly the same pupils. */
const SHARED_BY_DAY = 0.85;
const UNAUTHORISED = ['G', 'O', 'U', 'N'];
const ABSENT = ['I', 'M', 'R', 'S', 'T', 'E', 'C', 'C1', 'J1', 'C2', ...UNAUTHORISED];

function unauthorisedShare(phase: SimulatedPhase): number {
  const sum = (codes: readonly string[]) =>
    codes.reduce((total, code) => total + (CODE_SHARES[phase][code] ?? 0), 0);
  return sum(UNAUTHORISED) / sum(ABSENT);
}

const UNAUTHORISED_SHARE: Record<SimulatedPhase, number> = {
  primary: unauthorisedShare('primary'),
  secondary: unauthorisedShare('secondary'),
  special: unauthorisedShare('special'),
};

/** Pupils who are expected: nursery pupils come in the morning only. */
function expectedOf(school: SimulatedSchool, session: Session): number {
  return school.pupils - (session === 'PM' ? school.years[YEARS.indexOf('N')] : 0);
}

function totalsOf(world: World, school: SimulatedSchool, day: number, session: Session) {
  const possible = expectedOf(school, session);
  const rate = Math.min(0.9, school.absence * sessionOf(world, school, day, session).factor);
  const key = derive(school.key, SALT.noise);
  const own = normalAt(key, sessionNumber(day, session) + 50_000);
  const z = SHARED_BY_DAY * normalAt(key, day) + Math.sqrt(1 - SHARED_BY_DAY ** 2) * own;
  const spread = Math.sqrt(possible * rate * (1 - rate) * LESS_THAN_BINOMIAL);
  const absent = Math.min(possible, Math.max(0, Math.round(possible * rate + spread * z)));
  const split = UNAUTHORISED_SHARE[school.phase] * (0.7 + 0.6 * uniformAt(school.key, SALT.split));
  const unauthorised = Math.round(absent * Math.min(0.9, split));
  return { possible, attending: possible - absent, authorised: absent - unauthorised, unauthorised };
}

/** CSV rows (without header) of one school for the given days; days off and training days are left out. */
export function historyRows(world: World, school: SimulatedSchool, days: readonly number[]): string {
  let rows = '';
  for (const day of days) {
    if (!isSchoolDay(school.la, day) || isInset(school, day)) continue;
    for (const session of SESSIONS) {
      const { possible, attending, authorised, unauthorised } = totalsOf(world, school, day, session);
      if (possible === 0) continue;
      rows += `${school.urn},${fromDay(day)},${session},${possible},${attending},${authorised},${unauthorised}\n`;
    }
  }
  return rows;
}
