/**
 * Retention: names of pupils who left more than so many days ago are deleted. Somebody has left when the roster in
 * force does not have them, or has them with a last day; the last day that any roster gives them counts.
 */
import { compareRosters, NEVER_LEFT, type Roster } from '../../attendance/roster.ts';
import { partitionKeys, partitionOf } from '../../redis/keys.ts';
import { decodeRoster } from '../../redis/layouts/roster.ts';
import type { Store } from '../packed-values.ts';
import type { Vault } from './vault.ts';

/** What a run found and did. `remaining` is counted again afterwards, and must be 0. */
export interface RetentionReport {
  schools: number;
  pupils: number;
  deleted: number;
  remaining: number;
}

/**
 * The last day on roll of each slot that any roster names; `NEVER_LEFT` of those still there. A roster holds until the
 * next one is in force.
 */
export function lastDays(rosters: readonly Roster[]): Map<number, number> {
  const sorted = [...rosters].sort(compareRosters);
  const last = new Map<number, number>();
  sorted.forEach(({ asOf, slots, left }, i) => {
    const next = sorted[i + 1];
    // One that was replaced on its own day was never in force: it counts for that day alone.
    const holdsUntil = next ? Math.max(next.asOf - 1, asOf) : NEVER_LEFT;
    slots.forEach((slot, row) => {
      last.set(slot, Math.max(last.get(slot) ?? 0, Math.min(left[row], holdsUntil)));
    });
  });
  return last;
}

/** Slots whose names are kept too long: gone for more than `days`, or named by no roster at all. */
export function overdueSlots(
  slots: Iterable<number>,
  rosters: readonly Roster[],
  today: number,
  days: number,
): Set<number> {
  const last = lastDays(rosters);
  return new Set([...slots].filter((slot) => (last.get(slot) ?? 0) < today - days));
}

export async function applyRetention(
  store: Store,
  vault: Vault,
  urns: readonly number[],
  today: number,
  days: number,
): Promise<RetentionReport> {
  const report: RetentionReport = { schools: 0, pupils: 0, deleted: 0, remaining: 0 };
  for (const urn of urns) {
    const names = (await vault.read([urn])).get(urn);
    if (!names || names.size === 0) continue;
    report.schools++;
    report.pupils += names.size;
    const packed = await store.redis.hvalsBuffer(
      partitionKeys.rosters(partitionOf(urn, store.partitions), urn),
    );
    const rosters = packed.map(decodeRoster);
    // A school whose rosters are still on their way to being counted has names and no roster yet.
    if (rosters.length === 0) continue;
    const overdue = overdueSlots(names.keys(), rosters, today, days);
    if (overdue.size === 0) continue;
    report.deleted += await vault.remove(urn, overdue);
    const after = (await vault.read([urn])).get(urn);
    report.remaining += overdueSlots(after?.keys() ?? [], rosters, today, days).size;
  }
  return report;
}
