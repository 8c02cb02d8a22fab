/**
 * Reads several streams at once, waiting for the first entry. On a single Redis that is one blocking XREAD. On a
 * cluster XREAD takes only streams of one hash slot, and a blocked connection serves nobody else: there each stream is
 * asked without blocking, one pipeline a slot, again after a short pause.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { isCluster } from './redis-nodes.ts';

/** Pause between two looks on a cluster: what a mark waits at most for being seen. */
const LOOK_MS = 20;
const CLOSED = new Set(['disconnecting', 'end']);

/** One entry: its id, and its fields and values in turn. */
export interface StreamEntry {
  id: string;
  fields: Buffer[];
}

export interface StreamWait {
  /** Entries of each stream at most. */
  count: number;
  /** How long to wait for the first, ms. */
  blockMs: number;
}

type ReadAnswer = [Buffer, [Buffer, Buffer[]][]][] | null;

/**
 * Entries behind the positions, by stream; streams without any are left out, and after `blockMs` without any at all
 * the map is empty.
 * @param positions stream to the id of the last entry known; the connection is this reader's alone
 */
export async function readStreams(
  redis: Redis,
  positions: ReadonlyMap<string, string>,
  wait: StreamWait,
): Promise<Map<string, StreamEntry[]>> {
  if (!isCluster(redis)) return blockingRead(redis, positions, wait);
  const until = performance.now() + wait.blockMs;
  for (;;) {
    // A cluster connection that was closed would keep a command for ever.
    if (CLOSED.has(redis.status)) throw new Error('Connection is closed.');
    const found = await lookOnce(redis, positions, wait.count);
    if (found.size > 0 || performance.now() >= until) return found;
    await sleep(LOOK_MS);
  }
}

async function blockingRead(
  redis: Redis,
  positions: ReadonlyMap<string, string>,
  { count, blockMs }: StreamWait,
): Promise<Map<string, StreamEntry[]>> {
  const places = [...positions.keys(), ...positions.values()];
  const answer = await redis.xreadBuffer('COUNT', count, 'BLOCK', blockMs, 'STREAMS', ...places);
  return toEntries(answer as ReadAnswer);
}

async function lookOnce(
  redis: Redis,
  positions: ReadonlyMap<string, string>,
  count: number,
): Promise<Map<string, StreamEntry[]>> {
  const pipeline = redis.pipeline();
  for (const [key, id] of positions) pipeline.xreadBuffer('COUNT', count, 'STREAMS', key, id);
  const found = new Map<string, StreamEntry[]>();
  for (const [error, answer] of (await pipeline.exec()) ?? []) {
    if (error) throw error;
    for (const [key, entries] of toEntries(answer as ReadAnswer)) found.set(key, entries);
  }
  return found;
}

function toEntries(answer: ReadAnswer): Map<string, StreamEntry[]> {
  const streams = (answer ?? []).map(([key, entries]): [string, StreamEntry[]] => [
    key.toString(),
    entries.map(([id, fields]) => ({ id: id.toString(), fields })),
  ]);
  return new Map(streams);
}
