/** Who changed the registry (schools, hubs, targets, ...) is audited before the change is answered for. */
import { MOST_SCHOOLS } from '../../shared/api/audit.ts';
import type { AuditLog } from '../../shared/node/audit/audit-log.ts';
import { KINDS } from './kinds.ts';
import type { Posting } from './posting.ts';

/** Marks and rosters are not audited one by one: their entries say themselves which token sent them. */
export async function auditPosting(audit: AuditLog, posting: Posting): Promise<void> {
  const { kind, outcome, reader, origin, changed, patience } = posting;
  if (KINDS[kind].action !== 'post-registry' || !outcome.anyAccepted) return;
  const { id, role, scope } = reader;
  const by = { id, role, scope };
  const accepted = Object.entries(outcome.accepted).map(([name, count]) => `${count} ${name}`);
  const what = `${accepted.join(', ')}; receipt ${origin.receipt}`;
  const urns = [...changed];
  for (let from = 0; from === 0 || from < urns.length; from += MOST_SCHOOLS) {
    const schools = urns.slice(from, from + MOST_SCHOOLS);
    await patience.run(() => audit.write({ by, action: `registry.${kind}`, what, schools }));
  }
}
