/** Contract, *Roster in force* and *Cohorts*: who is on roll on a date, and in which cohorts. */
import type { PostedPupil, RosterPost } from './posts.ts';

/** `2026` for every date from 2026-09-01 to 2027-08-31. */
export function schoolYearOf(date: string): number {
  const year = Number(date.slice(0, 4));
  return date.slice(5) >= '09-01' ? year : year - 1;
}

/** Pupils by UPN, UPNs that replaced one another being one pupil: the least of them is its name. */
export function pupilNames(rosters: readonly RosterPost[]): (upn: string) => string {
  const joined: [string, string][] = [];
  for (const roster of rosters)
    for (const { upn, previousUpn } of roster.pupils) if (previousUpn) joined.push([upn, previousUpn]);
  return (upn) => {
    const same = new Set([upn]);
    for (let before = 0; before < same.size; ) {
      before = same.size;
      for (const [a, b] of joined) if (same.has(a) || same.has(b)) same.add(a).add(b);
    }
    return [...same].sort()[0];
  };
}

/** The greatest of some rosters by `asOf`, then `issuedAt` (or receipt), then digest. */
export function greatestRoster(rosters: readonly RosterPost[]): RosterPost | undefined {
  const issued = (roster: RosterPost) => Date.parse(roster.issuedAt ?? roster.receivedAt);
  let greatest: RosterPost | undefined;
  for (const roster of rosters) {
    if (greatest === undefined) greatest = roster;
    else if (roster.asOf !== greatest.asOf) {
      if (roster.asOf > greatest.asOf) greatest = roster;
    } else if (issued(roster) !== issued(greatest)) {
      if (issued(roster) > issued(greatest)) greatest = roster;
    } else if (roster.digest > greatest.digest) greatest = roster;
  }
  return greatest;
}

/** What a roster says of one pupil: the last row that names them. */
export function rowOf(
  roster: RosterPost,
  pupil: string,
  pupilOf: (upn: string) => string,
): PostedPupil | undefined {
  return roster.pupils.filter((row) => pupilOf(row.upn) === pupil).at(-1);
}

/** The pupils on roll on a date, with what the roster in force says of them. */
export function onRoll(
  rosters: readonly RosterPost[],
  date: string,
  pupilOf: (upn: string) => string,
): Map<string, PostedPupil> {
  const inForce = greatestRoster(rosters.filter((roster) => roster.asOf <= date));
  const rows = new Map<string, PostedPupil>();
  for (const row of inForce?.pupils ?? []) rows.set(pupilOf(row.upn), row);
  for (const [pupil, row] of rows) {
    const isOnRoll = (row.admitted ?? date) <= date && date <= (row.left ?? date);
    if (!isOnRoll) rows.delete(pupil);
  }
  return rows;
}

/** Age in whole years on 31 August of a year. */
function ageOn31August(dateOfBirth: string, year: number): number {
  const hadBirthday = dateOfBirth.slice(5) <= '08-31';
  return year - Number(dateOfBirth.slice(0, 4)) - (hadBirthday ? 0 : 1);
}

function isStatutory(pupil: PostedPupil, schoolYear: number): boolean {
  if (!pupil.dateOfBirth) return !['N', 'R', '12', '13'].includes(pupil.yearGroup);
  const age = ageOn31August(pupil.dateOfBirth, schoolYear);
  return age >= 5 && age <= 15;
}

/** The cohorts of a pupil in a school year. */
export function cohortsOf(pupil: PostedPupil, schoolYear: number): string[] {
  const cohorts = ['all', `year:${pupil.yearGroup}`];
  if (isStatutory(pupil, schoolYear)) cohorts.push('statutory');
  if (pupil.sex) cohorts.push(`sex:${pupil.sex}`);
  if (pupil.fsm !== undefined) cohorts.push(pupil.fsm ? 'fsm:yes' : 'fsm:no');
  if (pupil.sen) cohorts.push(`sen:${pupil.sen}`);
  if (pupil.eal !== undefined) cohorts.push(pupil.eal ? 'eal:yes' : 'eal:no');
  if (pupil.cla) cohorts.push('cla:yes');
  if (pupil.socialWorker) cohorts.push('socialWorker:yes');
  return cohorts;
}
