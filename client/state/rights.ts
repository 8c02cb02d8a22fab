/** What this reader may do, by the one policy that the server decides by too: nothing is offered that would be refused. */
import { type Action, decideRole } from '../../shared/access/policy.ts';
import type { SignedIn } from '../live/session.ts';

export const may = (reader: SignedIn, action: Action): boolean => decideRole(reader, action) === 'ok';
