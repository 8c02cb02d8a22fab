/** A change of who may see what, as the audit is told of it. */
import type { Role } from '../access/roles.ts';

export interface AccessNote {
  /** `operator` at the command line, `system` for somebody who has no role. */
  by: { id: string; role: Role | 'operator' | 'system'; scope: string };
  action:
    | 'token.create'
    | 'token.rotate'
    | 'token.revoke'
    | 'session.sign-in'
    | 'session.refused'
    | 'session.sign-out'
    | 'session.role-changed';
  /** What it was done to: ids, roles and scopes, never a secret. */
  what: string;
}

/** Settles when the note is kept; a change that cannot be noted is not made. */
export type NoteAccess = (note: AccessNote) => Promise<void>;
