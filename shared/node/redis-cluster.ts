/** Connections to a Redis Cluster. */
import { Cluster, type Redis, type RedisOptions } from 'ioredis';
import { slotPipeline } from './slot-pipelines.ts';

/** Of the options of a single connection those that mean something on a cluster. */
type ClusterConnectOptions = Pick<
  RedisOptions,
  'scripts' | 'connectionName' | 'maxRetriesPerRequest' | 'commandTimeout'
> & {
  readonly blocking?: boolean;
};

const MAX_RETRY_MS = 1_000;
const SLOTS_REFRESH_MS = 2_000;
/** A failover, a slot under way and a cluster that is down are waited for in steps of this. */
const RETRY_MS = 100;
/** Steps until a command fails: 15 s, as on a single Redis. A blocking reader waits on. */
const MAX_STEPS = 150;
/** A node that has stopped without closing its sockets is given up after this, so that its replica is asked. */
const SOCKET_TIMEOUT_MS = 5_000;

/**
 * Connects to the cluster that the seeds belong to. User, password and TLS of the first seed hold for every node.
 *
 * The connection is typed as that of a single Redis, whose commands it has: callers need not know which it is. Where
 * the two differ, `redis-nodes.ts` and `stream-read.ts` tell them apart.
 */
export function connectCluster(seeds: readonly string[], options: ClusterConnectOptions): Redis {
  const { blocking = false, scripts, connectionName, commandTimeout, maxRetriesPerRequest = null } = options;
  const { username, password, protocol } = new URL(seeds[0]);
  const cluster = new Cluster([...seeds], {
    enableAutoPipelining: false,
    clusterRetryStrategy: (times) => Math.min(25 * 2 ** times, MAX_RETRY_MS),
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    retryDelayOnFailover: RETRY_MS,
    retryDelayOnClusterDown: RETRY_MS,
    retryDelayOnTryAgain: RETRY_MS,
    maxRedirections: blocking ? Number.MAX_SAFE_INTEGER : MAX_STEPS,
    redisOptions: {
      socketTimeout: SOCKET_TIMEOUT_MS,
      ...(username ? { username: decodeURIComponent(username) } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
      ...(connectionName ? { connectionName } : {}),
      maxRetriesPerRequest,
      ...(commandTimeout === undefined ? {} : { commandTimeout }),
    },
  });
  for (const [name, { lua, numberOfKeys }] of Object.entries(scripts ?? {}))
    cluster.defineCommand(name, numberOfKeys === undefined ? { lua } : { lua, numberOfKeys });
  const openPlain = cluster.pipeline.bind(cluster);
  const keyed = Object.entries(scripts ?? {}).filter(([, { numberOfKeys = 0 }]) => numberOfKeys > 0);
  const names = new Set(keyed.map(([name]) => name));
  cluster.pipeline = () => slotPipeline(openPlain, names);
  return cluster as unknown as Redis;
}
