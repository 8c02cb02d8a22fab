/**
 * Reads from Redis what a batch of entries is going to touch. Nothing read here needs a lock: each round trip sees the
 * partition as its token's commit left it, and the commit writes only if the token has not moved since; otherwise
 * everything loaded is thrown away.
 */
import { fromSessionNumber, schoolYearOf, schoolYearStart, toDay } from '../../shared/attendance/dates.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import type { Entry } from '../../shared/redis/layouts/entries.ts';
import { decodeHistory } from '../../shared/redis/layouts/history.ts';
import { decodeDays, decodeLedgerRow } from '../../shared/redis/layouts/ledger.ts';
import { decodePersistent, emptyPersistent } from '../../shared/redis/layouts/persistent.ts';
import { decodeYearToDate, emptyYearToDate } from '../../shared/redis/layouts/pupils.ts';
import { decodeQuarantine, type QuarantineReason } from '../../shared/redis/layouts/quarantine.ts';
import { type LoadParts, loadOldSession, loadSumsBefore, openFromMarks } from './load-old.ts';
import { RoundTrip } from './round-trip.ts';
import { createSchool, identityKey, type KeptRoster, keepRoster, type School } from './school.ts';

/** Schools to read of each key. */
class Wanted<Key> {
  readonly urnsByKey = new Map<Key, number[]>();

  add(key: Key, urn: number): void {
    const urns = this.urnsByKey.get(key);
    if (!urns) this.urnsByKey.set(key, [urn]);
    else if (!urns.includes(urn)) urns.push(urn);
  }
}

/** Loads into `schools` whatever the entries touch and is not there yet. Throws TokenMoved. */
export async function loadFor(parts: LoadParts, entries: readonly Entry[]): Promise<void> {
  await loadSchools(parts, entries);
  await loadYears(parts, entries);
  await loadDays(parts, entries);
  await loadSumsBefore(parts, entries);
}

async function loadSchools(parts: LoadParts, entries: readonly Entry[]): Promise<void> {
  const { partition, schools } = parts;
  const urns = [...new Set(entries.map((entry) => entry.urn))].filter((urn) => !schools.has(urn));
  if (urns.length === 0) return;
  const rosters = new Map<number, KeptRoster[]>();
  const quarantine = new Map<number, Map<number, QuarantineReason>>();
  const trip = new RoundTrip(parts);
  for (const urn of urns) {
    trip.hash(partitionKeys.rosters(partition, urn), (hash) =>
      rosters.set(urn, Object.values(hash).map(keepRoster)),
    );
  }
  trip.fields(partitionKeys.quarantine(partition), urns, (urn, value) => {
    const marks = decodeQuarantine(value);
    quarantine.set(
      urn,
      new Map(marks.map(({ session, slot, reason }) => [identityKey(session, slot), reason])),
    );
  });
  await trip.run();
  for (const urn of urns)
    schools.set(urn, createSchool(urn, rosters.get(urn) ?? [], quarantine.get(urn) ?? new Map()));
}

/** The first school year that marks can be of: day numbers begin in 2020. */
const FIRST_SCHOOL_YEAR = 2020;

