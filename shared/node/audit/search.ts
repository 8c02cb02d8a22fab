/** Looking through the audit, the newest entry first: what Redis still holds, then the files. */
import { setImmediate } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { AuditEntry, AuditPage, AuditQuery } from '../../api/audit.ts';
import { globalKeys } from '../../redis/keys.ts';
import { parseLine } from './chain.ts';
import { chainFiles, listChains, readLines } from './files.ts';

const LINES_A_READ = 500;

/** Every entry, the newest first; of chains before the one in Redis in no order of chains. */
async function* newestFirst(redis: Redis, folder: string): AsyncGenerator<AuditEntry> {
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    const to = Number.isFinite(before) ? `(${before}-0` : '+';
    const entries = await redis.xrevrange(globalKeys.audit, to, '-', 'COUNT', LINES_A_READ);
    if (entries.length === 0) break;
    for (const [id, [, line]] of entries) {
      before = Number.parseInt(id, 10);
      yield parseLine(line);
    }
  }
  const current = (await redis.hget(globalKeys.auditHead, 'chain')) ?? '';
  const others = (await listChains(folder)).filter((chain) => chain !== current);
  for (const chain of [current, ...others].filter((name) => name !== ''))
    for (const path of (await chainFiles(folder, chain)).reverse()) {
      await setImmediate();
      const { lines } = await readLines(path);
      for (const line of lines.reverse()) {
        const entry = parseLine(line);
        if (chain !== current || entry.seq < before) yield entry;
      }
    }
}

function matches(entry: AuditEntry, query: Partial<AuditQuery>): boolean {
  const { school, by, action, from, to } = query;
  if (school !== undefined && !entry.schools?.includes(school)) return false;
  if (by !== undefined && entry.by.id !== by && entry.by.role !== by) return false;
  if (action !== undefined && entry.action !== action && !entry.action.startsWith(`${action}.`)) return false;
  const at = Date.parse(entry.at);
  return !(from !== undefined && at < Date.parse(from)) && !(to !== undefined && at > Date.parse(to));
}

/** A page of the entries that match. `cursor` is how many of them were shown before. */
export async function searchAudit(
  redis: Redis,
  folder: string,
  query: Partial<AuditQuery> & { limit: number },
): Promise<AuditPage> {
  const first = query.cursor ?? 0;
  const items: AuditEntry[] = [];
  let passed = 0;
  for await (const entry of newestFirst(redis, folder)) {
    if (!matches(entry, query) || passed++ < first) continue;
    if (items.length === query.limit) return { items, next: String(first + query.limit) };
    items.push(entry);
  }
  return { items };
}
