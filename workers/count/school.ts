/**
 * What the count worker holds of one school: its rosters, and of the sessions and school years it is working on the
 * marks, the counts and the pupils' totals. Everything here is a copy of what Redis holds under the partition's
 * token, and is thrown away when that token moves.
 */
import { KIND_COUNT } from '../../shared/attendance/codes.ts';
import { addTallies, emptyTallies, type Tallies } from '../../shared/attendance/measures.ts';
import {
  compareRosters,
  masksOnDay,
  type Roster,
  type RosterRank,
  rosterInForce,
  standingSlots,
} from '../../shared/attendance/roster.ts';
import { emptyCounts, type SessionCounts } from '../../shared/redis/layouts/counts.ts';
import type { HistorySession } from '../../shared/redis/layouts/history.ts';
import { emptyMarks, type SessionMarks } from '../../shared/redis/layouts/marks.ts';
import type { MinuteRow } from '../../shared/redis/layouts/minutes.ts';
import type { PersistentCounts } from '../../shared/redis/layouts/persistent.ts';
import type { YearToDate } from '../../shared/redis/layouts/pupils.ts';
import type { QuarantineReason } from '../../shared/redis/layouts/quarantine.ts';
import { decodeRoster } from '../../shared/redis/layouts/roster.ts';

/** One session of the school with at least one accepted mark. */
export interface SessionBook {
  /** `sessionNumber` of the date and session. */
  session: number;
  marks: SessionMarks;
  /** Cohort mask by slot on the session's date; 0 when not on roll. */
  masks: Uint32Array;
  counts: SessionCounts;
  /** The log of counts by minute: rows while a batch is at work on it, packed in between. */
  minutes: MinuteRow[] | Buffer;
}

/** A school year of the school. */
export interface YearBook {
  schoolYear: number;
  /** Days with at least one accepted mark, ascending. */
  days: number[];
  /** Sums from 1 September to the day, for those of `days` that are loaded. */
  ledger: Map<number, Tallies>;
  pupils: YearToDate;
  persistent: PersistentCounts;
  /** Cohort mask by slot that persistent absence is counted under; empty until a pupil's totals move. */
  masks: Uint32Array;
}

/** A roster as it is kept: its pupils stay packed, a third of their size in columns. */
export interface KeptRoster extends RosterRank {
  replaced: Roster['replaced'];
  /** One more than its highest slot. */
  slotCount: number;
  packed: Buffer;
}

export interface School {
  readonly urn: number;
  /** Ascending by `compareRosters`. */
  rosters: KeptRoster[];
  /** Slots that another slot stands for. */
  standing: Map<number, number> | undefined;
  sessions: Map<number, SessionBook>;
  years: Map<number, YearBook>;
  /** Reason by quarantined identity, keyed by `identityKey`. */
  quarantine: Map<number, QuarantineReason>;
  /** History before Bellwether by school year, where loaded. */
  history: Map<number, HistorySession[]>;
}

const SLOT_RANGE = 65_536;

/** One number for a session and a slot. */
export function identityKey(session: number, slot: number): number {
  return session * SLOT_RANGE + slot;
}

export function fromIdentityKey(key: number): { session: number; slot: number } {
  return { session: Math.floor(key / SLOT_RANGE), slot: key % SLOT_RANGE };
}

/** A school of which only the rosters and the quarantine are known yet. */
export function createSchool(
  urn: number,
  rosters: readonly KeptRoster[],
  quarantine: Map<number, QuarantineReason>,
): School {
  const school: School = {
    urn,
    rosters: [],
    standing: undefined,
    sessions: new Map(),
    years: new Map(),
    quarantine,
    history: new Map(),
  };
  setRosters(school, rosters);
  return school;
}

/** Replaces the set of rosters and what follows from it alone. */
export function setRosters(school: School, rosters: readonly KeptRoster[]): void {
  school.rosters = [...rosters].sort(compareRosters);
  school.standing = standingSlots(school.rosters);
}

