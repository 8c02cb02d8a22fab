/** Whole-school totals of sessions before Bellwether: CSV rows to entries of the stream, a school's rows together. */
import type { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { encodeEntry } from '../../shared/redis/layouts/entries.ts';
import type { HistorySession } from '../../shared/redis/layouts/history.ts';
import type { CsvRow } from './body/csv.ts';
import { Fault } from './fault.ts';
import { type Posting, type Taker, trace } from './posting.ts';
import { readSession, readUrn } from './registers/read.ts';
import type { Rules } from './rules.ts';
import type { KnownSchools } from './schools-known.ts';

export const HISTORY_COUNTS = ['history', 'schools'] as const;

/** Sessions of one entry at most. */
const ENTRY_SESSIONS = 2_000;
const MAX_PUPILS = 65_535;

/** Rows of one school that follow each other. */
interface Chunk {
  urn: number;
  sessions: HistorySession[];
  indexes: number[];
}

export function createHistoryTaker(
  posting: Posting,
  { schools, writer }: { schools: KnownSchools; writer: ByteWriter },
): Taker<CsvRow> {
  const { outcome, reader, rules, append, origin, dryRun, patience } = posting;
  const seen = new Set<number>();
  let open: Chunk | undefined;

  const send = async (chunk: Chunk) => {
    const { urn, sessions, indexes } = chunk;
    if (!schools.has(urn)) await patience.run(() => schools.ask([urn]));
    const fault = schools.faultFor(reader, urn);
    if (fault) {
      for (const index of indexes) outcome.reject(index, fault);
      return;
    }
    if (!dryRun && seen.size === 0) await posting.note('history from here on', [urn]);
    if (!dryRun) append.add(urn, encodeEntry(writer, { kind: 'history', ...origin, urn, sessions }), 0);
    outcome.accept('history', sessions.length);
    if (!seen.has(urn)) outcome.accept('schools', 1);
    seen.add(urn);
    trace(posting.trace, urn);
  };
  return {
    async take(items) {
      for (const { index, value } of items) {
        const row = value instanceof Fault ? value : readHistoryRow(value, rules);
        if (row instanceof Fault) {
          outcome.reject(index, row);
          continue;
        }
        if (open && (open.urn !== row.urn || open.sessions.length >= ENTRY_SESSIONS)) {
          await send(open);
          open = undefined;
        }
        open ??= { urn: row.urn, sessions: [], indexes: [] };
        open.sessions.push(row.session);
        open.indexes.push(index);
      }
      await append.room();
    },
    async finish() {
      if (open) await send(open);
      open = undefined;
      const { history = 0 } = outcome.accepted;
      if (!dryRun && history > 0) await posting.note(`${history} sessions of history`, [...seen]);
    },
  };
}

/** Checks everything of a row but whether the school is known. */
export function readHistoryRow(row: CsvRow, rules: Rules): { urn: number; session: HistorySession } | Fault {
  const urn = readUrn(row.number('urn'));
  if (urn instanceof Fault) return urn;
  const session = readSession(rules.historyDay(row.text('date'), 'date'), row.text('session'));
  if (session instanceof Fault) return session;
  const counts = { possible: 0, attending: 0, authorised: -1, unauthorised: -1 };
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) {
    const given = row.number(name);
    if (given === undefined && counts[name] === -1) continue;
    if (!isCount(given)) return new Fault('malformed', name, 'must be a whole number of pupils', given ?? '');
    counts[name] = given;
  }
  return sumFault(counts) ?? { urn, session: { session, ...counts } };
}

function isCount(given: unknown): given is number {
  return Number.isInteger(given) && (given as number) >= 0 && (given as number) <= MAX_PUPILS;
}

/** possible = attending + absent, absent = authorised + unauthorised (contract, *Always*). */
function sumFault({ possible, attending, authorised, unauthorised }: Omit<HistorySession, 'session'>) {
  if (attending > possible)
    return new Fault('malformed', 'attending', `is more than the ${possible} possible`, attending);
  const absent = possible - attending;
  const given = Math.max(authorised, 0) + Math.max(unauthorised, 0);
  const bothGiven = authorised >= 0 && unauthorised >= 0;
  if (given > absent || (bothGiven && given !== absent))
    return new Fault(
      'malformed',
      authorised >= 0 ? 'authorised' : 'unauthorised',
      `authorised and unauthorised make ${given}, possible less attending is ${absent}`,
      given,
    );
  return undefined;
}
