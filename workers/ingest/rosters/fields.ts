/** The fields of a roster pupil as the scanner tells them apart, and the words of those that have few values. */

import { cohortMask } from '../../../shared/attendance/cohorts.ts';
import { YEAR_GROUPS } from '../../../shared/attendance/year-groups.ts';

/** In the order of the contract's example: the field after the last one is looked for first. */
export const PUPIL_FIELDS = [
  'upn',
  'yearGroup',
  'sex',
  'fsm',
  'sen',
  'eal',
  'cla',
  'socialWorker',
  'dateOfBirth',
  'forename',
  'surname',
  'admitted',
  'left',
  'previousUpn',
].map((name) => Buffer.from(name));
export const [
  UPN,
  YEAR_GROUP,
  SEX,
  FSM,
  SEN,
  EAL,
  CLA,
  SOCIAL_WORKER,
  BORN,
  FORENAME,
  SURNAME,
  ADMITTED,
  LEFT,
  PREVIOUS,
] = PUPIL_FIELDS.keys();

const SEXES = ['F', 'M'] as const;
const SENS = ['none', 'support', 'ehcp'] as const;
export const YEAR_WORDS = YEAR_GROUPS.map((name) => Buffer.from(name));
export const SEX_WORDS = SEXES.map((name) => Buffer.from(name));
export const SEN_WORDS = SENS.map((name) => Buffer.from(name));

/** `cohortMask` by what was given, remembered: there are few different pupils. */
export class CohortMasks {
  readonly #known = new Map<number, number>();

  /** @param given by field: the index of the word, 1 or 0 of a flag, -1 when not given */
  of(given: Int8Array): number {
    let id = given[YEAR_GROUP];
    id = id * 3 + given[SEX] + 1;
    id = id * 4 + given[SEN] + 1;
    for (const field of [FSM, EAL, CLA, SOCIAL_WORKER]) id = id * 3 + given[field] + 1;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const mask = cohortMask({
      yearGroup: YEAR_GROUPS[given[YEAR_GROUP]],
      sex: SEXES[given[SEX]],
      sen: SENS[given[SEN]],
      fsm: toFlag(given[FSM]),
      eal: toFlag(given[EAL]),
      cla: toFlag(given[CLA]),
      socialWorker: toFlag(given[SOCIAL_WORKER]),
    });
    this.#known.set(id, mask);
    return mask;
  }
}

function toFlag(given: number): boolean | undefined {
  return given < 0 ? undefined : given === 1;
}
