/** The counting loops: hot, in flat typed arrays. */
import { CODE_COUNT, codeRow, KIND_COUNT, KIND_OF_ROW } from '../../shared/attendance/codes.ts';
import { NO_MINUTES, wins } from '../../shared/attendance/mark.ts';
import { emptyTallies, type Tallies } from '../../shared/attendance/measures.ts';
import { minutesLate } from '../../shared/redis/layouts/marks.ts';
import { growSession, type SessionBook } from './school.ts';

const NO_MARK_ROW = codeRow('-');

/** Moves one pupil from a kind to another in every cohort of the mask. */
export function movePupilKind(tallies: Tallies, slotMask: number, from: number, to: number): void {
  // Clearing the lowest bit visits each cohort once, whatever their number.
  for (let mask = slotMask; mask !== 0; mask &= mask - 1) {
    const at = (31 - Math.clz32(mask & -mask)) * KIND_COUNT;
    tallies[at + from]--;
    tallies[at + to]++;
  }
}

/** Kind each slot is counted under; 0 (unmarked) as well for a slot that is not on roll. */
export function countedKinds({ marks, masks }: SessionBook): Uint8Array {
  const kinds = new Uint8Array(marks.rows.length);
  for (let slot = 0; slot < kinds.length; slot++)
    if (marks.rows[slot] !== 0 && masks[slot] !== 0) kinds[slot] = KIND_OF_ROW[marks.rows[slot] - 1];
  return kinds;
}

/** Counts a session from its marks alone under other masks; the version stays. */
export function recountSession(book: SessionBook, masks: Uint32Array): void {
  book.masks = masks;
  growSession(book, Math.max(masks.length, book.marks.rows.length) - 1);
  const { rows, times } = book.marks;
  const tallies = emptyTallies();
  const codes = new Uint16Array(CODE_COUNT);
  let newestMarkAt = 0;
  for (let slot = 0; slot < rows.length; slot++) {
    const row = rows[slot] - 1;
    const kind = row < 0 ? 0 : KIND_OF_ROW[row];
    for (let mask = book.masks[slot]; mask !== 0; mask &= mask - 1)
      tallies[(31 - Math.clz32(mask & -mask)) * KIND_COUNT + kind]++;
    if (row < 0 || book.masks[slot] === 0) continue;
    if (row !== NO_MARK_ROW) codes[row]++;
    if (times[slot] > newestMarkAt) newestMarkAt = times[slot];
  }
  book.counts = { version: book.counts.version, tallies, codes, newestMarkAt };
}

/**
 * Gathers the marks of pupils with several slots under the slot that stands for them, and returns the slots emptied.
 * Call `recountSession` behind it: the counts do not move here.
 */
export function standTogether(book: SessionBook, standing: ReadonlyMap<number, number>): number[] {
  const emptied: number[] = [];
  const { marks } = book;
  for (const [slot, stands] of standing) {
    if (slot === stands || slot >= marks.rows.length || marks.rows[slot] === 0) continue;
    growSession(book, stands);
    keepLater(book, stands, slot);
    emptied.push(slot);
  }
  return emptied;
}

function keepLater(book: SessionBook, stands: number, slot: number): void {
  const { marks } = book;
  const late = minutesLate(marks, slot);
  const hasMark = marks.rows[stands] !== 0;
  const isLater = wins(
    marks.times[slot],
    marks.rows[slot],
    late,
    marks.times[stands],
    marks.rows[stands],
    minutesLate(marks, stands),
  );
  if (!hasMark || isLater) {
    marks.rows[stands] = marks.rows[slot];
    marks.times[stands] = marks.times[slot];
    if (late === NO_MINUTES) marks.late.delete(stands);
    else marks.late.set(stands, late);
  }
  marks.rows[slot] = 0;
  marks.late.delete(slot);
}
