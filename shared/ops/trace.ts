/** The way of one request from intake to the screens, put together from what each stage wrote down. */

/** One partition a request had entries in. Times are real, ms; null when not (yet) known. */
export interface TracedPartition {
  partition: number;
  /** Id of the request's last entry in the partition's stream. */
  entry: string;
  /** When that entry was on disk. */
  storedAt: number;
  /** When the commit that counted it was on disk. */
  countedAt: number | null;
  /** When each gateway had told its screens, by gateway. */
  shownAt: Record<string, number>;
  /** Why a time is missing. */
  note: string | null;
}

/** A commit as the change stream tells: its number, time (ms) and the offset it counted up to. */
export interface TracedCommit {
  sequence: number;
  at: number;
  offset: string;
}

/** A gateway's note: it had told everything of a partition up to `sequence` at `at` (ms). */
export interface TracedTelling {
  gateway: string;
  at: number;
  sequence: number;
}

const parts = (id: string): [number, number] => {
  const [ms, sequence] = id.split('-').map(Number);
  return [ms, sequence ?? 0];
};

/** Whether stream id `a` is at or after `b`. */
export function reaches(a: string, b: string): boolean {
  const [[aMs, aSeq], [bMs, bSeq]] = [parts(a), parts(b)];
  return aMs > bMs || (aMs === bMs && aSeq >= bSeq);
}

/**
 * @param offset id of the last entry counted in the partition
 * @param commits what is left of the partition's change stream, oldest first
 * @param tellings what is left of the gateways' notes on the partition, oldest first
 */
export function tracePartition(
  partition: number,
  entry: string,
  offset: string,
  commits: readonly TracedCommit[],
  tellings: readonly TracedTelling[],
): TracedPartition {
  const traced = { partition, entry, storedAt: parts(entry)[0], countedAt: null, shownAt: {} };
  if (!reaches(offset, entry)) return { ...traced, note: 'waits to be counted' };
  const at = commits.findIndex((commit) => reaches(commit.offset, entry));
  if (at < 0) return { ...traced, note: 'counted, and changed no count' };
  if (at === 0 && commits[0].sequence > 1)
    return { ...traced, note: 'counted; the note of that commit is gone' };
  const { sequence, at: countedAt } = commits[at];
  const shownAt: Record<string, number> = {};
  for (const telling of tellings) if (telling.sequence >= sequence) shownAt[telling.gateway] ??= telling.at;
  const note = Object.keys(shownAt).length > 0 ? null : 'counted; no gateway has told its screens';
  return { ...traced, countedAt, shownAt, note };
}
