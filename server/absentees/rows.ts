/** A school's absentees of a session, from what is stored of it: who, since when, and the last days. */
import {
  ABSENCE_CLASSES,
  type AbsenceClass,
  type AbsenceCounts,
  type AbsenceKind,
  type Absentee,
  RECENT_LETTERS,
} from '../../shared/api/absentees.ts';
import { CODES, codeRow, KIND_OF_ROW, KINDS } from '../../shared/attendance/codes.ts';
import { COHORTS } from '../../shared/attendance/cohorts.ts';
import { fromDay } from '../../shared/attendance/dates.ts';
import { masksOnDay } from '../../shared/attendance/roster.ts';
import { IS_ABSENT, spellAt, weekdaysOf } from '../../shared/attendance/spell.ts';
import { upnAt } from '../../shared/redis/layouts/pupils.ts';
import { DAYS_SHOWN, type LoadedSchool } from './load.ts';

const FIRST_YEAR = COHORTS.indexOf('year:N');
const LAST_YEAR = COHORTS.indexOf('year:13');
const SAFEGUARDING = (1 << COHORTS.indexOf('cla:yes')) | (1 << COHORTS.indexOf('socialWorker:yes'));
const NO_REASON: readonly number[] = [codeRow('N'), codeRow('O')];
const LETTERS = KINDS.map((kind) => RECENT_LETTERS[kind]);

const CLASS_WORDS: Record<AbsenceClass, string> = {
  authorised: 'Authorised absence',
  unauthorised: 'Unauthorised absence',
  unexplained: 'Unexplained so far',
  lateAfterClose: 'Late after registers closed',
};

/** An absent pupil, by slots of their school's pupil table. */
export interface AbsentPupil {
  /** The slot that the roster names them by: of their UPN and their names. */
  slot: number;
  /** The slot their marks are kept under. */
  standing: number;
  mask: number;
  /** Row of the code in `CODES`. */
  row: number;
  /** Index into `KINDS` by session. */
  kinds: Uint8Array;
  spell: ReturnType<typeof spellAt>;
}

export interface SchoolAbsence {
  loaded: LoadedSchool;
  onRoll: number;
  marked: number;
  absent: AbsentPupil[];
}

/** Row of a slot's code in a session; -1 without a mark. */
const rowAt = (rows: Uint8Array, slot: number): number => (rows[slot] ?? 0) - 1;

/** Who is on roll and absent in the last session loaded. */
export function absenceOf(loaded: LoadedSchool, day: number): SchoolAbsence {
  const { roster, standing, rows } = loaded;
  const found: SchoolAbsence = { loaded, onRoll: 0, marked: 0, absent: [] };
  if (!roster) return found;
  const slotCount = roster.slots.reduce((most, slot) => Math.max(most, slot), 0) + 1;
  const masks = masksOnDay(roster, day, slotCount, standing);
  const now = rows.length - 1;
  for (const slot of roster.slots) {
    const stands = standing?.get(slot) ?? slot;
    const mask = masks[stands];
    if (mask === 0) continue;
    // Of two rows for one pupil the first is enough.
    masks[stands] = 0;
    found.onRoll++;
    const row = rowAt(rows[now], stands);
    const kind = row < 0 ? 0 : KIND_OF_ROW[row];
    if (kind !== 0) found.marked++;
    if (!IS_ABSENT[kind]) continue;
    const kinds = kindsOf(rows, stands);
    found.absent.push({ slot, standing: stands, mask, row, kinds, spell: spellAt(kinds, now) });
  }
  return found;
}

function kindsOf(rows: readonly Uint8Array[], slot: number): Uint8Array {
  const kinds = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rowAt(rows[i], slot);
    if (row >= 0) kinds[i] = KIND_OF_ROW[row];
  }
  return kinds;
}

export const isUnexplained = ({ row }: AbsentPupil): boolean => NO_REASON.includes(row);

function stageOf({ spell }: AbsentPupil): 'new' | 'second-day' | 'three-or-more' {
  if (spell.days <= 1) return 'new';
  return spell.days === 2 ? 'second-day' : 'three-or-more';
}

