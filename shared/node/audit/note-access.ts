/** Changes of who may see what, told to the audit. */
import type { NoteAccess } from '../access-note.ts';
import type { AuditLog } from './audit-log.ts';

const MOST_WORDS = 500;

/** A change that cannot be written down is not made. */
export function noteTo(log: AuditLog): NoteAccess {
  return ({ by, action, what }) => log.write({ by, action, what: what.slice(0, MOST_WORDS) });
}
