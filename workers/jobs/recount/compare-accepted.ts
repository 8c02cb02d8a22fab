/** Compares what is kept as it was accepted, marks, rosters, minutes and history, with the accepted entries. */
import { CODES, KINDS } from '../../../shared/attendance/codes.ts';
import { fromSessionNumber } from '../../../shared/attendance/dates.ts';
import { decodeHistory } from '../../../shared/redis/layouts/history.ts';
import { decodeMarks, type SessionMarks } from '../../../shared/redis/layouts/marks.ts';
import { decodeMinutes } from '../../../shared/redis/layouts/minutes.ts';
import { decodeRoster } from '../../../shared/redis/layouts/roster.ts';
import { type Comparison, compareCell, compareRows, type Place } from './differences.ts';
import type { ByUrn } from './read.ts';
import type { ReplayedSchool, ReplayedSession } from './replay.ts';

/** Code, time and minutes late of every slot. */
export function compareMarks(
  comparison: Comparison,
  where: Omit<Place, 'of'>,
  packed: Buffer | undefined,
  accepted: SessionMarks | undefined,
): void {
  const place: Place = { of: 'marks', ...where };
  const stored = packed ? decodeMarks(packed) : undefined;
  const slots = Math.max(stored?.rows.length ?? 0, accepted?.rows.length ?? 0);
  for (let slot = 0; slot < slots; slot++)
    compareCell(
      comparison,
      place,
      'all',
      `mark of slot ${slot}`,
      textOf(stored, slot),
      textOf(accepted, slot),
    );
}

function textOf(marks: SessionMarks | undefined, slot: number): string {
  const row = marks?.rows[slot] ?? 0;
  if (!marks || row === 0) return 'none';
  return `${CODES[row - 1].code} ${marks.times[slot]} ${marks.late.get(slot) ?? ''}`;
}

export function compareRosters(
  comparison: Comparison,
  urn: number,
  packed: readonly Buffer[],
  { rosters }: ReplayedSchool,
): void {
  const place: Place = { of: 'rosters', urn, date: '', session: '' };
  const stored = new Map(
    packed.map((bytes) => {
      const { asOf, issuedAt, digest } = decodeRoster(bytes);
      return [`${asOf}:${issuedAt}:${digest}`, bytes];
    }),
  );
  const text = (bytes: Buffer | undefined) => bytes?.toString('base64') ?? 'none';
  for (const id of new Set([...stored.keys(), ...rosters.keys()]))
    compareCell(comparison, place, 'all', `roster ${id}`, text(stored.get(id)), text(rosters.get(id)));
}

/** The log by minute; not of a session that was begun before the archive. */
export function compareMinutes(
  comparison: Comparison,
  where: Omit<Place, 'of'>,
  packed: Buffer | undefined,
  accepted: ReplayedSession | undefined,
): void {
  if (accepted?.isOfBase) return;
  const place: Place = { of: 'minutes', ...where };
  const stored = new Map((packed ? decodeMinutes(packed) : []).map(({ minute, kinds }) => [minute, kinds]));
  const replayed = new Map((accepted?.log ?? []).map(({ minute, kinds }) => [minute, kinds]));
  for (const minute of new Set([...stored.keys(), ...replayed.keys()])) {
    const at = `at minute ${minute}`;
    const presence = (rows: ReadonlyMap<number, unknown>) => (rows.has(minute) ? 'logged' : 'none');
    compareCell(comparison, place, 'all', at, presence(stored), presence(replayed));
    const nameOf = (i: number) =>
      [i < KINDS.length ? 'all' : 'statutory', `${KINDS[i % KINDS.length]} ${at}`] as const;
    if (stored.has(minute) && replayed.has(minute))
      compareRows(comparison, place, nameOf, stored.get(minute)!, replayed.get(minute)!);
  }
}

export function compareHistory(
  comparison: Comparison,
  stored: ReadonlyMap<number, ByUrn>,
  urn: number,
  { history }: ReplayedSchool,
): void {
  for (const schoolYear of new Set([...stored.keys(), ...history.keys()])) {
    const packed = stored.get(schoolYear)?.get(urn);
    const held = new Map((packed ? decodeHistory(packed) : []).map((session) => [session.session, session]));
    const accepted = history.get(schoolYear) ?? new Map();
    for (const number of new Set([...held.keys(), ...accepted.keys()])) {
      const { date, session } = fromSessionNumber(number);
      const place: Place = { of: 'history', urn, date, session };
      const [a, b] = [JSON.stringify(held.get(number) ?? null), JSON.stringify(accepted.get(number) ?? null)];
      compareCell(comparison, place, 'all', 'totals', a, b);
    }
  }
}