/** Whether the pupil is one of those asked for; everybody when no kind was. */
export function isOfKind(pupil: AbsentPupil, kind: AbsenceKind | undefined): boolean {
  if (kind === undefined) return true;
  if (kind === 'unexplained') return isUnexplained(pupil);
  return (kind === 'new') === (stageOf(pupil) === 'new');
}

/** `7` for a pupil of Year 7; undefined when the year group is not known. */
export function yearGroupOf(mask: number): string | undefined {
  for (let cohort = FIRST_YEAR; cohort <= LAST_YEAR; cohort++)
    if (mask & (1 << cohort)) return COHORTS[cohort].slice('year:'.length);
  return undefined;
}

export const noCounts = (): AbsenceCounts => ({
  absent: 0,
  new: 0,
  secondDay: 0,
  threeOrMore: 0,
  unexplained: 0,
});

export function countPupil(counts: AbsenceCounts, pupil: AbsentPupil): void {
  counts.absent++;
  const stage = stageOf(pupil);
  if (stage === 'new') counts.new++;
  else if (stage === 'second-day') counts.secondDay++;
  else counts.threeOrMore++;
  if (isUnexplained(pupil)) counts.unexplained++;
}

/** What a pupil's answer needs besides what is stored of the school. */
export interface RowSight {
  /** Whether a need was stated: sensitive codes and the safeguarding flag are shown. */
  stated: boolean;
  /** Rows of the codes that need one. */
  sensitive: ReadonlySet<number>;
}

/** A row of the list; undefined for a pupil whose UPN was erased. */
export function absenteeRow(
  { school, days, table, year, names, contacts }: LoadedSchool,
  pupil: AbsentPupil,
  { stated, sensitive }: RowSight,
): Absentee | undefined {
  const upn = table && upnAt(table, pupil.slot);
  if (upn === undefined) return undefined;
  const { spell, kinds, mask, row } = pupil;
  const kind = KINDS[KIND_OF_ROW[row]] as AbsenceClass;
  const yearGroup = yearGroupOf(mask);
  const name = names?.get(pupil.slot) ?? names?.get(pupil.standing);
  const shown = stated || !sensitive.has(row);
  return {
    urn: school.urn,
    upn,
    ...(name ? { forename: name.forename, surname: name.surname } : {}),
    ...(yearGroup === undefined ? {} : { yearGroup }),
    class: ABSENCE_CLASSES.includes(kind) ? kind : 'unauthorised',
    ...(shown ? { code: CODES[row].code } : {}),
    label: shown ? CODES[row].label : CLASS_WORDS[kind],
    unexplained: isUnexplained(pupil),
    ...(stated ? { safeguarding: (mask & SAFEGUARDING) !== 0 } : {}),
    spell: {
      from: fromDay(days[spell.first >> 1]),
      sessions: spell.sessions,
      days: spell.days,
      orLonger: spell.first >> 1 === 0 && days.length === DAYS_SHOWN,
      stage: stageOf(pupil),
    },
    recent: Array.from(kinds, (one) => LETTERS[one]).join(''),
    weekdays: weekdaysOf(kinds, days),
    yearToDate: yearBody(year?.possible[pupil.standing] ?? 0, year?.absent[pupil.standing] ?? 0),
    ...contactBody(contacts.get(pupil.slot)),
  };
}

function contactBody(contact: Absentee['contact']): Pick<Absentee, 'contact'> {
  if (!contact) return {};
  const { at, role, outcome } = contact;
  return { contact: { at, role, outcome } };
}

function yearBody(possible: number, absent: number): Absentee['yearToDate'] {
  if (possible === 0) return { possible, absent };
  return { possible, absent, attendance: Math.round((1000 * (possible - absent)) / possible) / 10 };
}

/** Safeguarding first where it is shown, then unexplained, then the longest spell. */
export function compareAbsentees(a: Absentee, b: Absentee): number {
  return (
    Number(b.safeguarding ?? false) - Number(a.safeguarding ?? false) ||
    Number(b.unexplained) - Number(a.unexplained) ||
    b.spell.sessions - a.spell.sessions ||
    a.urn - b.urn ||
    (a.upn < b.upn ? -1 : 1)
  );
}
