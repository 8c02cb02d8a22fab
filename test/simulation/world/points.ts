/** Which point of the counting path a sending to Redis is. */
import type { CrashPoint } from '../faults/kinds.ts';
import type { Request } from '../store/redis.ts';

const SCRIPTS: Readonly<Record<string, CrashPoint>> = {
  allocatePupils: 'allocate',
  appendEntries: 'append',
  commitCounts: 'commit',
  keepLease: 'lease',
  dropLease: 'lease',
  sayAlive: 'lease',
};

export function pointOf(process: string, requests: readonly Request[]): CrashPoint | undefined {
  const [{ name, script, args }] = requests;
  if (script !== undefined) return SCRIPTS[name];
  const key = args[0]?.toString('latin1') ?? '';
  if (process.startsWith('ingest')) {
    if (key.startsWith('idempotency:')) return 'stamp';
    if (key.startsWith('receipt:')) return 'receipt';
    return key.startsWith('pupils:') ? 'table' : undefined;
  }
  if (process.startsWith('count')) {
    if (name === 'XREAD') return 'read';
    if (name === 'HGETALL' && key.startsWith('head:')) return 'head';
    return /^(rosters|days|state|ledger|quarantine|counts):/.test(key) ? 'load' : undefined;
  }
  if (name === 'XREAD') return 'tail';
  if (name === 'XREVRANGE' || key.startsWith('head:')) return 'ends';
  if (name === 'HVALS') return 'rolls';
  return name === 'HMGET' && key.startsWith('counts:') ? 'picture' : undefined;
}
