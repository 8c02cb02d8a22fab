/** Who sits at the command line, as the audit knows them. */
import { userInfo } from 'node:os';
import type { Redis } from 'ioredis';
import type { Audited } from '../../shared/api/audit.ts';
import { AuditLog } from '../../shared/node/audit/audit-log.ts';

/** Settles when it is written down; commands show and change nothing before. */
export function noteOperator(redis: Redis, done: Omit<Audited, 'by'>): Promise<void> {
  const by = { id: `cli:${userInfo().username}`, role: 'operator' as const, scope: '' };
  return new AuditLog(redis, Date.now).write({ by, ...done });
}
