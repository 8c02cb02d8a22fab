/**
 * Sealing a school's names: compressed, then AES-256-GCM. A record says with which key it was sealed, and opens for
 * its own school alone: the URN is authenticated with it, the slots are inside.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { PupilKey } from './keys.ts';

const VERSION = 1;
const ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES;
/** Beyond 6 a few bytes in a hundred are won for twice the time. */
const DEFLATE_LEVEL = 6;
/** No school's names are longer: a bomb stops here. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** What a record begins with: it differs for every sealing, and so tells one state of a record from another. */
export const SEAL_MARK_BYTES = HEAD_BYTES;

/** The authenticated context of a school's record. */
const context = (urn: number, head: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`bellwether vault ${urn} `), head]);

export function seal(key: PupilKey, urn: number, plain: Uint8Array): Buffer {
  const head = Buffer.concat([Buffer.from([VERSION]), key.id, randomBytes(NONCE_BYTES)]);
  const cipher = createCipheriv('aes-256-gcm', key.secret, head.subarray(1 + ID_BYTES));
  cipher.setAAD(context(urn, head));
  const body = cipher.update(deflateRawSync(plain, { level: DEFLATE_LEVEL }));
  return Buffer.concat([head, body, cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the key is not there, or the record was changed or is another school's */
export function unseal(keys: readonly PupilKey[], urn: number, record: Buffer): Buffer {
  if (record[0] !== VERSION) throw new Error(`names of school ${urn} have layout version ${record[0]}`);
  const key = keys.find(({ id }) => isSealedBy({ id }, record));
  if (!key)
    throw new Error(`the key that the names of school ${urn} were encrypted with is not among those given`);
  const head = record.subarray(0, HEAD_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.secret, head.subarray(1 + ID_BYTES));
  decipher.setAAD(context(urn, head));
  decipher.setAuthTag(record.subarray(record.length - TAG_BYTES));
  const body = decipher.update(record.subarray(HEAD_BYTES, record.length - TAG_BYTES));
  return inflateRawSync(Buffer.concat([body, decipher.final()]), { maxOutputLength: LARGEST_BYTES });
}

export function isSealedBy({ id }: Pick<PupilKey, 'id'>, record: Buffer): boolean {
  return record.subarray(1, 1 + ID_BYTES).equals(id);
}
