/**
 * *Check it*: counts all schools again from everything that was accepted, out of the archive and the streams, by code
 * that imports nothing of the counting, and compares every stored figure with what it finds. It may run while counting
 * goes on: each partition is read at one instant.
 */
import type { Redis } from 'ioredis';
import { type Accepted, type AcceptedParts, replayAccepted } from './recount/accepted.ts';
import { compareSchool } from './recount/compare.ts';
import { type Comparison, compareCell, type Difference, emptyComparison } from './recount/differences.ts';
import { addDigests, digestText } from './recount/digest.ts';
import { newestMarkedDay, readPartition, type StoredPartition } from './recount/read.ts';
import { emptySchool } from './recount/replay.ts';
import { onRollOn } from './recount/school.ts';

export interface RecountResult {
  /** Schools with a roster or a mark. */
  schools: number;
  /** Pupils on roll on the newest day with marks. */
  onRoll: number;
  /** Marks kept (of each identity the winning one), over all stored sessions, those that wait included. */
  marks: number;
  /** Figures compared. */
  cells: number;
  differences: number;
  /** At most 20. */
  firstDifferences: Difference[];
  /** Of all recounted figures of every school; the same in any number of partitions. */
  digest: string;
  /** The same by partition. */
  digests: string[];
  ms: number;
}

export interface RecountOptions {
  partitions: number;
  /** Folder of the archive; without it everything accepted must still be in the streams. */
  archive?: string;
  /** Told after each partition. */
  onProgress?: (done: number, partitions: number) => void;
  /** Milliseconds, for `ms`. */
  now?: () => number;
}

/** Bytes of packed marks of the schools that are held in memory at a time: about a byte a mark. */
const BYTES_AT_ONCE = 16_000_000;

/**
 * Recounts every school-session, log by minute, ledger row, year to date, persistent count, quarantined mark, history
 * and head counter from the archive and the streams. Throws when Redis fails or a packed value cannot be read.
 */
export async function recount(redis: Redis, options: RecountOptions): Promise<RecountResult> {
  const now = options.now ?? performance.now.bind(performance);
  const startedAt = now();
  const day = await newestMarkedDay(redis);
  const comparison = emptyComparison();
  const totals = { schools: 0, onRoll: 0, marks: 0 };
  const digests: string[] = [];
  let digest = 0n;
  for (let p = 0; p < options.partitions; p++) {
    const stored = await readPartition(redis, p, options.archive);
    const found = await comparePartition(comparison, stored, day, { partition: p, archive: options.archive });
    totals.schools += found.schools;
    totals.onRoll += found.onRoll;
    totals.marks += found.marks;
    digests.push(digestText(found.digest));
    digest = addDigests(digest, found.digest);
    options.onProgress?.(p + 1, options.partitions);
  }
  const ms = Math.round(now() - startedAt);
  return { ...totals, ...comparison, digest: digestText(digest), digests, ms };
}

async function comparePartition(
  comparison: Comparison,
  stored: StoredPartition,
  day: number | undefined,
  from: Pick<AcceptedParts, 'partition' | 'archive'>,
): Promise<{ schools: number; onRoll: number; marks: number; digest: bigint }> {
  const totals = { schools: 0, onRoll: 0, marks: 0, digest: 0n };
  const offset = stored.head.get('offset') ?? '0-0';
  const storedUrns = urnsOf(stored);
  const groups = Math.max(1, Math.ceil(stateBytes(stored) / BYTES_AT_ONCE));
  let waiting = 0;
  for (let group = 0; group < groups; group++) {
    const isWanted = (urn: number) => urn % groups === group;
    const accepted = await replayAccepted({ ...from, stream: stored.stream, offset }, isWanted);
    const urns = new Set([...storedUrns].filter(isWanted).concat([...accepted.schools.keys()]));
    for (const urn of urns) {
      const replayed = accepted.schools.get(urn) ?? emptySchool();
      const found = compareSchool(comparison, stored, urn, replayed);
      totals.schools++;
      totals.marks += found.marks;
      totals.digest = addDigests(totals.digest, found.digest);
      waiting += found.waiting;
      const rollDay = day ?? replayed.roll.rosters[0]?.asOf;
      if (rollDay !== undefined) totals.onRoll += onRollOn(replayed.roll, rollDay);
    }
    if (group === groups - 1) compareHead(comparison, stored, waiting, accepted);
  }
  return totals;
}

/** Schools of which anything is stored. */
function urnsOf(stored: StoredPartition): Set<number> {
  const urns = new Set<number>([...stored.rosters.keys(), ...stored.quarantine.keys()]);
  for (const { state, counts } of stored.sessions)
    for (const schools of [state, counts]) for (const urn of schools.keys()) urns.add(urn);
  for (const byYear of [stored.days, stored.yearToDate, stored.persistent, stored.history])
    for (const schools of byYear.values()) for (const urn of schools.keys()) urns.add(urn);
  return urns;
}

function stateBytes(stored: StoredPartition): number {
  let bytes = 0;
  for (const { state } of stored.sessions) for (const value of state.values()) bytes += value.length;
  return bytes;
}

/** What the last commit left against what was accepted up to it. */
function compareHead(
  comparison: Comparison,
  { head }: StoredPartition,
  waiting: number,
  accepted: Accepted,
): void {
  const place = { of: 'head', urn: 0, date: '', session: '' } as const;
  const counter = (name: string) => Number(head.get(name) ?? 0);
  compareCell(comparison, place, 'all', 'quarantined', counter('quarantined'), waiting);
  // Of what was stored before the archive began nobody knows in how many entries it came.
  if (accepted.hasBase) return;
  compareCell(comparison, place, 'all', 'entries', counter('entries'), accepted.entries);
  compareCell(comparison, place, 'all', 'marks', counter('marks'), accepted.marks);
}
