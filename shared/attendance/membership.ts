/** Which LA and trust a school belongs to on a date. */
import type { Membership, School } from '../api/schools.ts';

/** The membership in force on a date (`YYYY-MM-DD`): the last that began by then, else the first. */
export function membershipOn(school: School, date: string): Membership {
  const { memberships } = school;
  for (let i = memberships.length - 1; i > 0; i--) {
    const { from } = memberships[i];
    if (from === null || from <= date) return memberships[i];
  }
  return memberships[0];
}
