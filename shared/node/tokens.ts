/**
 * Tokens for programs: made once, printed once, kept as a hash. Intake and readers look them up here; a new token is
 * in effect within a second.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Grant, type Reader, roleSchema } from '../access/roles.ts';
import { globalKeys } from '../redis/keys.ts';

const HELD_MS = 1000;
const HELD_TOKENS = 10_000;
const TOKEN_PREFIX = 'bw_';
const TOKEN_BYTES = 32;

/** A token as kept in `tokens:{access}`. */
export const tokenRecordSchema = z.object({
  id: z.string(),
  role: roleSchema,
  scope: z.string(),
  /** Wall displays: names of schools on. */
  names: z.boolean().default(false),
  createdAt: z.number(),
});
export type TokenRecord = z.infer<typeof tokenRecordSchema>;

/** The tokens that demo access lets in (contract, *Roles*). Never let in without it. */
export const DEMO_TOKENS: Readonly<Record<string, Grant>> = {
  'demo-central': { role: 'central', scope: 'england' },
  'demo-wall': { role: 'wall', scope: 'england' },
  'demo-inspectorate': { role: 'inspectorate', scope: 'england' },
  'demo-supplier': { role: 'supplier', scope: 'england' },
  'demo-admin': { role: 'admin', scope: '' },
};

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Makes a token and keeps its hash. The answer is the only time the token itself is seen. */
export async function createToken(
  redis: Redis,
  grant: Grant & { names?: boolean },
  now: number,
): Promise<{ id: string; token: string }> {
  const token = TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  const id = `t-${randomBytes(8).toString('hex')}`;
  const { role, scope, names = false } = grant;
  const record: TokenRecord = { id, role, scope, names, createdAt: now };
  await redis.hset(globalKeys.tokens, hashToken(token), JSON.stringify(record));
  return { id, token };
}

export interface TokenLookup {
  /** Who the token stands for; null when nobody. */
  find(token: string): Promise<Reader | null>;
}

/**
 * Looks tokens up by hash; an answer is held for a second.
 * `now` is real time in ms: expiry has nothing to do with the simulated clock.
 */
export function createTokenLookup(
  redis: Redis,
  options: { demoAccess: boolean; now?: () => number },
): TokenLookup {
  const now = options.now ?? Date.now;
  const held = new Map<string, { until: number; reader: Reader | null }>();

  async function fetch(hash: string): Promise<Reader | null> {
    const stored = await redis.hget(globalKeys.tokens, hash);
    if (stored === null) return null;
    const { id, role, scope, names } = tokenRecordSchema.parse(JSON.parse(stored));
    return { id, role, scope, names };
  }

  return {
    async find(token) {
      const demo = options.demoAccess && Object.hasOwn(DEMO_TOKENS, token) ? DEMO_TOKENS[token] : undefined;
      if (demo) return { id: token, ...demo, names: false };
      const hash = hashToken(token);
      const known = held.get(hash);
      if (known && known.until > now()) return known.reader;
      const reader = await fetch(hash);
      if (held.size >= HELD_TOKENS) held.clear();
      held.set(hash, { until: now() + HELD_MS, reader });
      return reader;
    },
  };
}

/** The token of an `Authorization: Bearer <token>` header. */
export function bearerToken(header: string | undefined): string | undefined {
  const match = /^Bearer +([\w.~+/=-]{1,200})$/i.exec(header ?? '');
  return match?.[1];
}

/** Every token's record, the oldest first; the tokens themselves are not kept. */
export async function listTokens(redis: Redis): Promise<TokenRecord[]> {
  const stored = await redis.hvals(globalKeys.tokens);
  const records = stored.map((text) => tokenRecordSchema.parse(JSON.parse(text)));
  return records.sort((one, other) => one.createdAt - other.createdAt);
}

/** Ends the token of an id, within a second on a running server; false when there is none. */
export async function revokeToken(redis: Redis, id: string): Promise<boolean> {
  const stored = await redis.hgetall(globalKeys.tokens);
  const hash = Object.keys(stored).find((key) => tokenRecordSchema.parse(JSON.parse(stored[key])).id === id);
  return hash !== undefined && (await redis.hdel(globalKeys.tokens, hash)) === 1;
}
