/**
 * How a display without a keyboard is let in: it gets a code and a token that is nobody's; an administrator enters the
 * code at a desk, and that brings the token into force. The token travels once, to the display alone, and no answer
 * that gets lost on the way loses it.
 */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Display, displaySchema, type Pairing } from '../../shared/api/displays.ts';
import { CODE_VALID_MS, codeOf } from '../../shared/displays/code.ts';
import { admitToken, hashToken, newSecret } from '../../shared/node/tokens.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { ProblemError } from '../http/problem.ts';
import { countTry } from './tries.ts';

const CODES_AN_ADDRESS = 120;
const CODES_IN_ALL = 3000;
const WRONG_CODES = 10;
const CODE_BYTES = 16;
const NEXT_STEP = 'Read it again on the display; a code is good for 15 minutes and once.';

export interface NewCode {
  code: string;
  token: string;
  validMs: number;
}

/** A fresh code for a display at a network address. */
export async function issueCode(redis: Redis, address: string): Promise<NewCode> {
  const wait = 'Too many displays ask for a code. Each shows one again in a few minutes.';
  await countTry(redis, `codes:${address}`, CODES_AN_ADDRESS, wait);
  await countTry(redis, 'codes', CODES_IN_ALL, wait);
  const token = newSecret();
  const hash = hashToken(token);
  for (;;) {
    const code = codeOf(randomBytes(CODE_BYTES));
    if (code === null) continue;
    // Nobody else's code is taken over.
    if ((await redis.set(globalKeys.displayCode(code), hash, 'PX', CODE_VALID_MS, 'NX')) === null) continue;
    await redis.set(globalKeys.displayClaim(hash), code, 'PX', CODE_VALID_MS);
    return { code, token, validMs: CODE_VALID_MS };
  }
}

/** What became of the code of a token. */
export async function codeState(redis: Redis, token: string): Promise<'waiting' | 'paired' | 'gone'> {
  const hash = hashToken(token);
  if ((await redis.hexists(globalKeys.tokens, hash)) === 1) return 'paired';
  return (await redis.exists(globalKeys.displayClaim(hash))) === 1 ? 'waiting' : 'gone';
}

/**
 * Enters a code: its token is in force from here on. A code works once, and wrong ones are counted.
 * @param by id of who enters it
 * @param now real time, ms
 */
export async function pairDisplay(redis: Redis, pairing: Pairing, by: string, now: number): Promise<Display> {
  const hash = await redis.getdel(globalKeys.displayCode(pairing.code));
  if (hash === null) {
    await countTry(
      redis,
      `wrong:${by}`,
      WRONG_CODES,
      'Too many wrong codes. Try again in a quarter of an hour.',
    );
    throw new ProblemError(404, 'unknown_code', `No display shows the code ${pairing.code}. ${NEXT_STEP}`);
  }
  const { name, scope, room = name, place, diagonal, distance, names, theme } = pairing;
  const id = await admitToken(redis, hash, { role: 'wall', scope, names, label: `Display: ${name}` }, now);
  if (id === null) throw new ProblemError(409, 'code_used', `This display is set up already. ${NEXT_STEP}`);
  const display = { id, name, scope, room, place, diagonal, distance, names, theme, createdAt: now };
  await redis.hset(globalKeys.pairedDisplays, id, JSON.stringify(display));
  await redis.del(globalKeys.displayClaim(hash));
  return display;
}

/** Displays that were set up, by token id. */
export async function readDisplays(redis: Redis): Promise<Map<string, Display>> {
  const stored = Object.values(await redis.hgetall(globalKeys.pairedDisplays));
  const displays = stored.map((json) => displaySchema.parse(JSON.parse(json)));
  return new Map(displays.map((display) => [display.id, display]));
}
