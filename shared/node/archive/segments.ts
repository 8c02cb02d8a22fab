/**
 * Segments: every accepted stream entry of a partition, in stream order, as it was accepted. Pupils are slots in them.
 *
 * - `open.log` is appended to; when it is large enough it is sealed: compressed under the id of its first entry.
 * - A crash between the two leaves both; the open one then holds nothing that the sealed one does not.
 * - *Base* entries say what a data folder held when its archive began. Their ids are `0-1`, `0-2`, ...; an entry
 *   without a payload behind them has the id up to which they stand for the stream.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ByteReader, ByteWriter } from '../../redis/layouts/bytes.ts';
import { AppendLog, openAppendLog, readLogFile } from './append-log.ts';
import { syncFolder, writeWhole } from './durable-file.ts';
import { encodeRecord, LOG_HEADER, readLog } from './records.ts';

const OPEN = 'open.log';
const SEALED = /^(\d{15}-\d{9})\.log\.gz$/;

/** A stream entry with where it stood. */
export interface ArchivedEntry {
  /** Stream id, `<ms>-<sequence>`. */
  id: string;
  /** Packed entry (`shared/redis/layouts/entries.ts`); empty at the end of the base entries. */
  payload: Buffer;
  /** Made from what was stored when the archive began; no stream ever held it in this form. */
  isBase: boolean;
}

const writer = new ByteWriter();

export function encodeArchived({ id, payload, isBase }: ArchivedEntry): Buffer {
  const [ms, sequence] = id.split('-').map(Number);
  return writer
    .u8(isBase ? 1 : 0)
    .u48(ms)
    .varint(sequence)
    .bytes(payload)
    .take();
}

export function decodeArchived(body: Buffer): ArchivedEntry {
  const reader = new ByteReader(body);
  const isBase = reader.u8() === 1;
  const id = `${reader.u48()}-${reader.varint()}`;
  return { id, payload: body.subarray(reader.at), isBase };
}

/** Negative when A stands before B. */
export function compareIds(a: string, b: string): number {
  const [[msA, sequenceA], [msB, sequenceB]] = [a.split('-').map(Number), b.split('-').map(Number)];
  return msA - msB || sequenceA - sequenceB;
}

function sealedName(id: string): string {
  const [ms, sequence] = id.split('-');
  return `${ms.padStart(15, '0')}-${sequence.padStart(9, '0')}.log.gz`;
}

const sealedId = (name: string): string => (SEALED.exec(name)?.[1] ?? '0-0').split('-').map(Number).join('-');

async function sealedNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => SEALED.test(name)).sort();
}

async function readSealed(path: string): Promise<ArchivedEntry[]> {
  const bytes = await promisify(gunzip)(await readFile(path));
  const { records, wholeBytes } = readLog(bytes, path);
  if (wholeBytes !== bytes.length)
    throw new Error(`${path} is damaged at byte ${wholeBytes}: put back a backup of it`);
  return records.map(decodeArchived);
}

/** Every archived entry of a partition's folder behind `after`, in stream order, a segment at a time. */
export async function* readEntries(folder: string, after = '0-0'): AsyncGenerator<ArchivedEntry[]> {
  let last = after;
  const names = await sealedNames(folder);
  for (const [i, name] of names.entries()) {
    // A segment all of which stands before `after` need not be read.
    if (i + 1 < names.length && compareIds(sealedId(names[i + 1]), last) <= 0) continue;
    const entries = behind(await readSealed(join(folder, name)), last);
    last = entries.at(-1)?.id ?? last;
    if (entries.length > 0) yield entries;
  }
  const open = behind((await readLogFile(join(folder, OPEN))).map(decodeArchived), last);
  if (open.length > 0) yield open;
}

function behind(entries: ArchivedEntry[], last: string): ArchivedEntry[] {
  return entries.filter(({ id }) => compareIds(id, last) > 0);
}

/**
 * Writes the base of a partition that has no segment yet: entries that stand for everything up to the stream id
 * `upTo`. There whole or not at all.
 */
export async function writeBase(folder: string, payloads: readonly Buffer[], upTo: string): Promise<void> {
  const entries = payloads.map((payload, i) => ({ id: `0-${i + 1}`, payload, isBase: true }));
  const end = { id: upTo, payload: Buffer.alloc(0), isBase: true };
  const records = [...entries, end].map((entry) => encodeRecord(encodeArchived(entry)));
  await writeWhole(
    join(folder, sealedName('0-1')),
    await promisify(gzip)(Buffer.concat([LOG_HEADER, ...records])),
  );
}

/** The segments of one partition, for their one writer. */
export class Segments {
  readonly #folder: string;
  readonly #sealBytes: number;
  #open: AppendLog;
  #lastId: string;
  #firstOpenId: string | undefined;

  private constructor(folder: string, sealBytes: number, open: AppendLog, lastId: string) {
    this.#folder = folder;
    this.#sealBytes = sealBytes;
    this.#open = open;
    this.#lastId = lastId;
  }

  /** @param sealBytes size at which the open segment is sealed */
  static async open(folder: string, sealBytes: number): Promise<Segments> {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) if (name.endsWith('.new')) await rm(join(folder, name));
    let lastId = '0-0';
    const newest = (await sealedNames(folder)).at(-1);
    if (newest) lastId = (await readSealed(join(folder, newest))).at(-1)?.id ?? lastId;
    const openIds: string[] = [];
    const open = await openAppendLog(join(folder, OPEN), (body) => openIds.push(decodeArchived(body).id));
    const segments = new Segments(folder, sealBytes, open, lastId);
    const lastOpen = openIds.at(-1);
    if (lastOpen !== undefined && compareIds(lastOpen, lastId) > 0) {
      segments.#lastId = lastOpen;
      segments.#firstOpenId = openIds[0];
    } else await segments.#dropOpen();
    return segments;
  }

  /** Id of the last archived entry; `0-0` before the first. */
  get lastId(): string {
    return this.#lastId;
  }

  /** Appends entries behind the last one. Settles when they are on the disk. */
  async append(entries: readonly ArchivedEntry[], beforeSync?: () => void): Promise<void> {
    if (entries.length === 0) return;
    await this.#open.append(entries.map(encodeArchived), beforeSync);
    this.#firstOpenId ??= entries[0].id;
    this.#lastId = entries[entries.length - 1].id;
  }

  /** Seals the open segment when it is large enough; `onSealed` is called before the open one is removed. */
  async sealIfLarge(onSealed: () => void = () => undefined): Promise<void> {
    if (this.#open.bytes < this.#sealBytes || this.#firstOpenId === undefined) return;
    const records = await readLogFile(this.#open.path);
    const content = Buffer.concat([LOG_HEADER, ...records.map(encodeRecord)]);
    await writeWhole(join(this.#folder, sealedName(this.#firstOpenId)), await promisify(gzip)(content));
    onSealed();
    await this.#dropOpen();
  }

  async #dropOpen(): Promise<void> {
    await rm(this.#open.path, { force: true });
    await syncFolder(this.#folder);
    this.#open = new AppendLog(this.#open.path, 0);
    this.#firstOpenId = undefined;
  }
}
