/** What this reader may do, by the one policy that the server decides by too: nothing is offered that would be refused. */
import { type Action, decideRole, sightOf } from '../../shared/access/policy.ts';
import type { SignedIn } from '../live/session.ts';

export const may = (reader: SignedIn, action: Action): boolean => decideRole(reader, action) === 'ok';

/** Whether figures of areas are exact for this reader, and not made of what may be shown of each school. */
export const seesSmallNumbers = ({ role, scope }: SignedIn): boolean =>
  sightOf({ id: '', role, scope, names: false }).smallNumbers;
