/** Stand-in for `node:crypto`: random bytes come from the seed, everything else is Node's own. */
import { environment } from '../time/environment.ts';

export { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';

export function randomBytes(length: number): Buffer {
  const { random } = environment();
  return Buffer.from(Array.from({ length }, () => random.int(0, 255)));
}
