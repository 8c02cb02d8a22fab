/**
 * A digest of recounted figures. Schools' digests are added up, so that the sum over all of England is the same in any
 * number of partitions: before and after a rebuild, here and on a restored backup.
 */
import { createHash, type Hash } from 'node:crypto';

const DIGEST_BYTES = 16;

/** The digest of one school, fed figure by figure in a fixed order. */
export class SchoolDigest {
  readonly #hash: Hash;

  constructor(urn: number) {
    this.#hash = createHash('sha256').update(`${urn}\n`);
  }

  add(name: string, figures: Float64Array | Uint32Array): void {
    this.#hash
      .update(`${name}:${figures.length}\n`)
      .update(new Uint8Array(figures.buffer, figures.byteOffset, figures.byteLength));
  }

  take(): bigint {
    return BigInt(`0x${this.#hash.digest('hex').slice(0, DIGEST_BYTES * 2)}`);
  }
}

const MODULUS = 1n << BigInt(DIGEST_BYTES * 8);

export function addDigests(a: bigint, b: bigint): bigint {
  return (a + b) % MODULUS;
}

export function digestText(digest: bigint): string {
  return digest.toString(16).padStart(DIGEST_BYTES * 2, '0');
}
