/** Who is asking: by bearer token, by the browser session of a cookie, or by a one-use ticket. */
import type { IncomingMessage } from 'node:http';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Grant, Reader } from '../../shared/access/roles.ts';
import { type Admission, bearerToken, type TokenLookup } from '../../shared/node/token-lookup.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import type { CookieJar } from './cookies.ts';
import { hashed, newSecret } from './secrets.ts';
import { demoReader, readerSchema, type Session, type Sessions, sessionKey } from './sessions.ts';

const TICKET_SECONDS = 30;
/** Keys of the fixed tokens of demo access, which never end. */
const DEMO = 'demo:';
const SESSION = sessionKey('');

const admissionSchema = z.object({ reader: readerSchema, key: z.string(), endsAt: z.number().nullable() });

export interface ReadersParts {
  redis: Redis;
  tokens: TokenLookup;
  sessions: Sessions;
  cookies: CookieJar;
  /** Told of every session that is used. */
  onUse?: (id: string, session: Session) => void;
}

export class Readers {
  readonly #parts: ReadersParts;
  /** Stands for a reader where an endpoint asks for none. */
  readonly nobody: Reader = { id: 'nobody', role: 'wall', scope: '', names: false };

  constructor(parts: ReadersParts) {
    this.#parts = parts;
  }

  /** The reader of a request; null when nobody is signed in. */
  async of(request: Pick<IncomingMessage, 'headers'>): Promise<Reader | null> {
    return (await this.admit(request))?.reader ?? null;
  }

  /** Who is let in by a request, by what and until when. A bearer token goes before a cookie. */
  async admit(request: Pick<IncomingMessage, 'headers'>): Promise<Admission | null> {
    const { tokens, sessions } = this.#parts;
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      const token = bearerToken(authorization);
      return token === undefined ? null : tokens.admit(token);
    }
    const used = await this.sessionOf(cookie);
    if (!used) return null;
    this.#parts.onUse?.(used.id, used.session);
    return sessions.admissionOf(used.id, used.session);
  }

  byToken(token: string): Promise<Admission | null> {
    return this.#parts.tokens.admit(token);
  }

  /** Signs a browser in without an account; answers the cookie to set. */
  async signInDemo(grant: Grant): Promise<{ reader: Reader; cookie: string }> {
    const { sessions, cookies } = this.#parts;
    const reader = demoReader(grant);
    const secret = await sessions.begin({ reader, person: reader.id, account: null });
    return { reader, cookie: cookies.setSession(secret, sessions.limits.longestMs / 1000) };
  }

  /** The session of a browser; null when there is none. */
  async sessionOf(cookieHeader: string | undefined): Promise<{ id: string; session: Session } | null> {
    const { sessions, cookies } = this.#parts;
    const secret = cookies.session(cookieHeader);
    return secret === undefined ? null : sessions.use(secret);
  }

  /** A ticket that lets one socket in as who asks, once, within 30 s; null when nobody asks. */
  async issueTicket(request: Pick<IncomingMessage, 'headers'>): Promise<string | null> {
    const admission = await this.admit(request);
    if (!admission) return null;
    const ticket = newSecret();
    const key = globalKeys.ticket(hashed(ticket));
    await this.#parts.redis.set(key, JSON.stringify(admission), 'EX', TICKET_SECONDS);
    return ticket;
  }

  /** Whom a ticket lets in, if what it was got by still does. */
  async useTicket(ticket: string): Promise<Admission | null> {
    const stored = await this.#parts.redis.getdel(globalKeys.ticket(hashed(ticket)));
    if (stored === null) return null;
    const admission = admissionSchema.parse(JSON.parse(stored));
    const [holds] = await this.stillHold([admission.key]);
    return holds ? admission : null;
  }

  /** Has the roles of sessions looked up again that are watched without asking anything. */
  async recheck(keys: readonly string[]): Promise<void> {
    const { sessions, onUse } = this.#parts;
    if (!onUse) return;
    for (const key of keys.filter((each) => each.startsWith(SESSION))) {
      const id = key.slice(SESSION.length);
      const session = await sessions.peek(id);
      if (session) onUse(id, session);
    }
  }

  /** Which of these keys of admissions still let somebody in, in their order. */
  async stillHold(keys: readonly string[]): Promise<boolean[]> {
    const stored = keys.filter((key) => !key.startsWith(DEMO));
    if (stored.length === 0) return keys.map(() => true);
    const pipeline = this.#parts.redis.pipeline();
    for (const key of stored) {
      const id = key.slice(key.indexOf(':') + 1);
      if (key.startsWith('token:')) pipeline.hexists(globalKeys.tokens, id);
      else pipeline.exists(globalKeys.browserSession(id));
    }
    const replies = (await pipeline.exec()) ?? [];
    // Only a clear no is one: an error tells nothing.
    const gone = new Set(stored.filter((_, i) => replies[i]?.[0] === null && Number(replies[i][1]) === 0));
    return keys.map((key) => !gone.has(key));
  }
}
