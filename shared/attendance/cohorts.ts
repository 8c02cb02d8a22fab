/**
 * Cohorts: which named subsets of a school's pupils are counted, in one fixed order, and the mask of those a
 * pupil is in. A mask bit is the cohort's index, so counting a pupil is walking the bits of one 32-bit number.
 */

/** Fixed order: packed counts and stored rosters depend on it. Append only (32 at most). */
export const COHORTS = [
  'all',
  'statutory',
  'year:N',
  'year:R',
  'year:1',
  'year:2',
  'year:3',
  'year:4',
  'year:5',
  'year:6',
  'year:7',
  'year:8',
  'year:9',
  'year:10',
  'year:11',
  'year:12',
  'year:13',
  'sex:F',
  'sex:M',
  'fsm:yes',
  'fsm:no',
  'sen:none',
  'sen:support',
  'sen:ehcp',
  'eal:yes',
  'eal:no',
  'cla:yes',
  'socialWorker:yes',
] as const;
export type Cohort = (typeof COHORTS)[number];
export const COHORT_COUNT = COHORTS.length;

export const ALL = 0;
export const STATUTORY = 1;

/** The attributes of a roster pupil that place them in cohorts; an unknown one places them in none of that kind. */
export interface PupilAttributes {
  yearGroup: string;
  sex?: string | undefined;
  fsm?: boolean | undefined;
  sen?: string | undefined;
  eal?: boolean | undefined;
  cla?: boolean | undefined;
  socialWorker?: boolean | undefined;
}

const STATUTORY_BIT = 1 << STATUTORY;

function bitOf(cohort: Cohort): number {
  return 1 << COHORTS.indexOf(cohort);
}

/** Bits by the value of an attribute, e.g. of `sen`: `none`, `support`, `ehcp`. */
function bitsOf(kind: string): ReadonlyMap<string, number> {
  const prefix = `${kind}:`;
  const cohorts = COHORTS.filter((cohort) => cohort.startsWith(prefix));
  return new Map(cohorts.map((cohort) => [cohort.slice(prefix.length), bitOf(cohort)]));
}

// Looked up once here: the mask is made for 8 million pupils when England's rosters come.
const YEAR_BITS = bitsOf('year');
const SEX_BITS = bitsOf('sex');
const SEN_BITS = bitsOf('sen');
const ALL_BIT = bitOf('all');
const [FSM_BIT, NO_FSM_BIT] = [bitOf('fsm:yes'), bitOf('fsm:no')];
const [EAL_BIT, NO_EAL_BIT] = [bitOf('eal:yes'), bitOf('eal:no')];
const [CLA_BIT, SOCIAL_WORKER_BIT] = [bitOf('cla:yes'), bitOf('socialWorker:yes')];

/** Years 1 to 11 count as statutory when no date of birth is known; N, R, 12 and 13 do not (contract, *Cohorts*). */
function isStatutoryYear(yearGroup: string): boolean {
  const year = Number(yearGroup);
  return year >= 1 && year <= 11;
}

/**
 * The cohort mask of a pupil, with the statutory bit by year group alone.
 * Use `maskInYear` to settle that bit for a session's school year.
 */
export function cohortMask(pupil: PupilAttributes): number {
  const { yearGroup, sex, fsm, sen, eal } = pupil;
  let mask = ALL_BIT | (YEAR_BITS.get(yearGroup) ?? 0);
  if (isStatutoryYear(yearGroup)) mask |= STATUTORY_BIT;
  if (sex !== undefined) mask |= SEX_BITS.get(sex) ?? 0;
  if (fsm !== undefined) mask |= fsm ? FSM_BIT : NO_FSM_BIT;
  if (sen !== undefined) mask |= SEN_BITS.get(sen) ?? 0;
  if (eal !== undefined) mask |= eal ? EAL_BIT : NO_EAL_BIT;
  if (pupil.cla) mask |= CLA_BIT;
  if (pupil.socialWorker) mask |= SOCIAL_WORKER_BIT;
  return mask >>> 0;
}

/** Birth years are packed in a byte as an offset from here; 0 is unknown. */
export const BIRTH_YEAR_BASE = 1990;

/**
 * The academic year of birth packed in a byte: 1 September 2014 to 31 August 2015 is 2014, packed as 24.
 * The date itself is not kept. 0 when unknown or outside 1991 to 2245.
 */
export function packBirthYear(dateOfBirth: string | undefined): number {
  if (!dateOfBirth) return 0;
  const year = Number(dateOfBirth.slice(0, 4)) - (Number(dateOfBirth.slice(5, 7)) >= 9 ? 0 : 1);
  const packed = year - BIRTH_YEAR_BASE;
  return packed >= 1 && packed <= 255 ? packed : 0;
}

/**
 * The mask in a given school year: statutory is aged 5 to 15 on 31 August before it, by the academic year of birth
 * (a child born in academic year B is `schoolYear - B - 1` on that day), else by year group.
 */
export function maskInYear(mask: number, packedBirthYear: number, schoolYear: number): number {
  if (packedBirthYear === 0) return mask;
  const age = schoolYear - (packedBirthYear + BIRTH_YEAR_BASE) - 1;
  return (age >= 5 && age <= 15 ? mask | STATUTORY_BIT : mask & ~STATUTORY_BIT) >>> 0;
}
