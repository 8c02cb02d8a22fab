import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findProgram } from '../../shared/node/embedded-redis.ts';
import {
  type ClusterNode,
  clusterLocation,
  formCluster,
  spawnNode,
} from '../../shared/node/local-cluster.ts';
import { type Console, seconds } from './console.ts';
import { freePort } from './free-port.ts';
import { type KeptProcess, keepRunning } from './kept-process.ts';

const MASTERS = 3;
const NODES = 6;

const portsSchema = z.array(z.object({ port: z.number(), busPort: z.number() })).length(NODES);

/**
 * Starts three masters and three replicas with their data in the data folder, and keeps them running: a node that dies
 * comes back as a replica of the one that stepped in. Settles with the seeds when the cluster is whole.
 */
export async function startLocalCluster(
  data: string,
  console: Console,
  onStart: (redis: KeptProcess) => void,
  signal: AbortSignal,
): Promise<string> {
  const program = findProgram('redis-server');
  if (program === undefined)
    throw new Error('redis-server is not installed. Run: apt-get install redis-server');
  const nodes = await placeNodes(join(data, 'cluster'));
  const startedAt = Date.now();
  for (const [i, node] of nodes.entries()) {
    const plan = {
      name: `redis-${i + 1}`,
      log: join(node.folder, 'redis.log'),
      spawn: () => spawnNode(program, node),
    };
    onStart(keepRunning(plan, console, () => undefined));
  }
  await formCluster(nodes, MASTERS);
  signal.throwIfAborted();
  console.say(
    `A Redis Cluster of ${MASTERS} masters and ${NODES - MASTERS} replicas is whole after ${seconds(Date.now() - startedAt)}.`,
  );
  return clusterLocation(nodes);
}

/** Folders and ports of the nodes: free ones the first time, the same ones ever after, since the nodes know each other by them. */
async function placeNodes(folder: string): Promise<ClusterNode[]> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'ports.json');
  if (!existsSync(path)) writeFileSync(path, JSON.stringify(await choosePorts()));
  const ports = portsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return ports.map((place, i) => ({ ...place, folder: join(folder, `node-${i + 1}`) }));
}

async function choosePorts(): Promise<{ port: number; busPort: number }[]> {
  const ports = new Set<number>();
  while (ports.size < NODES * 2) ports.add(await freePort());
  const all = [...ports];
  return Array.from({ length: NODES }, (_, i) => ({ port: all[i], busPort: all[NODES + i] }));
}
