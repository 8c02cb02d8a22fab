/** Who this browser is to the server. In demo access the page signs itself in. */
import { z } from 'zod';
import { type Role, roleSchema } from '../../shared/access/roles.ts';
import { getJson, HttpError, postJson, removeJson } from './http.ts';

export const sessionSchema = z.looseObject({
  role: roleSchema,
  scope: z.string().nullish(),
  demo: z.boolean().optional(),
});

export interface SignedIn {
  role: Role;
  /** The view this reader is set to. */
  scope: string;
  demo: boolean;
}

const nobodySchema = z.looseObject({ role: z.null() });

const toSignedIn = (session: z.infer<typeof sessionSchema>): SignedIn => ({
  role: session.role,
  scope: session.scope || 'england',
  demo: session.demo ?? false,
});

/** Thrown when a person has to sign in with their account first. */
export class SignInNeeded extends Error {}

/** The session there is, else a demo one; refused with a sentence that says what to do. */
export async function signIn(): Promise<SignedIn> {
  const session = await getJson('/session?quiet=true', z.union([sessionSchema, nobodySchema]));
  if (session.role !== null) return toSignedIn(session);
  try {
    return toSignedIn(await postJson('/session', { role: 'central' }, sessionSchema));
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    if (error.status === 0 || error.status === 429) throw error;
    if (error.code === 'sign_in_elsewhere') throw new SignInNeeded();
    throw new Error('You are not signed in, and demo access is off. Ask your administrator for access.');
  }
}

const CHANGED = 'bellwether.session-changed';

/** Tells the other tabs of this browser that it is somebody else now; this one hears nothing of it. */
function tellTabs(): void {
  localStorage.setItem(CHANGED, String(Date.now()));
}

/** Calls back when another tab has made this browser somebody else: what is on this one is no longer theirs to see. */
export function onOtherReader(changed: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === CHANGED) changed();
  });
}

/** Signs this browser in as another role of the demo; the page then begins anew at what that role is set to. */
export async function becomeRole(role: string, scope: string): Promise<void> {
  await postJson('/session', { role, scope }, sessionSchema);
  tellTabs();
}

const leftSchema = z.object({ next: z.string() });

/** Signs this browser out, or all of this person's, and goes on to the sign-in service's own sign-out. */
export async function signOut(where: 'here' | 'everywhere' = 'here'): Promise<void> {
  const { next } = await removeJson(where === 'here' ? '/session' : '/session/everywhere', leftSchema);
  tellTabs();
  location.assign(next);
}
