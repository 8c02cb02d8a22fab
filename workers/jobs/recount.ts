/**
 * *Check it*: counts all schools again from the stored marks and rosters, by code that imports nothing of the
 * counting, and compares every stored figure with what it finds. It may run while counting goes on: each partition
 * is read at one instant.
 */
import type { Redis } from 'ioredis';
import { compareSchool } from './recount/compare.ts';
import { type Comparison, compareCell, type Difference, emptyComparison } from './recount/differences.ts';
import { newestMarkedDay, readPartition, type StoredPartition } from './recount/read.ts';
import { rollOf } from './recount/roll.ts';
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
  ms: number;
}

export interface RecountOptions {
  partitions: number;
  /** Told after each partition. */
  onProgress?: (done: number, partitions: number) => void;
  /** Milliseconds, for `ms`. */
  now?: () => number;
}

/**
 * Recounts every school-session, ledger row, year to date, persistent count, quarantined mark and head counter.
 * Memory is bounded by the largest partition. Throws when Redis fails or a packed value cannot be read.
 */
export async function recount(redis: Redis, options: RecountOptions): Promise<RecountResult> {
  const now = options.now ?? performance.now.bind(performance);
  const startedAt = now();
  const day = await newestMarkedDay(redis);
  const comparison = emptyComparison();
  const totals = { schools: 0, onRoll: 0, marks: 0 };
  for (let p = 0; p < options.partitions; p++) {
    const found = comparePartition(comparison, await readPartition(redis, p), day);
    totals.schools += found.schools;
    totals.onRoll += found.onRoll;
    totals.marks += found.marks;
    options.onProgress?.(p + 1, options.partitions);
  }
  return { ...totals, ...comparison, ms: Math.round(now() - startedAt) };
}

function comparePartition(
  comparison: Comparison,
  stored: StoredPartition,
  day: number | undefined,
): { schools: number; onRoll: number; marks: number } {
  const urns = new Set<number>(stored.rosters.keys());
  for (const { state, counts } of stored.sessions)
    for (const schools of [state, counts]) for (const urn of schools.keys()) urns.add(urn);
  for (const urn of stored.quarantine.keys()) urns.add(urn);
  const totals = { schools: urns.size, onRoll: 0, marks: 0 };
  let waiting = 0;
  for (const urn of urns) {
    const roll = rollOf(stored.rosters.get(urn) ?? []);
    const found = compareSchool(comparison, stored, urn, roll);
    totals.marks += found.marks;
    waiting += found.waiting;
    const rollDay = day ?? roll.rosters[0]?.asOf;
    if (rollDay !== undefined) totals.onRoll += onRollOn(roll, rollDay);
  }
  compareHead(comparison, stored, waiting);
  return totals;
}

/** What the last commit left; against intake's own counters only when everything appended has been applied. */
function compareHead(
  comparison: Comparison,
  { head, intake, lastEntry }: StoredPartition,
  waiting: number,
): void {
  const place = { of: 'head', urn: 0, date: '', session: '' } as const;
  const counter = (hash: ReadonlyMap<string, string>, name: string) => Number(hash.get(name) ?? 0);
  compareCell(comparison, place, 'all', 'quarantined', counter(head, 'quarantined'), waiting);
  if (lastEntry === undefined || head.get('offset') !== lastEntry) return;
  for (const name of ['entries', 'marks'])
    compareCell(comparison, place, 'all', name, counter(head, name), counter(intake, name));
}
