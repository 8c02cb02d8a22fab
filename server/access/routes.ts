/** Who this browser is, demo sign-in, signing out, and tickets for sockets. */
import type { Reader } from '../../shared/access/roles.ts';
import type { BrowserSession } from '../../shared/api/browser-session.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';
import type { CookieJar } from './cookies.ts';
import type { Accounts } from './oidc/accounts.ts';
import type { Readers } from './readers.ts';
import type { Session, Sessions } from './sessions.ts';

export interface AccessRouteParts {
  readers: Readers;
  sessions: Sessions;
  cookies: CookieJar;
  accounts: Accounts | null;
  demoAccess: boolean;
}

const sessionBody = ({ role, scope, names }: Reader, demo: boolean): BrowserSession => ({
  role,
  scope,
  names,
  demo,
});

function noDemo(accounts: Accounts | null): ProblemError {
  return accounts
    ? new ProblemError(403, 'sign_in_elsewhere', 'Sign in with your account at /session/sign-in.')
    : new ProblemError(403, 'sign_in_off', 'Signing in without an account needs --demo-access on.');
}

export function mountAccess(mount: Mount, parts: AccessRouteParts): void {
  const { readers, accounts, demoAccess } = parts;
  mount(ENDPOINTS.signIn, {
    cache: 'no-store',
    answer: async ({ body, response }) => {
      if (!demoAccess) throw noDemo(accounts);
      const { reader, cookie } = await readers.signInDemo(body);
      response.set('Set-Cookie', cookie);
      return sessionBody(reader, true);
    },
  });
  mount(ENDPOINTS.whoAmI, {
    cache: 'no-store',
    answer: async ({ request, query }) => {
      const reader = await readers.of(request);
      if (!reader && query.quiet === 'true') return { role: null };
      if (!reader)
        throw new ProblemError(401, 'unauthenticated', 'Nobody is signed in here: POST /session first.');
      return sessionBody(reader, demoAccess);
    },
  });
  mountSignOut(mount, parts);
  mount(ENDPOINTS.ticket, {
    cache: 'no-store',
    answer: async ({ request }) => {
      const ticket = await readers.issueTicket(request);
      if (ticket === null)
        throw new ProblemError(401, 'unauthenticated', 'The session has ended: sign in again.');
      return { ticket };
    },
  });
}

function mountSignOut(mount: Mount, { readers, sessions, cookies, accounts }: AccessRouteParts): void {
  const leave = async (header: string | undefined, end: (id: string, session: Session) => Promise<void>) => {
    const used = await readers.sessionOf(header);
    if (!used) return '/';
    await end(used.id, used.session);
    return accounts ? accounts.afterSignOut(used.session) : '/';
  };
  mount(ENDPOINTS.signOut, {
    cache: 'no-store',
    answer: async ({ request, response }) => {
      response.set('Set-Cookie', cookies.clearSession());
      return { next: await leave(request.headers.cookie, (id, session) => sessions.end(id, session)) };
    },
  });
  mount(ENDPOINTS.signOutEverywhere, {
    cache: 'no-store',
    answer: async ({ request, response }) => {
      response.set('Set-Cookie', cookies.clearSession());
      return { next: await leave(request.headers.cookie, (_, { person }) => sessions.endAllOf(person)) };
    },
  });
}
