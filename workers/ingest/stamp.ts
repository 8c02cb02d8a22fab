/** The one stamp of a request and its repeats: time of the marks and rosters that name none. */
import type { Redis } from 'ioredis';
import { IDEMPOTENCY_HOURS, idempotencyKeySchema } from '../../shared/api/intake.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { RequestProblem } from './problem.ts';

const KEPT_SECONDS = IDEMPOTENCY_HOURS * 3_600;

/** The header `Idempotency-Key`, undefined when there is none; throws 400 for one that cannot be kept. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = idempotencyKeySchema.safeParse(header);
  if (key.success) return key.data;
  throw new RequestProblem(400, 'bad_idempotency_key', `Idempotency-Key ${key.error.issues[0].message}.`);
}

/**
 * The stamp of the first request with this key, which is this one's time of receipt when it is the first.
 * @param keep false for a dry run: it reads the stamp and leaves none
 */
export async function stampOf(
  redis: Redis,
  tokenId: string,
  key: string | undefined,
  receivedAt: number,
  keep: boolean,
): Promise<number> {
  if (key === undefined) return receivedAt;
  const name = globalKeys.idempotency(tokenId, key);
  const first = keep
    ? await redis.set(name, String(receivedAt), 'EX', KEPT_SECONDS, 'NX', 'GET')
    : await redis.get(name);
  return first === null ? receivedAt : Number(first);
}
