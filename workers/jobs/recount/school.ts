/** One school counted again from its stored marks and rosters, and nothing else. */
import { CODES, KINDS, type Kind } from '../../../shared/attendance/codes.ts';
import { COHORTS } from '../../../shared/attendance/cohorts.ts';
import type { SessionMarks } from '../../../shared/redis/layouts/marks.ts';
import { masksOfYear, masksOn, type Roll } from './roll.ts';

export const CELLS = COHORTS.length * KINDS.length;
const WITHDRAWN = CODES.findIndex(({ code }) => code === '-');
const KIND_BY_ROW = CODES.map(({ kind }) => KINDS.indexOf(kind));
const ABSENT: readonly Kind[] = ['authorised', 'unauthorised', 'unexplained', 'lateAfterClose'];
const POSSIBLE: readonly Kind[] = [...ABSENT, 'present', 'late', 'approvedActivity'];
const IS_ABSENT = KINDS.map((kind) => ABSENT.includes(kind));
const IS_POSSIBLE = KINDS.map((kind) => POSSIBLE.includes(kind));

export interface RecountedSession {
  /** Pupils by cohort and kind, row by row. */
  cells: Float64Array;
  /** Marks by code row of everybody on roll; a withdrawn mark is none. */
  codes: Float64Array;
  newestMarkAt: number;
  /** Marks kept, counted or waiting. */
  marks: number;
  /** Pupils whose mark waits, with the reason. */
  waiting: Map<number, string>;
}

/** Possible and absent sessions by pupil. */
export interface RecountedYear {
  possible: Uint32Array;
  absent: Uint32Array;
}

/** Counts one session; `year` gains what its marks add to the pupils' totals. */
export function recountSession(
  roll: Roll,
  day: number,
  marks: SessionMarks | undefined,
  year: RecountedYear,
): RecountedSession {
  const recounted: RecountedSession = {
    cells: new Float64Array(CELLS),
    codes: new Float64Array(CODES.length),
    newestMarkAt: 0,
    marks: 0,
    waiting: new Map(),
  };
  const masks = masksOn(roll, day);
  const rows = new Int16Array(masks.length).fill(-1);
  if (marks) placeMarks(roll, marks, masks, rows, recounted);
  for (let pupil = 0; pupil < masks.length; pupil++) {
    if (masks[pupil] === 0) continue;
    const row = rows[pupil];
    const kind = row < 0 ? 0 : KIND_BY_ROW[row];
    addPupil(recounted.cells, masks[pupil], kind);
    if (row >= 0 && row !== WITHDRAWN) recounted.codes[row]++;
    if (!IS_POSSIBLE[kind]) continue;
    year.possible[pupil]++;
    if (IS_ABSENT[kind]) year.absent[pupil]++;
  }
  return recounted;
}

/** Puts the code row of each pupil's mark at the pupil when on roll, else the pupil among those that wait. */
function placeMarks(
  roll: Roll,
  marks: SessionMarks,
  masks: Int32Array,
  rows: Int16Array,
  recounted: RecountedSession,
): void {
  for (let slot = 0; slot < marks.rows.length; slot++) {
    if (marks.rows[slot] === 0) continue;
    const pupil = roll.pupilOf(slot);
    // A pupil with two slots: the mark that stands is the greater of theirs, looked at once, in its own slot.
    if (roll.slotsOf(pupil).some((other) => isGreater(marks, other, slot))) continue;
    recounted.marks++;
    if (pupil < masks.length && masks[pupil] !== 0) {
      rows[pupil] = marks.rows[slot] - 1;
      recounted.newestMarkAt = Math.max(recounted.newestMarkAt, marks.times[slot]);
    } else {
      recounted.waiting.set(pupil, roll.named.has(pupil) ? 'not_on_roll' : 'unknown_pupil');
    }
  }
}

/** Whether slot A has the greater mark; of two equal ones that of the lower slot (contract, *Merge*). */
function isGreater(marks: SessionMarks, a: number, b: number): boolean {
  if (a === b || !marks.rows[a]) return false;
  const late = (slot: number) => marks.late.get(slot) ?? -1;
  const difference =
    marks.times[a] - marks.times[b] || marks.rows[a] - marks.rows[b] || late(a) - late(b) || b - a;
  return difference > 0;
}

function addPupil(cells: Float64Array, mask: number, kind: number): void {
  for (let cohort = 0; cohort < COHORTS.length; cohort++)
    if ((mask >>> cohort) & 1) cells[cohort * KINDS.length + kind]++;
}

/** Pupils with possible sessions, and those who missed a tenth and a half of theirs, by cohort index. */
export interface RecountedPersistent {
  enrolments: Float64Array;
  persistent: Float64Array;
  severe: Float64Array;
}

export function recountPersistent(roll: Roll, schoolYear: number, year: RecountedYear): RecountedPersistent {
  const counts = {
    enrolments: new Float64Array(COHORTS.length),
    persistent: new Float64Array(COHORTS.length),
    severe: new Float64Array(COHORTS.length),
  };
  const masks = masksOfYear(roll, schoolYear);
  for (let pupil = 0; pupil < masks.length; pupil++) {
    if (year.possible[pupil] === 0) continue;
    const missed = year.absent[pupil] / year.possible[pupil];
    for (let cohort = 0; cohort < COHORTS.length; cohort++) {
      if (!((masks[pupil] >>> cohort) & 1)) continue;
      counts.enrolments[cohort]++;
      if (missed >= 0.1) counts.persistent[cohort]++;
      if (missed >= 0.5) counts.severe[cohort]++;
    }
  }
  return counts;
}

/** Pupils on roll on a day. */
export function onRollOn(roll: Roll, day: number): number {
  return masksOn(roll, day).reduce((count, mask) => count + (mask === 0 ? 0 : 1), 0);
}
