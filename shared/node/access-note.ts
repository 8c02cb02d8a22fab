/** A change of who may see what, as the audit is told of it. */
export interface AccessNote {
  /** Id of the reader, or `cli:<user>`. */
  who: string;
  role: string;
  action:
    | 'token-create'
    | 'token-rotate'
    | 'token-revoke'
    | 'sign-in'
    | 'sign-out'
    | 'sign-in-refused'
    | 'role-changed';
  /** What it was done to: ids, roles and scopes, never a secret. */
  what: string;
}

/** Settles when the note is kept; a change that cannot be noted is not made. */
export type NoteAccess = (note: AccessNote) => Promise<void>;
