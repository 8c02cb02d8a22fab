/** Who a token stands for. An answer is held for half a second: a change is in effect within one on every process. */
import type { Redis } from 'ioredis';
import type { Reader } from '../access/roles.ts';
import { globalKeys } from '../redis/keys.ts';
import { DEMO_TOKENS, hashToken, type TokenRecord, tokenRecordSchema } from './tokens.ts';

const HELD_MS = 500;
const HELD_TOKENS = 10_000;
/** Last use is written at most once a minute a token, and only to the minute. */
const USE_MS = 60_000;

/** Somebody who was let in, by what, and until when. */
export interface Admission {
  reader: Reader;
  /** What an `AccessChange` names; `demo:<token>` never ends. */
  key: string;
  /** Real time, ms; null when no end is set. */
  endsAt: number | null;
}

export interface TokenLookup {
  /** Who the token stands for; null when nobody. */
  find(token: string): Promise<Reader | null>;
  admit(token: string): Promise<Admission | null>;
}

export const tokenKey = (hash: string): string => `token:${hash}`;

/** @param options.now real time in ms: expiry has nothing to do with the simulated clock */
export function createTokenLookup(
  redis: Redis,
  options: { demoAccess: boolean; now?: () => number },
): TokenLookup {
  const now = options.now ?? Date.now;
  const held = new Map<string, { until: number; record: TokenRecord | null }>();
  const usedAt = new Map<string, number>();

  async function recordOf(hash: string): Promise<TokenRecord | null> {
    const known = held.get(hash);
    if (known && known.until > now()) return known.record;
    // Held from the moment it was asked for: an answer that was long on its way is old already.
    const until = now() + HELD_MS;
    const stored = await redis.hget(globalKeys.tokens, hash);
    const record = stored === null ? null : tokenRecordSchema.parse(JSON.parse(stored));
    if (held.size >= HELD_TOKENS) held.clear();
    held.set(hash, { until, record });
    return record;
  }

  function noteUse(id: string): void {
    const at = now();
    if (at - (usedAt.get(id) ?? 0) < USE_MS) return;
    if (usedAt.size >= HELD_TOKENS) usedAt.clear();
    usedAt.set(id, at);
    // A use that could not be noted is noted a minute later.
    redis.hset(globalKeys.tokenUses, id, String(at - (at % USE_MS))).catch(() => undefined);
  }

  async function admit(token: string): Promise<Admission | null> {
    const demo = options.demoAccess && Object.hasOwn(DEMO_TOKENS, token) ? DEMO_TOKENS[token] : undefined;
    if (demo) return { reader: { id: token, ...demo, names: false }, key: `demo:${token}`, endsAt: null };
    const hash = hashToken(token);
    const record = await recordOf(hash);
    if (!record || (record.endsAt !== null && record.endsAt <= now())) return null;
    const { id, role, scope, names, endsAt } = record;
    noteUse(id);
    return { reader: { id, role, scope, names }, key: tokenKey(hash), endsAt };
  }

  return { admit, find: async (token) => (await admit(token))?.reader ?? null };
}

/** The token of an `Authorization: Bearer <token>` header. */
export function bearerToken(header: string | undefined): string | undefined {
  const match = /^Bearer +([\w.~+/=-]{1,200})$/i.exec(header ?? '');
  return match?.[1];
}
