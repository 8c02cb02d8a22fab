/** A Redis Cluster on this machine: masters and replicas as processes, each with a folder of its own. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { DURABLE_SETTINGS, spawnServer } from './embedded-redis.ts';

/** Where a node listens and keeps its data. `port` is for clients, `busPort` for the other nodes. */
export interface ClusterNode {
  readonly port: number;
  readonly busPort: number;
  readonly folder: string;
}

const SLOTS = 16_384;
/** A master silent for so long is taken to have failed, and one of its replicas steps in within another second. */
const NODE_TIMEOUT_MS = 2_000;
const ASK_EVERY_MS = 50;
const PATIENCE_MS = 30_000;

/** What `--redis` takes for the cluster of these nodes. */
export function clusterLocation(nodes: readonly ClusterNode[]): string {
  return nodes.map(({ port }) => `redis://127.0.0.1:${port}`).join(',');
}

/** Starts one node on its folder; what it was, a master or a replica of whom, it finds there. */
export function spawnNode(program: string, { port, busPort, folder }: ClusterNode): ChildProcess {
  mkdirSync(folder, { recursive: true });
  return spawnServer(program, {
    ...DURABLE_SETTINGS,
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    logfile: join(folder, 'redis.log'),
    'cluster-enabled': 'yes',
    'cluster-port': String(busPort),
    'cluster-config-file': 'nodes.conf',
    'cluster-node-timeout': String(NODE_TIMEOUT_MS),
    // The other shards go on while one fails over.
    'cluster-require-full-coverage': 'no',
    'repl-diskless-sync-delay': '0',
    'repl-backlog-size': '64mb',
  });
}

/**
 * Makes a cluster of running nodes, or waits until the one they were is whole again.
 * @param masters how many of the nodes, the first ones, share the slots; each of the others replicates one of them
 * @throws Error when it is not whole within 30 s
 */
export async function formCluster(nodes: readonly ClusterNode[], masters: number): Promise<void> {
  const connections = nodes.map(({ port }) => connectNode(port));
  try {
    await until('nodes answer', async () => {
      const pongs = await Promise.all(connections.map((node) => node.ping().catch(() => '')));
      return pongs.every((pong) => pong === 'PONG');
    });
    if (!(await isFormed(connections[0], nodes.length))) await form(connections, nodes, masters);
    await until('the cluster is whole', () => isWhole(connections, masters));
  } finally {
    for (const connection of connections) connection.disconnect();
  }
}

function connectNode(port: number): Redis {
  const node = new Redis({ host: '127.0.0.1', port, retryStrategy: () => ASK_EVERY_MS });
  node.on('error', () => undefined);
  return node;
}

async function form(
  connections: readonly Redis[],
  nodes: readonly ClusterNode[],
  masters: number,
): Promise<void> {
  for (const [i, node] of connections.entries()) await node.cluster('SET-CONFIG-EPOCH', i + 1);
  for (let i = 0; i < masters; i++) {
    const [first, next] = [i, i + 1].map((share) => Math.round((share * SLOTS) / masters));
    await connections[i].call('CLUSTER', 'ADDSLOTSRANGE', first, next - 1);
  }
  for (const { port, busPort } of nodes)
    await connections[0].call('CLUSTER', 'MEET', '127.0.0.1', port, busPort);
  await until('nodes know each other', async () => {
    const known = await Promise.all(connections.map((node) => isFormed(node, nodes.length)));
    return known.every((all) => all);
  });
  for (let i = masters; i < nodes.length; i++) {
    const master = (await connections[i % masters].cluster('MYID')) as string;
    await connections[i].cluster('REPLICATE', master);
  }
}

async function isFormed(node: Redis, count: number): Promise<boolean> {
  const lines = ((await node.cluster('NODES')) as string).trim().split('\n');
  return lines.length >= count && lines.every((line) => !line.includes('handshake'));
}

/** Every node sees all slots served, and as many masters as there should be each have a replica, if any has. */
async function isWhole(connections: readonly Redis[], masters: number): Promise<boolean> {
  const states = await Promise.all(connections.map((node) => node.cluster('INFO') as Promise<string>));
  if (!states.every((info) => info.includes('cluster_state:ok') && /slots_ok:16384/.test(info))) return false;
  if (connections.length === masters) return true;
  const roles = await Promise.all(connections.map((node) => node.info('replication')));
  const linked = roles.filter((info) => info.includes('master_link_status:up')).length;
  return linked === connections.length - masters;
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new Error(`waited ${PATIENCE_MS / 1000} s until ${what}; see the nodes' redis.log`);
    await sleep(ASK_EVERY_MS);
  }
}
