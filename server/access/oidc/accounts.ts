/** People with accounts: from what the provider says to a session here, and on as long as their role is the same. */
import type { Redis } from 'ioredis';
import {
  grantOf,
  type Organisation,
  organisationSchema,
  type RoleMap,
} from '../../../shared/access/role-map.ts';
import type { Grant } from '../../../shared/access/roles.ts';
import type { NoteAccess } from '../../../shared/node/access-note.ts';
import type { Logger } from '../../../shared/node/logger.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { hashed, newSecret } from '../secrets.ts';
import type { Session, Sessions } from '../sessions.ts';
import type { Directory } from './directory.ts';
import { type Issuer, pendingSchema, type SignedInThere } from './issuer.ts';

const PENDING_SECONDS = 600;
const NOTICE_SECONDS = 600;
/** How long a role is taken to be what it was. */
const ROLE_MS = 5 * 60_000;
/** How long a session goes on when the role cannot be looked up. */
const UNCHECKED_MS = 3_600_000;

export interface AccountsParts {
  redis: Redis;
  issuer: Issuer;
  directory: Directory;
  roles: RoleMap;
  sessions: Sessions;
  note: NoteAccess;
  logger: Logger;
  /** Real time, ms. */
  now: () => number;
}

/** Why somebody who has an account is not let in. */
export type Refusal =
  | { refused: 'expired' }
  | { refused: 'failed' }
  | { refused: 'unreachable' }
  | { refused: 'no-organisation' }
  | { refused: 'no-role'; organisation: string };

const whoOf = ({ id, role, scope }: Session['reader']) => ({ id, role, scope });

export class Accounts {
  readonly #parts: AccountsParts;
  readonly #checking = new Set<string>();

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  /** Where to send a browser that wants to sign in, and the secret it must bring back. */
  async begin(to: string): Promise<{ url: string; secret: string }> {
    const { url, pending } = await this.#parts.issuer.begin(to);
    const secret = newSecret();
    const key = globalKeys.signingIn(hashed(secret));
    await this.#parts.redis.set(key, JSON.stringify(pending), 'EX', PENDING_SECONDS);
    return { url, secret };
  }

  /** Lets in who comes back from the provider: a new session, or why not. */
  async finish(
    query: string,
    secret: string | undefined,
  ): Promise<{ session: string; to: string } | Refusal> {
    const { redis, issuer, logger } = this.#parts;
    const stored = secret === undefined ? null : await redis.getdel(globalKeys.signingIn(hashed(secret)));
    if (stored === null) return { refused: 'expired' };
    const pending = pendingSchema.parse(JSON.parse(stored));
    let there: SignedInThere;
    try {
      there = await issuer.finish(query, pending);
    } catch (error) {
      logger.warn({ reason: error instanceof Error ? error.message : String(error) }, 'sign_in_failed');
      return { refused: 'failed' };
    }
    const { organisation } = there;
    if (!organisation) return { refused: 'no-organisation' };
    let grant: Grant | null;
    try {
      grant = await this.#grant(there.subject, organisation);
    } catch (error) {
      logger.warn({ err: error }, 'role_not_checked');
      return { refused: 'unreachable' };
    }
    if (!grant) return this.#refuse(there.subject, organisation);
    return { session: await this.#begin(there, organisation, grant), to: pending.to };
  }

  async #begin(there: SignedInThere, organisation: Organisation, grant: Grant): Promise<string> {
    const { subject, issuerSession, idToken } = there;
    const { sessions, note } = this.#parts;
    const who = `u-${subject}`;
    await note({ by: { id: who, ...grant }, action: 'session.sign-in', what: organisation.id });
    return sessions.begin({
      reader: { id: who, ...grant, names: false },
      person: subject,
      account: { subject, issuerSession, idToken, organisation },
    });
  }

  async #refuse(subject: string, { id, name }: Organisation): Promise<Refusal> {
    const what = `no role in organisation ${id}`;
    const by = { id: `u-${subject}`, role: 'system', scope: '' } as const;
    await this.#parts.note({ by, action: 'session.refused', what });
    return { refused: 'no-role', organisation: name };
  }

  async #grant(subject: string, organisation: Organisation): Promise<Grant | null> {
    const codes = await this.#parts.directory.rolesOf(subject, organisation.id);
    return codes && grantOf(this.#parts.roles, codes, organisation);
  }

  /** Looks a session's role up again when that is due; ends every session of a person whose role has changed. */
  async recheck(id: string, session: Session): Promise<void> {
    const { account, checkedAt } = session;
    if (!account || this.#parts.now() - checkedAt < ROLE_MS || this.#checking.has(id)) return;
    this.#checking.add(id);
    try {
      await this.#recheck(id, session, account);
    } finally {
      this.#checking.delete(id);
    }
  }

  async #recheck(id: string, session: Session, account: NonNullable<Session['account']>): Promise<void> {
    const { sessions, note, logger, now } = this.#parts;
    const { reader, person, checkedAt } = session;
    let grant: Grant | null;
    try {
      grant = await this.#grant(account.subject, organisationSchema.parse(account.organisation));
    } catch (error) {
      logger.warn({ err: error }, 'role_not_checked');
      if (now() - checkedAt > UNCHECKED_MS) await sessions.end(id, session);
      return;
    }
    if (grant && grant.role === reader.role && grant.scope === reader.scope) {
      const latest = await sessions.peek(id);
      if (latest) await sessions.rewrite(id, { ...latest, checkedAt: now() });
      return;
    }
    const what = grant ? `now ${grant.role} ${grant.scope}`.trim() : 'no role any more';
    await note({ by: whoOf(reader), action: 'session.role-changed', what });
    await sessions.endAllOf(person);
  }

  /** Where the browser of a session goes next, once the session here has ended. */
  async afterSignOut({ account, reader }: Session): Promise<string> {
    const { issuer, note, logger } = this.#parts;
    if (!account) return '/';
    await note({ by: whoOf(reader), action: 'session.sign-out', what: account.subject });
    const url = await issuer.signOutUrl(account.idToken).catch((error) => {
      logger.warn({ err: error }, 'provider_unreachable');
      return undefined;
    });
    return url ?? '/';
  }

  /** Ends what a notice of the provider says has ended there. @throws when the notice is not to be believed */
  async takeNotice(token: string): Promise<void> {
    const { issuer, redis, sessions } = this.#parts;
    const { subject, issuerSession, id } = await issuer.readNotice(token);
    const seen = globalKeys.signingIn(`notice:${hashed(id)}`);
    if ((await redis.set(seen, '1', 'EX', NOTICE_SECONDS, 'NX')) === null)
      throw new Error('a notice sent twice');
    await sessions.endAllOf(
      subject,
      ({ account }) => issuerSession === null || account?.issuerSession === issuerSession,
    );
  }
}
