/** The circumstances of schools as they stand: of their rosters, and of GIAS where there is no roster. */
import type { School } from '../../shared/api/schools.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import { ALL, COHORTS, type Cohort, STATUTORY } from '../../shared/attendance/cohorts.ts';
import { measuresOf, type Tallies } from '../../shared/attendance/measures.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { SchoolCircumstances } from '../../shared/targets/circumstances.ts';

/** DfE codes of the authorities of Inner London, as its statistics group them. */
const INNER_LONDON = /^2(0[1-9]|1[0-3])$/;
const PERCENT = 100;

const onRoll = (tallies: Tallies, cohort: Cohort | number): number =>
  measuresOf(tallies, typeof cohort === 'number' ? cohort : COHORTS.indexOf(cohort)).onRoll;

/** Percent of the pupils of whom it is known; undefined when it is known of nobody. */
function share(tallies: Tallies, yes: Cohort, others: readonly Cohort[]): number | undefined {
  const has = onRoll(tallies, yes);
  const told = has + others.reduce((sum, cohort) => sum + onRoll(tallies, cohort), 0);
  return told > 0 ? (has / told) * PERCENT : undefined;
}

/** @param tallies of a session of the day, marked or not; undefined without a roster */
export function schoolCircumstances(
  school: School,
  date: string,
  tallies: Tallies | undefined,
): SchoolCircumstances {
  const { la } = membershipOn(school, date);
  const { phase, name, type } = school;
  const counted = tallies ? onRoll(tallies, ALL) : 0;
  const roll = counted > 0 ? counted : school.pupils;
  const place = {
    region: localAuthority(la)?.region,
    innerLondon: INNER_LONDON.test(la),
    selective: school.selective,
    occupancy: roll && school.places ? roll / school.places : undefined,
  };
  if (!tallies || counted === 0)
    return { phase, name, type, ...place, roll: roll ?? undefined, fsm: school.fsm ?? undefined };
  return {
    phase,
    name,
    type,
    ...place,
    roll: counted,
    fsm: share(tallies, 'fsm:yes', ['fsm:no']) ?? school.fsm ?? undefined,
    senSupport: share(tallies, 'sen:support', ['sen:none', 'sen:ehcp']),
    senEhcp: share(tallies, 'sen:ehcp', ['sen:none', 'sen:support']),
    eal: share(tallies, 'eal:yes', ['eal:no']),
    statutoryShare: onRoll(tallies, STATUTORY) / counted,
  };
}
