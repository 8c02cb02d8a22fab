import { Redis, type RedisOptions } from 'ioredis';
import { connectCluster } from './redis-cluster.ts';

/** Connection options on top of the house's own; `blocking` is for a connection of a blocking reader. */
export type ConnectOptions = Omit<RedisOptions, 'replyMapping'> & { readonly blocking?: boolean };

const MAX_RETRY_MS = 1_000;
/** While Redis loads its data, ioredis would wait for as long as Redis guesses, which is seconds too long. */
const MAX_LOADING_RETRY_MS = 200;
const SOCKET_TIMEOUT_MS = 30_000;

/**
 * A connection to `unix:///path/redis.sock`, to `redis://host:6379[/db]`, or to the Redis Cluster whose seeds are
 * several `redis://host:6379`, separated by commas.
 *
 * - Every command may run twice: a reply can be lost and the command resent.
 * - With `blocking` a command waits for as long as Redis is away; otherwise it fails after 20 tries (about 15 s).
 *   Use a finite BLOCK well under 30 s: a socket silent for longer is dropped and opened again.
 * - Code that must also run on a cluster keeps the keys of one command and of one `multi` in one hash slot, reads
 *   streams by `readStreams` and lists keys by `scanKeys`. Pipelines may touch any keys (`slot-pipelines.ts`).
 * - The caller listens for `error` (or gets the connection from `WorkerParts.connect`, which does) and ends it with
 *   `disconnect()`.
 */
export function connectRedis(location: string, options: ConnectOptions = {}): Redis {
  if (isClusterLocation(location)) return connectCluster(location.split(','), options);
  const { blocking = false, ...rest } = options;
  const settings = {
    enableAutoPipelining: false,
    retryStrategy: (times: number) => Math.min(25 * 2 ** times, MAX_RETRY_MS),
    maxLoadingRetryTime: MAX_LOADING_RETRY_MS,
    maxRetriesPerRequest: blocking ? null : 20,
    ...(blocking ? { socketTimeout: SOCKET_TIMEOUT_MS } : {}),
    ...rest,
  };
  return location.startsWith('unix://')
    ? new Redis({ ...settings, path: location.slice('unix://'.length) })
    : new Redis(location, settings);
}

/** Whether the location names a Redis Cluster: by several seeds. */
export function isClusterLocation(location: string): boolean {
  return location.includes(',');
}
