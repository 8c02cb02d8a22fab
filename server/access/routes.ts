/** Signing browsers in and out, and tickets for their sockets. */
import type { Reader } from '../../shared/access/roles.ts';
import type { BrowserSession } from '../../shared/api/browser-session.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';
import type { Readers } from './readers.ts';

const sessionBody = ({ role, scope, names }: Reader, demo: boolean): BrowserSession => ({
  role,
  scope,
  names,
  demo,
});

export function mountAccess(mount: Mount, readers: Readers, options: { demoAccess: boolean }): void {
  mount(ENDPOINTS.signIn, {
    cache: 'no-store',
    answer: async ({ body, response }) => {
      if (!options.demoAccess)
        throw new ProblemError(403, 'sign_in_off', 'Signing in without an account needs --demo-access on.');
      const { reader, cookie } = await readers.signInDemo(body);
      response.set('Set-Cookie', cookie);
      return sessionBody(reader, options.demoAccess);
    },
  });
  mount(ENDPOINTS.whoAmI, {
    cache: 'no-store',
    answer: async ({ request }) => {
      const reader = await readers.of(request);
      if (!reader)
        throw new ProblemError(401, 'unauthenticated', 'Nobody is signed in here: POST /session first.');
      return sessionBody(reader, options.demoAccess);
    },
  });
  mount(ENDPOINTS.signOut, {
    answer: async ({ request, response }) => {
      response.set('Set-Cookie', await readers.signOut(request.headers.cookie));
      return undefined;
    },
  });
  mount(ENDPOINTS.signOutEverywhere, {
    answer: async ({ request, response }) => {
      response.set('Set-Cookie', await readers.signOutEverywhere(request.headers.cookie));
      return undefined;
    },
  });
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
