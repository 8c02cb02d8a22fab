/**
 * Who changes the registry (schools, hubs, targets, ...) or the years before is written down before it is changed:
 * a sender that is cut off, or a worker that dies, leaves no change that nobody knows of. Marks and rosters are not
 * written down one by one: their entries say themselves which token sent them.
 */
import { MOST_SCHOOLS } from '../../shared/api/audit.ts';
import type { AuditLog } from '../../shared/node/audit/audit-log.ts';
import type { Posting } from './posting.ts';

type Sender = Pick<Posting, 'kind' | 'reader' | 'origin' | 'patience'>;

/** Settles when the change that is about to be made is written down. */
export function changeNotes(audit: AuditLog, { kind, reader, origin, patience }: Sender): Posting['note'] {
  const { id, role, scope } = reader;
  const by = { id, role, scope };
  return async (words, urns) => {
    const what = `${words}; receipt ${origin.receipt}`;
    for (let from = 0; from === 0 || from < urns.length; from += MOST_SCHOOLS) {
      const schools = urns.slice(from, from + MOST_SCHOOLS);
      await patience.run(() => audit.write({ by, action: `registry.${kind}`, what, schools }));
    }
  };
}
