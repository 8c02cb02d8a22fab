/** A moment gone by: the figures as they stood, and the verdicts as they were known then. */
import { londonInstant, londonTime, type Session } from '../../shared/attendance/dates.ts';
import type { Registry, Snapshot } from '../../shared/live/down.ts';
import { SchoolTable } from './schools.ts';
import { SignalTable } from './signals.ts';

export interface Past {
  date: string;
  session: Session;
  /** ms on the clock in use. */
  at: number;
  table: SchoolTable;
  signals: SignalTable;
}

/** A day gone by without a time stands as it was in the evening. */
const EVENING = '18:00';
const NOON = 12 * 60;

/** The instant an address names, ms; null for now. `today`: the live date, null while it is not known. */
export function instantOf(date: string | null, at: string | null, today: string | null): number | null {
  const day = date ?? today;
  if (!day || (!at && (!date || date === today))) return null;
  return londonInstant(day, at ?? EVENING);
}

/** What the server said of an instant, ready to be shown. */
export function pastOf(snapshot: Snapshot, registry: Registry): Past {
  const table = new SchoolTable(registry, snapshot.view === 'england');
  table.applyUsual(snapshot.usual);
  table.apply(snapshot.rows);
  const signals = new SignalTable();
  signals.apply(snapshot.signals);
  const { date, minute } = londonTime(snapshot.at);
  return { date, session: minute < NOON ? 'AM' : 'PM', at: snapshot.at, table, signals };
}
