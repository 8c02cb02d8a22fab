/**
 * Browser sessions in Redis. A session ends when nothing was asked in it for the idle limit, at its absolute limit,
 * when its person signs out here or everywhere, and when their role is no longer what it was.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Reader, roleSchema } from '../../shared/access/roles.ts';
import { noteAccessChange } from '../../shared/node/access-changes.ts';
import type { Admission } from '../../shared/node/token-lookup.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { hashed, newSecret } from './secrets.ts';

/** That somebody is there is noted at most once a minute a session. */
const SEEN_MS = 60_000;

export const readerSchema = z.object({
  id: z.string(),
  role: roleSchema,
  scope: z.string(),
  names: z.boolean(),
});

/** Whom the issuer knows this person as; what a role is looked up by again. */
export const accountSchema = z.object({
  subject: z.string(),
  /** The issuer's own session, named by its sign-out notices. */
  issuerSession: z.string().nullable(),
  /** What the issuer said of the organisation, as it said it. */
  organisation: z.record(z.string(), z.unknown()),
  /** Sent back at sign-out, so that the issuer knows whom to sign out. */
  idToken: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

const sessionSchema = z.object({
  reader: readerSchema,
  /** Whose session it is: sign-out everywhere ends all of one person. */
  person: z.string(),
  /** Null in demo access. */
  account: accountSchema.nullable(),
  /** Real times, ms. */
  endsAt: z.number(),
  seenAt: z.number(),
  /** When the role was last looked up. */
  checkedAt: z.number(),
});
export type Session = z.infer<typeof sessionSchema>;

export interface SessionLimits {
  idleMs: number;
  longestMs: number;
}

export const sessionKey = (id: string): string => `session:${id}`;

export class Sessions {
  readonly #redis: Redis;
  readonly limits: SessionLimits;
  readonly #now: () => number;

  /** @param now real time, ms */
  constructor(redis: Redis, limits: SessionLimits, now: () => number) {
    this.#redis = redis;
    this.limits = limits;
    this.#now = now;
  }

  /** A new session under a new secret: never one that the browser brought. */
  async begin(who: Pick<Session, 'reader' | 'person' | 'account'>): Promise<string> {
    const secret = newSecret();
    const id = hashed(secret);
    const now = this.#now();
    const session: Session = { ...who, endsAt: now + this.limits.longestMs, seenAt: now, checkedAt: now };
    const set = globalKeys.sessionsOf(hashed(who.person));
    await this.#redis
      .multi()
      .set(globalKeys.browserSession(id), JSON.stringify(session), 'PX', this.#lifeLeft(session))
      .sadd(set, id)
      .pexpire(set, this.limits.longestMs)
      .exec();
    return secret;
  }

  #lasts({ endsAt, seenAt }: Session): boolean {
    const now = this.#now();
    return endsAt > now && seenAt + SEEN_MS + this.limits.idleMs > now;
  }

  #lifeLeft(session: Session): number {
    return Math.max(1, Math.min(this.limits.idleMs, session.endsAt - this.#now()));
  }

  /** The session of a secret; null when it has ended. Asking counts as use. */
  async use(secret: string): Promise<{ id: string; session: Session } | null> {
    const id = hashed(secret);
    const session = await this.peek(id);
    if (!session) return null;
    if (this.#now() - session.seenAt >= SEEN_MS) await this.rewrite(id, { ...session, seenAt: this.#now() });
    return { id, session };
  }

  /** The session of an id, without counting as use. */
  async peek(id: string): Promise<Session | null> {
    const stored = await this.#redis.get(globalKeys.browserSession(id));
    const session = stored === null ? null : sessionSchema.parse(JSON.parse(stored));
    return session && this.#lasts(session) ? session : null;
  }

  /** Keeps a changed session; one that was ended meanwhile stays ended. */
  async rewrite(id: string, session: Session): Promise<void> {
    const key = globalKeys.browserSession(id);
    await this.#redis.set(key, JSON.stringify(session), 'PX', this.#lifeLeft(session), 'XX');
  }

  admissionOf(id: string, { reader, endsAt }: Session): Admission {
    return { reader, key: sessionKey(id), endsAt };
  }

  async end(id: string, { person }: Session): Promise<void> {
    await this.#endAll(person, [id]);
  }

  /** Ends the sessions of a person that `which` picks: without it every one. */
  async endAllOf(person: string, which: (session: Session) => boolean = () => true): Promise<void> {
    const ids = await this.#redis.smembers(globalKeys.sessionsOf(hashed(person)));
    const ending: string[] = [];
    for (const id of ids) {
      const session = await this.peek(id);
      if (!session || which(session)) ending.push(id);
    }
    if (ending.length > 0) await this.#endAll(person, ending);
  }

  async #endAll(person: string, ids: readonly string[]): Promise<void> {
    const transaction = this.#redis.multi();
    transaction.srem(globalKeys.sessionsOf(hashed(person)), ...ids);
    for (const id of ids) {
      transaction.del(globalKeys.browserSession(id));
      noteAccessChange(transaction, { key: sessionKey(id), endsAt: 0 });
    }
    await transaction.exec();
  }
}

/** The reader of a session in demo access, where nobody has an account. */
export const demoReader = (grant: Pick<Reader, 'role' | 'scope'>): Reader => ({
  id: `s-${hashed(newSecret()).slice(0, 16)}`,
  ...grant,
  names: false,
});
