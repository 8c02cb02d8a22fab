/**
 * A plain, slow recount of one school's accepted posts, written from the contract alone: objects and Maps, every
 * answer worked out from nothing. It shares no code with the counting; only the table of codes is ours, which
 * `test/unit/attendance/codes.test.ts` proves against DfE's.
 */
import { type Mark, mergeMarks, type WinningMarks } from './oracle/merge.ts';
import type { Post, RegisterPost, RosterPost } from './oracle/posts.ts';
import { cohortsOf, greatestRoster, onRoll, pupilNames, rowOf, schoolYearOf } from './oracle/roll.ts';
import { addSession, addTo, type ByCohort, measuresOfCode, stateOf } from './oracle/tally.ts';

/** The accepted posts of one school, merged. */
export interface OracleSchool {
  rosters: RosterPost[];
  pupilOf: (upn: string) => string;
  marks: WinningMarks;
}

export interface OracleSession {
  state: string;
  cohorts: ByCohort;
  codes: Record<string, number>;
  /** Greatest `recordedAt` of a counted mark, ms; 0 when there is none. */
  newestMarkAt: number;
}

export interface OracleQuarantine {
  date: string;
  session: string;
  pupil: string;
  reason: 'unknown_pupil' | 'not_on_roll';
}

export interface OraclePersistent {
  enrolments: number;
  persistent: number;
  severe: number;
}

/** One school out of posts of any schools, in any order, repeats included. */
export function oracleSchool(posts: readonly Post[], urn: number): OracleSchool {
  const own = posts.filter((post) => post.urn === urn);
  const rosters = own.filter((post): post is RosterPost => post.kind === 'roster');
  const registers = own.filter((post): post is RegisterPost => post.kind === 'register');
  const pupilOf = pupilNames(rosters);
  return { rosters, pupilOf, marks: mergeMarks(registers, pupilOf) };
}

/** The counts of one session, whether or not anybody was marked in it. */
export function oracleSession(school: OracleSchool, date: string, session: string): OracleSession {
  const marks = school.marks.get(`${date} ${session}`) ?? new Map<string, Mark>();
  const cohorts: ByCohort = {};
  const codes: Record<string, number> = {};
  let newestMarkAt = 0;
  addTo(cohorts, 'all', []);
  for (const [pupil, row] of onRoll(school.rosters, date, school.pupilOf)) {
    const mark = marks.get(pupil);
    for (const cohort of cohortsOf(row, schoolYearOf(date)))
      addTo(cohorts, cohort, measuresOfCode(mark?.code));
    if (!mark) continue;
    newestMarkAt = Math.max(newestMarkAt, mark.recordedAt);
    if (mark.code !== '-') codes[mark.code] = (codes[mark.code] ?? 0) + 1;
  }
  return { state: stateOf(cohorts.all, codes), cohorts, codes, newestMarkAt };
}

/** Every identity whose winning mark cannot count, by date, session and pupil. */
export function oracleQuarantine(school: OracleSchool): OracleQuarantine[] {
  const waiting: OracleQuarantine[] = [];
  const named = new Set(school.rosters.flatMap(({ pupils }) => pupils.map((row) => school.pupilOf(row.upn))));
  for (const [key, pupils] of school.marks) {
    const [date, session] = key.split(' ');
    const roll = onRoll(school.rosters, date, school.pupilOf);
    for (const pupil of pupils.keys())
      if (!roll.has(pupil))
        waiting.push({ date, session, pupil, reason: named.has(pupil) ? 'not_on_roll' : 'unknown_pupil' });
  }
  return waiting.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Sums by cohort over the sessions of some days; a session nobody has sent a mark for adds nothing. */
export function oracleWindow(school: OracleSchool, dates: readonly string[]): ByCohort {
  const sum: ByCohort = {};
  addTo(sum, 'all', []);
  for (const key of school.marks.keys()) {
    const [date, session] = key.split(' ');
    if (dates.includes(date)) addSession(sum, oracleSession(school, date, session).cohorts);
  }
  return sum;
}

/** Possible and absent sessions of each pupil in a school year, of marks that count. */
export function oracleYearToDate(
  school: OracleSchool,
  schoolYear: number,
): Map<string, { possible: number; absent: number }> {
  const sums = new Map<string, { possible: number; absent: number }>();
  for (const [key, pupils] of school.marks) {
    const [date] = key.split(' ');
    if (schoolYearOf(date) !== schoolYear) continue;
    const roll = onRoll(school.rosters, date, school.pupilOf);
    for (const [pupil, mark] of pupils) {
      const measures = roll.has(pupil) ? measuresOfCode(mark.code) : [];
      if (!measures.includes('possible')) continue;
      const sum = sums.get(pupil) ?? { possible: 0, absent: 0 };
      sum.possible++;
      if (measures.includes('absent')) sum.absent++;
      sums.set(pupil, sum);
    }
  }
  return sums;
}

/**
 * Pupils with a possible session, those that missed a tenth or more and a half or more of theirs, by cohort. The
 * cohorts are those of the greatest roster of the year's end that names the pupil.
 */
export function oraclePersistent(school: OracleSchool, schoolYear: number): Record<string, OraclePersistent> {
  const counts: Record<string, OraclePersistent> = {};
  for (const [pupil, { possible, absent }] of oracleYearToDate(school, schoolYear)) {
    const naming = school.rosters.filter(
      (roster) => roster.asOf <= `${schoolYear + 1}-08-31` && rowOf(roster, pupil, school.pupilOf),
    );
    const roster = greatestRoster(naming);
    const row = roster && rowOf(roster, pupil, school.pupilOf);
    for (const cohort of row ? cohortsOf(row, schoolYear) : []) {
      counts[cohort] ??= { enrolments: 0, persistent: 0, severe: 0 };
      counts[cohort].enrolments++;
      if (absent / possible >= 0.1) counts[cohort].persistent++;
      if (absent / possible >= 0.5) counts[cohort].severe++;
    }
  }
  return counts;
}