/** A register moves its own school year; a roster those from its first day on, or all when it replaces a UPN. */
function schoolYearsOf(entry: Entry): number[] {
  if (entry.kind === 'history') return [];
  if (entry.kind === 'register') return [schoolYearOf(entry.session >> 1)];
  const { asOf, replaced } = entry.roster;
  const first = replaced.length > 0 ? FIRST_SCHOOL_YEAR : Math.max(FIRST_SCHOOL_YEAR, schoolYearOf(asOf));
  const last = schoolYearOf(toDay(new Date(entry.receivedAt).toISOString().slice(0, 10))) + 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

async function loadYears(parts: LoadParts, entries: readonly Entry[]): Promise<void> {
  const { partition, schools } = parts;
  const wanted = new Wanted<number>();
  const wantedHistory = new Wanted<number>();
  for (const entry of entries) {
    const school = schools.get(entry.urn)!;
    for (const year of schoolYearsOf(entry)) if (!school.years.has(year)) wanted.add(year, entry.urn);
    if (entry.kind !== 'history') continue;
    for (const { session } of entry.sessions) {
      const year = schoolYearOf(session >> 1);
      if (!school.history.has(year)) wantedHistory.add(year, entry.urn);
    }
  }
  const trip = new RoundTrip(parts);
  for (const [year, urns] of wanted.urnsByKey) readYear(trip, partition, schools, year, urns);
  for (const [year, urns] of wantedHistory.urnsByKey) {
    trip.fields(partitionKeys.history(partition, year), urns, (urn, value) => {
      schools.get(urn)!.history.set(year, decodeHistory(value));
    });
  }
  await trip.run();
}

function readYear(
  trip: RoundTrip,
  partition: number,
  schools: Map<number, School>,
  year: number,
  urns: readonly number[],
): void {
  for (const urn of urns) {
    schools.get(urn)!.years.set(year, {
      schoolYear: year,
      days: [],
      ledger: new Map(),
      pupils: emptyYearToDate(0),
      persistent: emptyPersistent(),
      masks: new Uint32Array(0),
    });
  }
  const yearOf = (urn: number) => schools.get(urn)!.years.get(year)!;
  trip.fields(partitionKeys.days(partition, year), urns, (urn, value) => {
    yearOf(urn).days = decodeDays(value, schoolYearStart(year));
  });
  trip.fields(partitionKeys.yearToDate(partition, year), urns, (urn, value) => {
    yearOf(urn).pupils = decodeYearToDate(value);
  });
  trip.fields(partitionKeys.persistent(partition, year), urns, (urn, value) => {
    yearOf(urn).persistent = decodePersistent(value);
  });
}

/** Sessions with their day, and ledger rows from the day before the first touched one on. */
async function loadDays(parts: LoadParts, entries: readonly Entry[]): Promise<void> {
  const { partition, schools } = parts;
  const sessions = new Wanted<number>();
  const rows = new Wanted<number>();
  for (const entry of entries) {
    const school = schools.get(entry.urn)!;
    for (const session of touchedSessions(school, entry)) {
      if (!school.sessions.has(session)) sessions.add(session, entry.urn);
      for (const day of ledgerDays(school, session >> 1)) rows.add(day, entry.urn);
    }
  }
  const trip = new RoundTrip(parts);
  for (const [session, urns] of sessions.urnsByKey) readSession(trip, partition, schools, session, urns);
  for (const [day, urns] of rows.urnsByKey) {
    trip.fields(partitionKeys.ledger(partition, fromSessionNumber(day * 2).date), urns, (urn, value) => {
      schools.get(urn)!.years.get(schoolYearOf(day))!.ledger.set(day, decodeLedgerRow(value));
    });
  }
  await trip.run();
  for (const [session, urns] of sessions.urnsByKey) await loadOldSession(parts, session, urns);
}

/** A roster can move every session of a day from its first on; one that replaces a UPN, of any day. */
function touchedSessions(school: School, entry: Entry): number[] {
  if (entry.kind === 'register') return [entry.session];
  if (entry.kind === 'history') return [];
  const { asOf, replaced } = entry.roster;
  const days = [...school.years.values()].flatMap((year) => year.days);
  return days.filter((day) => day >= asOf || replaced.length > 0).flatMap((day) => [day * 2, day * 2 + 1]);
}

function ledgerDays(school: School, day: number): number[] {
  const year = school.years.get(schoolYearOf(day))!;
  let first = year.days.length;
  while (first > 0 && year.days[first - 1] >= day) first--;
  return year.days.slice(Math.max(0, first - 1)).filter((other) => !year.ledger.has(other));
}

function readSession(
  trip: RoundTrip,
  partition: number,
  schools: Map<number, School>,
  session: number,
  urns: readonly number[],
): void {
  const { date, session: half } = fromSessionNumber(session);
  // Marks come first of the three, so the others find the session open.
  trip.fields(partitionKeys.state(partition, date, half), urns, (urn, value) =>
    openFromMarks(schools.get(urn)!, session, value),
  );
  trip.fields(partitionKeys.counts(partition, date, half), urns, (urn, value) => {
    schools.get(urn)!.sessions.get(session)!.counts = decodeCounts(value);
  });
  trip.fields(partitionKeys.minutes(partition, date, half), urns, (urn, value) => {
    schools.get(urn)!.sessions.get(session)!.minutes = Buffer.from(value);
  });
}
