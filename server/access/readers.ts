/** Who is asking: by bearer token, or by the browser session of a cookie. */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Grant, type Reader, roleSchema } from '../../shared/access/roles.ts';
import { bearerToken, type TokenLookup } from '../../shared/node/tokens.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

const COOKIE = 'bellwether';
const SECRET_BYTES = 32;
const SESSION_SECONDS = 12 * 3600;
const TICKET_SECONDS = 30;

const readerSchema = z.object({ id: z.string(), role: roleSchema, scope: z.string(), names: z.boolean() });

const hashed = (secret: string) => createHash('sha256').update(secret).digest('hex');
const newSecret = () => randomBytes(SECRET_BYTES).toString('base64url');

/** The browser session secret in a `Cookie` header. */
export function cookieSecret(header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === COOKIE && value && /^[\w-]{20,100}$/.test(value)) return value;
  }
  return undefined;
}

export class Readers {
  readonly #redis: Redis;
  readonly #tokens: TokenLookup;
  /** Stands for a reader where an endpoint asks for none. */
  readonly nobody: Reader = { id: 'nobody', role: 'wall', scope: '', names: false };

  constructor(redis: Redis, tokens: TokenLookup) {
    this.#redis = redis;
    this.#tokens = tokens;
  }

  /** The reader of a request; null when nobody is signed in. A bearer token goes before a cookie. */
  async of(request: Pick<IncomingMessage, 'headers'>): Promise<Reader | null> {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      const token = bearerToken(authorization);
      return token === undefined ? null : this.#tokens.find(token);
    }
    const secret = cookieSecret(cookie);
    return secret === undefined
      ? null
      : this.#stored(await this.#redis.get(globalKeys.browserSession(hashed(secret))));
  }

  byToken(token: string): Promise<Reader | null> {
    return this.#tokens.find(token);
  }

  #stored(json: string | null): Reader | null {
    return json === null ? null : readerSchema.parse(JSON.parse(json));
  }

  /** Signs a browser in; answers the cookie to set. */
  async signIn(grant: Grant): Promise<{ reader: Reader; cookie: string }> {
    const secret = newSecret();
    const reader: Reader = { id: `s-${hashed(secret).slice(0, 16)}`, ...grant, names: false };
    await this.#redis.set(
      globalKeys.browserSession(hashed(secret)),
      JSON.stringify(reader),
      'EX',
      SESSION_SECONDS,
    );
    return {
      reader,
      cookie: `${COOKIE}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${SESSION_SECONDS}`,
    };
  }

  /** Signs a browser out; answers the cookie that clears the old one. */
  async signOut(cookieHeader: string | undefined): Promise<string> {
    const secret = cookieSecret(cookieHeader);
    if (secret !== undefined) await this.#redis.del(globalKeys.browserSession(hashed(secret)));
    return `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
  }

  /** A ticket that lets one socket in as `reader`, once, within 30 s. */
  async issueTicket(reader: Reader): Promise<string> {
    const ticket = newSecret();
    await this.#redis.set(globalKeys.ticket(hashed(ticket)), JSON.stringify(reader), 'EX', TICKET_SECONDS);
    return ticket;
  }

  async useTicket(ticket: string): Promise<Reader | null> {
    return this.#stored(await this.#redis.getdel(globalKeys.ticket(hashed(ticket))));
  }
}
