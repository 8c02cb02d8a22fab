/**
 * How a writer finds out that Redis has lost what it had answered for, by a failover to a replica that was behind or by
 * a restored copy. Pure: Redis counts the entries of each writer by partition, in the order it ran the appends, and
 * whoever sees that number fall has seen a loss. Stream ids cannot tell: they go by the clock and rise again.
 */

/** What a writer knows of one partition. */
export interface Known {
  /** The greatest number of own entries that Redis has answered since the last loss. */
  readonly written: number;
  /** Losses found so far. */
  readonly generation: number;
}

export const NOTHING_KNOWN: Known = { written: 0, generation: 0 };

/** What a writer appended last to a partition. */
export interface Last {
  /** Own entries by then. */
  readonly upTo: number;
  /** Stream ids that are there as long as nothing of the writer is lost. */
  readonly ids: readonly string[];
}

/** An append that was answered. */
export interface Answered {
  /** Own entries by then, its own included. */
  readonly upTo: number;
  /** Stream id of its last one. */
  readonly id: string;
  /** Stream id of this writer's last entry before it, as Redis knew it; undefined in a journal of before this was asked. */
  readonly before: string | undefined;
}

/**
 * What is last after one more append was answered. Its id stands for that of the entry which Redis had before it: both
 * are of one history. Whatever else was answered may be of another one, in which it is lost, and made good by number by
 * an append that nobody heard of: it stays beside it until all are looked for.
 */
export function followed(last: Last | undefined, { upTo, id, before }: Answered): Last {
  const ids = before === undefined ? [] : (last?.ids ?? []).filter((one) => one !== before);
  return { upTo: Math.max(last?.upTo ?? 0, upTo), ids: [...ids, id] };
}

/** A loss that is to be repaired. */
export interface Loss {
  /** Own entries that are still there; what the writer appended behind them is lost. */
  readonly kept: number;
  /** When it was found, ms since 1970. */
  readonly foundAt: number;
}

/** Two losses of one partition as one. */
export function bothLosses(a: Loss | undefined, b: Loss): Loss {
  if (a === undefined) return b;
  return { kept: Math.min(a.kept, b.kept), foundAt: Math.min(a.foundAt, b.foundAt) };
}

/** What an answer of Redis says. */
export interface Judged {
  readonly known: Known;
  /** Own entries that are still there, counted from the first; everything the writer appended behind them is lost. */
  readonly lostAbove: number | undefined;
}

/**
 * Judges an answer.
 * @param now what is known when the answer is here
 * @param asked what was known when the question was sent: Redis ran everything answered by then before it
 * @param written own entries that Redis has by the answer, those of the append itself included
 */
export function judge(now: Known, asked: Known, written: number): Judged {
  // Asked before a loss that was found since: the answer is of the new history, which began lower.
  const isLoss = asked.generation === now.generation && written < asked.written;
  if (isLoss) return { known: { written, generation: now.generation + 1 }, lostAbove: written };
  return { known: { ...now, written: Math.max(now.written, written) }, lostAbove: undefined };
}

/** Whether a journal's record has to be sent again when only the first `kept` entries of its writer are there. */
export function isLost(record: { readonly upTo: number }, kept: number): boolean {
  return record.upTo > kept;
}
