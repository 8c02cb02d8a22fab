/**
 * Tokens for programs, displays and suppliers: made once, shown once, kept as a hash. A token's id stays when its
 * secret is rotated, so that receipts and logs go on to name the same sender.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Grant, roleSchema } from '../access/roles.ts';
import { globalKeys } from '../redis/keys.ts';
import { noteAccessChange } from './access-changes.ts';

const TOKEN_PREFIX = 'bw_';
const TOKEN_BYTES = 32;

/** A token as kept in `tokens:{access}`, by the hash of its secret. Times are real time in ms. */
export const tokenRecordSchema = z.object({
  id: z.string(),
  role: roleSchema,
  scope: z.string(),
  /** Wall displays: names of schools on. */
  names: z.boolean().default(false),
  /** What it is for, in its maker's words. */
  label: z.string().default(''),
  createdAt: z.number(),
  /** When this secret took the place of an older one. */
  rotatedAt: z.number().nullable().default(null),
  /** From then on it lets nobody in. */
  endsAt: z.number().nullable().default(null),
});
export type TokenRecord = z.infer<typeof tokenRecordSchema>;

/** A token as listed: one entry an id, whatever number of its secrets are valid just now. */
export interface ListedToken extends TokenRecord {
  /** To the minute; null when it was never used. */
  lastUsedAt: number | null;
  /** The end of a secret that was rotated and still lets in; null when there is none. */
  oldSecretEndsAt: number | null;
}

/** What a new token is to be. */
export type NewToken = Grant & { names?: boolean; label?: string; endsAt?: number | null };

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

/** The secret of a token that is nobody's yet. */
export const newSecret = () => TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');

/** Makes a token and keeps its hash. The answer is the only time the token itself is seen. */
export async function createToken(
  redis: Redis,
  asked: NewToken,
  now: number,
): Promise<{ id: string; token: string }> {
  const token = newSecret();
  const record = newRecord(asked, now);
  await redis.hset(globalKeys.tokens, hashToken(token), JSON.stringify(record));
  return { id: record.id, token };
}

/** Brings a secret into force by its hash alone; answers the token's id, or null when it is in force already. */
export async function admitToken(
  redis: Redis,
  hash: string,
  asked: NewToken,
  now: number,
): Promise<string | null> {
  const record = newRecord(asked, now);
  const isNew = (await redis.hsetnx(globalKeys.tokens, hash, JSON.stringify(record))) === 1;
  return isNew ? record.id : null;
}

function newRecord(
  { role, scope, names = false, label = '', endsAt = null }: NewToken,
  now: number,
): TokenRecord {
  const id = `t-${randomBytes(8).toString('hex')}`;
  return { id, role, scope, names, label, createdAt: now, rotatedAt: null, endsAt };
}

type Stored = TokenRecord & { hash: string };

const madeAt = ({ createdAt, rotatedAt }: TokenRecord) => rotatedAt ?? createdAt;

async function readAll(redis: Redis): Promise<Stored[]> {
  const stored = await redis.hgetall(globalKeys.tokens);
  const records = Object.entries(stored).map(([hash, json]) => ({
    ...tokenRecordSchema.parse(JSON.parse(json)),
    hash,
  }));
  return records.sort((one, other) => madeAt(one) - madeAt(other));
}

const isValid = ({ endsAt }: TokenRecord, now: number) => endsAt === null || endsAt > now;

/** Every token that lets in, the oldest first; the secrets themselves are not kept. */
export async function listTokens(redis: Redis, now: number): Promise<ListedToken[]> {
  const uses = await redis.hgetall(globalKeys.tokenUses);
  const byId = new Map<string, ListedToken>();
  for (const { hash: _, ...record } of await readAll(redis)) {
    if (!isValid(record, now)) continue;
    const older = byId.get(record.id);
    const lastUsedAt = uses[record.id] === undefined ? null : Number(uses[record.id]);
    byId.set(record.id, { ...record, lastUsedAt, oldSecretEndsAt: older?.endsAt ?? null });
  }
  return [...byId.values()].sort((one, other) => one.createdAt - other.createdAt);
}

/** Shortens or ends all secrets of an id at once, and tells who watches; null when none of them lets in. */
async function endSecrets(
  redis: Redis,
  id: string,
  options: { endsAt: number; now: number; successor?: { hash: string; at: number } },
): Promise<TokenRecord | null> {
  const own = (await readAll(redis)).filter((record) => record.id === id);
  const latest = own.findLast((record) => isValid(record, options.now));
  if (!latest) return null;
  const transaction = redis.multi();
  for (const { hash, ...record } of own) {
    const endsAt = Math.min(options.endsAt, record.endsAt ?? Number.POSITIVE_INFINITY);
    if (endsAt <= options.now) transaction.hdel(globalKeys.tokens, hash);
    else transaction.hset(globalKeys.tokens, hash, JSON.stringify({ ...record, endsAt }));
    noteAccessChange(transaction, { key: `token:${hash}`, endsAt });
  }
  const { hash: _, ...record } = latest;
  if (options.successor) {
    const { hash, at } = options.successor;
    transaction.hset(globalKeys.tokens, hash, JSON.stringify({ ...record, rotatedAt: at }));
  } else transaction.hdel(globalKeys.tokenUses, id);
  await transaction.exec();
  return record;
}

/**
 * Gives a token a new secret. The old one lets in for `overlapMs` more, so that a sender can be changed over without
 * a gap; 0 ends it at once. Null when there is no such token.
 */
export async function rotateToken(
  redis: Redis,
  id: string,
  options: { overlapMs: number; now: number },
): Promise<{ token: string; record: TokenRecord } | null> {
  const { now, overlapMs } = options;
  const token = newSecret();
  const successor = { hash: hashToken(token), at: now };
  const record = await endSecrets(redis, id, { endsAt: now + overlapMs, now, successor });
  return record ? { token, record } : null;
}

/** Ends the token of an id, within a second on every running process; null when there is none. */
export function revokeToken(redis: Redis, id: string, now: number): Promise<TokenRecord | null> {
  return endSecrets(redis, id, { endsAt: 0, now });
}