/** A roster to keep, from its packed value (which is copied, so that what it was read from can go). */
export function keepRoster(value: Buffer): KeptRoster {
  const packed = Buffer.allocUnsafeSlow(value.length);
  value.copy(packed);
  const { asOf, issuedAt, digest, replaced, slots } = decodeRoster(packed);
  let highest = 0;
  for (const slot of slots) if (slot > highest) highest = slot;
  return { asOf, issuedAt, digest, replaced, slotCount: highest + 1, packed };
}

/** Whether any accepted roster names the pupil of a (standing) slot. */
export function isNamed(school: School, slot: number): boolean {
  const { rosters, standing } = school;
  return rosters.some(({ packed }) =>
    decodeRoster(packed).slots.some((other) => (standing?.get(other) ?? other) === slot),
  );
}

/** Slots the school's arrays need for the pupils of its rosters. */
export function slotCount(school: School): number {
  return Math.max(1, ...school.rosters.map((roster) => roster.slotCount));
}

/** The masks of a session's date, by the roster in force on it. */
export function masksOf(school: School, session: number): Uint32Array {
  const day = session >> 1;
  const kept = rosterInForce(school.rosters, day);
  return masksOnDay(kept && decodeRoster(kept.packed), day, slotCount(school), school.standing);
}

/** Opens a session nobody had marked: everybody on roll is unmarked. */
export function openSession(school: School, session: number): SessionBook {
  const masks = masksOf(school, session);
  const counts = emptyCounts();
  for (const slotMask of masks) {
    for (let mask = slotMask; mask !== 0; mask &= mask - 1)
      counts.tallies[(31 - Math.clz32(mask & -mask)) * KIND_COUNT]++;
  }
  const book = { session, marks: emptyMarks(masks.length), masks, counts, minutes: [] };
  school.sessions.set(session, book);
  return book;
}

/** Makes room for a slot in a session's arrays. */
export function growSession(book: SessionBook, slot: number): void {
  if (slot < book.marks.rows.length && slot < book.masks.length) return;
  const length = Math.max(slot + 1, book.marks.rows.length, book.masks.length);
  book.marks.rows = grown(book.marks.rows, length);
  book.marks.times = grown(book.marks.times, length);
  book.masks = grown(book.masks, length);
}

/** Makes room for a slot in a year's totals. */
export function growYear(year: YearBook, slot: number): void {
  const { pupils } = year;
  if (slot < pupils.possible.length) return;
  // A whole school comes one slot after the other: room for all that have a mask spares the copies.
  const length = Math.max(slot + 1, year.masks.length);
  pupils.possible = grown(pupils.possible, length);
  pupils.absent = grown(pupils.absent, length);
}

type Growable = Uint8Array | Uint16Array | Uint32Array | Float64Array;

function grown<T extends Growable>(array: T, length: number): T {
  if (array.length >= length) return array;
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}

/**
 * Adds a difference to the ledger from a day on, in the rows that are kept: of an older day there may be none. A day
 * that had no marks gets a row: what stood before it plus the difference. Kept rows must be loaded, and the sums
 * before a day that is new.
 */
export function addToLedger(year: YearBook, day: number, difference: Tallies): void {
  if (!year.days.includes(day)) insertDay(year, day);
  for (const [later, row] of year.ledger) if (later >= day) addTallies(row, difference);
}

function insertDay(year: YearBook, day: number): void {
  const at = year.days.findIndex((other) => other > day);
  const index = at < 0 ? year.days.length : at;
  const before = index > 0 ? ledgerRow(year, year.days[index - 1]) : emptyTallies();
  year.days.splice(index, 0, day);
  year.ledger.set(day, before.slice());
}

function ledgerRow(year: YearBook, day: number): Tallies {
  const row = year.ledger.get(day);
  if (!row) throw new Error(`ledger row of day ${day} was not loaded`);
  return row;
}
