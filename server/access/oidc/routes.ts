/** The browser's way to the sign-in service and back, and the service's notices of sign-out. */
import { ENDPOINTS } from '../../../shared/api/endpoints.ts';
import { ANSWERED, type Mount } from '../../http/mount.ts';
import { ProblemError } from '../../http/problem.ts';
import type { CookieJar } from '../cookies.ts';
import type { Readers } from '../readers.ts';
import type { Sessions } from '../sessions.ts';
import type { Accounts } from './accounts.ts';
import { refusalPage } from './pages.ts';

const PENDING_SECONDS = 600;

export interface AccountRouteParts {
  accounts: Accounts | null;
  sessions: Sessions;
  cookies: CookieJar;
  readers: Readers;
}

function configured(accounts: Accounts | null): Accounts {
  if (accounts) return accounts;
  const detail = 'Signing in with an account is not configured here; docs/access.md says how it is.';
  throw new ProblemError(404, 'sign_in_off', detail);
}

export function mountAccounts(mount: Mount, parts: AccountRouteParts): void {
  const { accounts, cookies } = parts;
  mount(ENDPOINTS.beginSignIn, {
    answer: async ({ query, response }) => {
      const begun = await configured(accounts)
        .begin(query.to)
        .catch((error) => {
          if (error instanceof ProblemError) throw error;
          const detail = 'The sign-in service cannot be reached just now; try again in a minute.';
          throw new ProblemError(503, 'sign_in_unreachable', detail, { headers: { 'Retry-After': '60' } });
        });
      response.set('Set-Cookie', cookies.setSigningIn(begun.secret, PENDING_SECONDS));
      response.set('Cache-Control', 'no-store').redirect(303, begun.url);
      return ANSWERED;
    },
  });
  mountReturn(mount, parts);
  mount(ENDPOINTS.signedOutThere, {
    cache: 'no-store',
    answer: async ({ body }) => {
      await configured(accounts)
        .takeNotice(body.logout_token)
        .catch((error) => {
          if (error instanceof ProblemError) throw error;
          throw new ProblemError(
            400,
            'bad_notice',
            'This is not a notice of sign-out by the sign-in service.',
          );
        });
      return undefined;
    },
  });
}

function mountReturn(mount: Mount, { accounts, sessions, cookies, readers }: AccountRouteParts): void {
  mount(ENDPOINTS.endSignIn, {
    answer: async ({ request, response }) => {
      const { cookie } = request.headers;
      const at = request.originalUrl.indexOf('?');
      const query = at < 0 ? '' : request.originalUrl.slice(at);
      const result = await configured(accounts).finish(query, cookies.signingIn(cookie));
      response.set('Cache-Control', 'no-store');
      if ('refused' in result) {
        const { status, html } = refusalPage(result);
        response.set('Set-Cookie', cookies.clearSigningIn()).status(status).type('html').send(html);
        return ANSWERED;
      }
      // Whoever was signed in here before is not any more: the new session has a secret of its own.
      const before = await readers.sessionOf(cookie);
      if (before) await sessions.end(before.id, before.session);
      const seconds = sessions.limits.longestMs / 1000;
      response.set('Set-Cookie', [cookies.setSession(result.session, seconds), cookies.clearSigningIn()]);
      response.redirect(303, `/${result.to}`);
      return ANSWERED;
    },
  });
}
