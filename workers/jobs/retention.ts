/** Each night: names of pupils who have left are deleted when their time is over, and that is proved and audited. */
import { londonTime, toDay } from '../../shared/attendance/dates.ts';
import { AuditLog } from '../../shared/node/audit/audit-log.ts';
import { allSchools } from '../../shared/node/pupils/find.ts';
import { KeyRing } from '../../shared/node/vault/keys.ts';
import { applyRetention } from '../../shared/node/vault/retention.ts';
import { Vault } from '../../shared/node/vault/vault.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import type { JobParts } from './job.ts';

export async function retain({ redis, config, clock, logger }: JobParts): Promise<void> {
  const vault = new Vault(redis, KeyRing.of(config));
  if (!vault.isOpen) return;
  const today = toDay(londonTime(clock.now()).date);
  const store = { redis, partitions: config.partitions };
  const days = config.pupilRetention;
  const report = await applyRetention(store, vault, await allSchools(redis), today, days);
  await new AuditLog(redis, () => clock.now()).write({
    by: { id: 'retention', role: 'system', scope: '' },
    action: 'pupils.retention',
    what: `${report.deleted} of ${report.pupils} deleted after ${days} days, ${report.remaining} left to delete`,
    pupils: report.deleted,
  });
  const at = new Date(clock.now()).toISOString();
  await redis.set(globalKeys.lastRetention, JSON.stringify({ at, days, ...report }));
  logger.info(report, 'names_retained');
}
