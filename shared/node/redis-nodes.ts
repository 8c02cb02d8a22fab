/** What has to be asked of every node of a Redis Cluster, and of the one Redis there is otherwise. */
import type { Cluster, Redis } from 'ioredis';

const SCAN_COUNT = 10_000;

/** Whether a connection is one to a cluster. */
export function isCluster(redis: Redis): boolean {
  return (redis as Redis & { isCluster?: boolean }).isCluster === true;
}

/** A connection to each node that holds keys: the masters of a cluster, or the connection itself. */
export function mastersOf(redis: Redis): Redis[] {
  return isCluster(redis) ? (redis as unknown as Cluster).nodes('master') : [redis];
}

/**
 * Keys that match, of all nodes, sorted; a key that Redis tells twice is listed once. Keys that come or go meanwhile
 * may be told or not, and so may those of a slot that is just being moved.
 */
export async function scanKeys(redis: Redis, pattern: string): Promise<string[]> {
  const keys = new Set<string>();
  for (const node of mastersOf(redis)) {
    let cursor = '0';
    do {
      const [next, found] = await node.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
      for (const key of found) keys.add(key);
      cursor = next;
    } while (cursor !== '0');
  }
  return [...keys].sort();
}
