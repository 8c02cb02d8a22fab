/** What is packed within bytes: gzip, zlib, brotli, the deflated blocks of day files, LZF of Redis's own dumps. */
import { brotliDecompressSync, constants, inflateRawSync, inflateSync } from 'node:zlib';

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const DAY_FILE = 'BWDY';
const ZLIB_FIRST = Buffer.from([0x78]);
const ZLIB_SECOND = [0x01, 0x5e, 0x9c, 0xda];
const REDIS_DUMP = Buffer.from('REDIS0');
const LZF_MARK = Buffer.from([0xc3]);
/** Less than this holds no planted word. */
const LEAST = 8;
const CUT = { finishFlush: constants.Z_SYNC_FLUSH };

function* placesOf(bytes: Buffer, magic: Buffer): Generator<number> {
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) yield at;
}

function tryOut(unpack: () => Buffer): Buffer[] {
  try {
    const out = unpack();
    return out.length < LEAST ? [] : [out];
  } catch {
    return [];
  }
}

/** Everything that unpacks from somewhere within the bytes. @throws Error for a packing nobody here can open */
export function* unpacked(bytes: Buffer): Generator<Buffer> {
  if (bytes.subarray(0, ZSTD.length).equals(ZSTD))
    throw new Error('zstd: this search cannot open it, so it proves nothing');
  for (const at of placesOf(bytes, GZIP))
    yield* tryOut(() => inflateRawSync(bytes.subarray(behindHead(bytes, at)), CUT));
  for (const at of placesOf(bytes, ZLIB_FIRST))
    if (ZLIB_SECOND.includes(bytes[at + 1])) yield* tryOut(() => inflateSync(bytes.subarray(at), CUT));
  if (bytes.toString('latin1', 0, DAY_FILE.length) === DAY_FILE) yield* deflatedIn(bytes);
  if (bytes.includes(REDIS_DUMP)) yield* lzfIn(bytes);
}

/** Where the deflated part of a gzip begins. What stands behind its end may be anything, so gunzip itself will not do. */
function behindHead(bytes: Buffer, from: number): number {
  const flags = bytes[from + 3];
  let at = from + 10;
  if (flags & 4) at += 2 + bytes.readUInt16LE(at);
  for (const text of [8, 16]) if (flags & text) at = bytes.indexOf(0, at) + 1;
  return flags & 2 ? at + 2 : at;
}

/** Raw deflate has no mark: whatever unpacks from any place. */
function* deflatedIn(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) yield* tryOut(() => inflateRawSync(bytes.subarray(at), CUT));
}

/** A body in brotli, which has no mark either. */
export const unbrotlied = (bytes: Buffer): Buffer[] => tryOut(() => brotliDecompressSync(bytes));

/** A length as Redis's dumps write it: the value, and where it ends. */
function lengthAt(bytes: Buffer, at: number): [number, number] | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first >> 6 === 0) return [first & 0x3f, at + 1];
  if (first >> 6 === 1 && at + 1 < bytes.length) return [((first & 0x3f) << 8) | bytes[at + 1], at + 2];
  return first === 0x80 && at + 4 < bytes.length ? [bytes.readUInt32BE(at + 1), at + 5] : undefined;
}

function* lzfIn(bytes: Buffer): Generator<Buffer> {
  for (const at of placesOf(bytes, LZF_MARK)) {
    const packed = lengthAt(bytes, at + 1);
    const plain = packed && lengthAt(bytes, packed[1]);
    if (!packed || !plain || plain[1] + packed[0] > bytes.length || plain[0] < packed[0]) continue;
    const out = unlzf(bytes.subarray(plain[1], plain[1] + packed[0]), plain[0]);
    if (out) yield out;
  }
}

/** LZF, as Redis packs long strings in a dump; undefined for what is none. */
export function unlzf(packed: Buffer, length: number): Buffer | undefined {
  if (length > 64 * 1024 * 1024) return undefined;
  const out = Buffer.alloc(length);
  let [from, to] = [0, 0];
  while (from < packed.length) {
    const control = packed[from++];
    if (control < 32) {
      if (from + control + 1 > packed.length || to + control + 1 > length) return undefined;
      packed.copy(out, to, from, from + control + 1);
      from += control + 1;
      to += control + 1;
      continue;
    }
    let count = control >> 5;
    if (count === 7) count += packed[from++];
    let back = to - ((control & 31) << 8) - packed[from++] - 1;
    if (back < 0 || to + count + 2 > length) return undefined;
    for (let rest = count + 2; rest > 0; rest--) out[to++] = out[back++];
  }
  return to === length ? out : undefined;
}
