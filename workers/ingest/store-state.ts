/** What the nodes of Redis say of themselves, as one state of intake. Pure. */
import type { IntakeState } from '../../shared/ops/intake-state.ts';

/** What matters of `INFO` of one master. */
export interface NodeInfo {
  role: string;
  replicas: number;
  usedMemory: number;
  /** 0 when it has no limit. */
  maxMemory: number;
  aofEnabled: boolean;
  /** Whether the last write and the last sync of the append-only file succeeded. */
  aofOk: boolean;
  aofBytes: number;
}

/** Reads the sections `replication`, `memory` and `persistence`. */
export function readInfo(info: string): NodeInfo {
  const field = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? '';
  return {
    role: field('role'),
    replicas: Number(field('connected_slaves')),
    usedMemory: Number(field('used_memory')),
    maxMemory: Number(field('maxmemory')),
    aofEnabled: field('aof_enabled') === '1',
    aofOk: field('aof_last_write_status') !== 'err',
    aofBytes: Number(field('aof_current_size')),
  };
}

/** Above this share of `maxmemory` nothing more is begun: what is under way still fits. */
const FULL = 0.98;

export interface StoreNeeds {
  /** Replicas that a 202 waits for. */
  replicas: number;
  /** Room on the disk of the append-only file; undefined when it is another machine's. */
  freeBytes: number | undefined;
  minFreeBytes: number;
}

/** The state by what the nodes say; the gravest that any of them is in. */
export function judgeStore(nodes: readonly NodeInfo[], needs: StoreNeeds): IntakeState {
  const { freeBytes, minFreeBytes, replicas } = needs;
  if (nodes.some(({ role }) => role !== 'master')) return 'redis_readonly';
  if (nodes.some(({ aofOk }) => !aofOk)) return 'redis_cannot_write';
  const appendOnlyBytes = nodes.reduce((sum, { aofBytes }) => sum + aofBytes, 0);
  if (freeBytes !== undefined && freeBytes < Math.max(minFreeBytes, 2 * appendOnlyBytes)) return 'disk_low';
  if (nodes.some(({ usedMemory, maxMemory }) => maxMemory > 0 && usedMemory > maxMemory * FULL))
    return 'redis_full';
  if (nodes.some((node) => node.replicas < replicas)) return 'replicas_missing';
  return 'ok';
}
