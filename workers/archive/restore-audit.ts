/** Lets the audit go on behind a rebuild: its chain continues where the files end, and says that it does. */
import { cp } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import { AuditLog } from '../../shared/node/audit/audit-log.ts';
import { AuditFiles } from '../../shared/node/audit/files.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

/** Copies the audit's files out of a backup; what is there already stays as it is. */
export async function copyAudit(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, force: false }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/**
 * Sets the end of the chain, as the archive noted it, to the end of its files, and audits the rebuild. Files that end
 * before what was known to be filed were cut: then the end is left as noted, and `bellwether audit verify` shows it.
 * @param folder of the audit's files
 * @param now instant for the entry, ms
 */
export async function restoreAudit(redis: Redis, folder: string, now: () => number): Promise<void> {
  const head = await redis.hgetall(globalKeys.auditHead);
  let lost = 0;
  if (head.chain) {
    const { end } = await AuditFiles.open(folder, head.chain);
    if (end.seq >= Number(head.filed ?? 0)) {
      lost = Math.max(0, Number(head.seq) - end.seq);
      const { seq, hash } = end;
      await redis.hset(globalKeys.auditHead, { seq, hash, filed: seq, filedHash: hash });
    }
  }
  const what =
    lost === 0
      ? 'from the archive'
      : `from the archive; the last ${lost} entries before it were in no file and are lost`;
  const by = { id: 'bellwether rebuild', role: 'operator' as const, scope: '' };
  await new AuditLog(redis, now).write({ by, action: 'installation.rebuilt', what });
}
