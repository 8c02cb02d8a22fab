/**
 * A day file: what one partition's schools hold of one date, marks, counts and logs by minute, once the day has left
 * Redis. Written once, read by index: a school's counts cost one small block, all schools' counts a few.
 *
 * File: `BWDY`, layout version; deflated blocks of packed values of one kind; deflated index; trailer with the place,
 * length and CRC-32 of the index. Every block has its CRC-32 in the index.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';
import { ByteReader, ByteWriter } from '../../redis/layouts/bytes.ts';

export const DAY_FILE_VERSION = 1;
const MAGIC = Buffer.from('BWDY');
const HEADER_BYTES = 5;
const TRAILER_BYTES = 14;
const BLOCK_BYTES = 16 * 1024;

/** The kinds of values, as the keys in Redis are called (`shared/redis/keys.ts`). */
export const DAY_KINDS = ['state', 'counts', 'minutes'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

/** Packed values of a morning and an afternoon by school. */
export type DayValues = Record<DayKind, Map<number, (Buffer | undefined)[]>>;

export interface DayAbout {
  /** Day number. */
  day: number;
  partition: number;
  partitions: number;
  /** Rises by one each time the day is archived again. */
  version: number;
}

interface Block {
  kind: number;
  at: number;
  length: number;
  crc: number;
  /** Ascending. */
  urns: Uint32Array;
}

export function emptyDayValues(): DayValues {
  return { state: new Map(), counts: new Map(), minutes: new Map() };
}

/** The bytes of a day file. */
export async function encodeDayFile(about: DayAbout, values: DayValues): Promise<Buffer> {
  const parts: Buffer[] = [Buffer.from([...MAGIC, DAY_FILE_VERSION])];
  const blocks: Block[] = [];
  let at = HEADER_BYTES;
  for (const [kind, name] of DAY_KINDS.entries()) {
    for (const { urns, raw } of cutIntoBlocks(values[name])) {
      const packed = await promisify(deflateRaw)(raw);
      blocks.push({ kind, at, length: packed.length, crc: crc32(packed), urns: Uint32Array.from(urns) });
      parts.push(packed);
      at += packed.length;
    }
  }
  const index = await promisify(deflateRaw)(encodeIndex(about, blocks));
  const trailer = new ByteWriter().u48(at).u32(index.length).u32(crc32(index)).take();
  return Buffer.concat([...parts, index, trailer]);
}

function* cutIntoBlocks(bySchool: DayValues[DayKind]): Generator<{ urns: number[]; raw: Buffer }> {
  const writer = new ByteWriter();
  let urns: number[] = [];
  for (const urn of [...bySchool.keys()].sort((a, b) => a - b)) {
    urns.push(urn);
    for (const [half, value] of bySchool.get(urn)!.entries())
      if (value) writer.varint(urn).u8(half).raw(value);
    if (writer.length < BLOCK_BYTES) continue;
    yield { urns, raw: writer.take() };
    urns = [];
  }
  if (urns.length > 0) yield { urns, raw: writer.take() };
}

function encodeIndex({ day, partition, partitions, version }: DayAbout, blocks: readonly Block[]): Buffer {
  const writer = new ByteWriter().varint(day).varint(partition).varint(partitions).varint(version);
  writer.varint(blocks.length);
  for (const { kind, at, length, crc, urns } of blocks) {
    writer.u8(kind).varint(at).varint(length).u32(crc).varint(urns.length);
    let previous = 0;
    for (const urn of urns) {
      writer.varint(urn - previous);
      previous = urn;
    }
  }
  return writer.take();
}

function decodeIndex(bytes: Buffer): { about: DayAbout; blocks: Block[] } {
  const reader = new ByteReader(bytes);
  const [day, partition, partitions, version] = [
    reader.varint(),
    reader.varint(),
    reader.varint(),
    reader.varint(),
  ];
  const blocks: Block[] = [];
  for (let left = reader.varint(); left > 0; left--) {
    const [kind, at, length, crc] = [reader.u8(), reader.varint(), reader.varint(), reader.u32()];
    const urns = new Uint32Array(reader.varint());
    for (let i = 0, urn = 0; i < urns.length; i++) {
      urn += reader.varint();
      urns[i] = urn;
    }
    blocks.push({ kind, at, length, crc, urns });
  }
  return { about: { day, partition, partitions, version }, blocks };
}

/** The index of a day file; blocks are read from the file when they are asked for. */
export class DayFile {
  readonly path: string;
  readonly about: DayAbout;
  readonly #blocks: readonly Block[];

  private constructor(path: string, about: DayAbout, blocks: readonly Block[]) {
    this.path = path;
    this.about = about;
    this.#blocks = blocks;
  }

  /** @throws Error when the file is missing (code ENOENT), damaged, or of a newer layout */
  static async open(path: string): Promise<DayFile> {
    const file = await open(path, 'r');
    try {
      const header = await readAt(file, 0, HEADER_BYTES);
      if (!header.subarray(0, MAGIC.length).equals(MAGIC)) throw damaged(path);
      if (header[MAGIC.length] !== DAY_FILE_VERSION)
        throw new Error(
          `${path} has layout version ${header[MAGIC.length]}, this build reads ${DAY_FILE_VERSION}: use a newer build`,
        );
      const { size } = await file.stat();
      const trailer = new ByteReader(await readAt(file, size - TRAILER_BYTES, TRAILER_BYTES));
      const [at, length, crc] = [trailer.u48(), trailer.u32(), trailer.u32()];
      if (at + length + TRAILER_BYTES !== size) throw damaged(path);
      const index = await readAt(file, at, length);
      if (crc32(index) !== crc) throw damaged(path);
      const { about, blocks } = decodeIndex(await promisify(inflateRaw)(index));
      return new DayFile(path, about, blocks);
    } finally {
      await file.close();
    }
  }

  /** Calls `use` with the values of the schools asked for (of all without `urns`), half 0 for AM and 1 for PM. */
  async read(
    kind: DayKind,
    urns: ReadonlySet<number> | undefined,
    use: (urn: number, half: number, value: Buffer) => void,
  ): Promise<void> {
    const number = DAY_KINDS.indexOf(kind);
    const wanted = this.#blocks.filter(
      (block) => block.kind === number && (urns === undefined || block.urns.some((urn) => urns.has(urn))),
    );
    if (wanted.length === 0) return;
    const file = await open(this.path, 'r');
    try {
      for (const block of wanted) {
        const packed = await readAt(file, block.at, block.length);
        if (crc32(packed) !== block.crc) throw damaged(this.path);
        const reader = new ByteReader(await promisify(inflateRaw)(packed));
        while (!reader.done) {
          const [urn, half, value] = [reader.varint(), reader.u8(), reader.raw()];
          if (urns === undefined || urns.has(urn)) use(urn, half, value);
        }
      }
    } finally {
      await file.close();
    }
  }

  /** Everything in it. */
  async readAll(): Promise<DayValues> {
    const values = emptyDayValues();
    for (const kind of DAY_KINDS)
      await this.read(kind, undefined, (urn, half, value) => putHalf(values[kind], urn, half, value));
    return values;
  }
}

/** Sets the value of one half of a school's day. */
export function putHalf(bySchool: DayValues[DayKind], urn: number, half: number, value: Buffer): void {
  const halves = bySchool.get(urn) ?? [undefined, undefined];
  halves[half] = value;
  bySchool.set(urn, halves);
}

const damaged = (path: string) =>
  new Error(`${path} is damaged: put back a backup of it, or run "npx bellwether rebuild"`);

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, length));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
  return bytes.subarray(0, bytesRead);
}
