/** A real Redis Cluster for one test file: three masters, three replicas, in a folder of its own. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findProgram } from '../../shared/node/embedded-redis.ts';
import {
  type ClusterNode,
  clusterLocation,
  formCluster,
  spawnNode,
} from '../../shared/node/local-cluster.ts';
import { connectRedis } from '../../shared/node/redis.ts';
import type { TestRedis } from './redis.ts';

const MASTERS = 3;
const NODES = 6;

export interface TestCluster extends TestRedis {
  /** A connection to one node alone, by its index. */
  node(index: number): Redis;
  /** Index of the node that holds the key now. */
  ownerOf(key: string): Promise<number>;
  killNode(index: number): Promise<void>;
  /** Stops or continues a node's process without its sockets being closed. */
  signalNode(index: number, signal: 'SIGSTOP' | 'SIGCONT'): void;
  restartNode(index: number): Promise<void>;
  /** Moves the slot of a key, with every key in it, to another master, as `redis-cli --cluster reshard` does. */
  moveSlotOf(key: string): Promise<void>;
}

export async function startTestCluster(): Promise<TestCluster> {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('redis-server is not installed; npm test installs it');
  const data = await mkdtemp(join(tmpdir(), 'bellwether-cluster-'));
  const nodes = await freeNodes(data);
  const children: ChildProcess[] = nodes.map((node) => spawnNode(program, node));
  await formCluster(nodes, MASTERS);
  const connections: Redis[] = [];
  const keep = (redis: Redis) => {
    redis.on('error', () => undefined);
    connections.push(redis);
    return redis;
  };
  const direct = nodes.map(({ port }) => keep(new Redis({ host: '127.0.0.1', port })));
  const killNode = (index: number) => endChild(children[index]);
  const killAll = async () => void (await Promise.all(children.map(endChild)));
  const ownerOf = async (key: string) => {
    for (const node of direct) {
      const slot = await node.cluster('KEYSLOT', key).catch(() => undefined);
      if (slot === undefined) continue;
      const ranges = await node.cluster('SLOTS');
      const range = ranges.find(([from, to]) => from <= Number(slot) && Number(slot) <= to);
      return nodes.findIndex(({ port }) => port === range?.[2]?.[1]);
    }
    throw new Error('no node of the cluster answers');
  };
  return {
    location: clusterLocation(nodes),
    data,
    connect: (options) => keep(connectRedis(clusterLocation(nodes), options)),
    kill: killAll,
    restart: async () => {
      await killAll();
      nodes.forEach((node, i) => {
        children[i] = spawnNode(program, node);
      });
      await formCluster(nodes, MASTERS);
    },
    stop: async () => {
      for (const redis of connections) redis.disconnect();
      await killAll();
      await rm(data, { recursive: true, force: true });
    },
    node: (index) => direct[index],
    ownerOf,
    killNode,
    signalNode: (index, signal) => void children[index].kill(signal),
    restartNode: async (index) => {
      await killNode(index);
      children[index] = spawnNode(program, nodes[index]);
    },
    moveSlotOf: (key) => moveSlot(direct, nodes, ownerOf, key),
  };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function freeNodes(data: string): Promise<ClusterNode[]> {
  const probes = Array.from({ length: NODES * 2 }, () => createServer());
  const ports = await Promise.all(
    probes.map(async (probe) => {
      await once(probe.listen(0, '127.0.0.1'), 'listening');
      return (probe.address() as { port: number }).port;
    }),
  );
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
  return Array.from({ length: NODES }, (_, i) => ({
    port: ports[i],
    busPort: ports[NODES + i],
    folder: join(data, `node-${i}`),
  }));
}

async function moveSlot(
  direct: readonly Redis[],
  nodes: readonly ClusterNode[],
  ownerOf: (key: string) => Promise<number>,
  key: string,
): Promise<void> {
  const source = await ownerOf(key);
  const slot = Number(await direct[source].cluster('KEYSLOT', key));
  const ids = (await Promise.all(direct.map((node) => node.cluster('MYID')))) as string[];
  const roles = await Promise.all(direct.map((node) => node.info('replication')));
  const target = roles.findIndex((info, i) => i !== source && info.includes('role:master'));
  await direct[target].cluster('SETSLOT', slot, 'IMPORTING', ids[source]);
  await direct[source].cluster('SETSLOT', slot, 'MIGRATING', ids[target]);
  for (;;) {
    const keys = (await direct[source].cluster('GETKEYSINSLOT', slot, 20)) as string[];
    if (keys.length === 0) break;
    await direct[source].call('MIGRATE', '127.0.0.1', nodes[target].port, '', 0, 10_000, 'KEYS', ...keys);
    await sleep(1);
  }
  await direct[target].cluster('SETSLOT', slot, 'NODE', ids[target]);
  await direct[source].cluster('SETSLOT', slot, 'NODE', ids[target]);
}
