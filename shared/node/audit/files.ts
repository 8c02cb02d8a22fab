/** The files of the audit: a folder a chain, in it files named by the first entry's number, one line an entry. */
import { mkdir, open, readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../archive/durable-file.ts';
import { type ChainEnd, endAfter, parseLine } from './chain.ts';

/** A file is ended when it has grown to this. */
const FILE_BYTES = 16 * 1024 * 1024;
const NAME = /^(\d{12})\.ndjson$/;

const fileName = (seq: number): string => `${String(seq).padStart(12, '0')}.ndjson`;

/** Paths of a chain's files, in the order of their entries. */
export async function chainFiles(folder: string, chain: string): Promise<string[]> {
  const names = await readdir(join(folder, chain)).catch(() => []);
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => join(folder, chain, name));
}

/** Chains that have files. */
export async function listChains(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** The lines of a file; `isWhole` is false when the last of them has no end. */
export async function readLines(path: string): Promise<{ lines: string[]; isWhole: boolean }> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const isWhole = lines.pop() === '';
  return { lines, isWhole };
}

/** Appends to the files of one chain. */
export class AuditFiles {
  readonly #folder: string;
  #path: string;
  #bytes: number;
  end: ChainEnd;

  private constructor(folder: string, path: string, bytes: number, end: ChainEnd) {
    this.#folder = folder;
    this.#path = path;
    this.#bytes = bytes;
    this.end = end;
  }

  /** Opens a chain's files at their end. A line that a crash cut off is removed: it was never called filed. */
  static async open(folder: string, chain: string): Promise<AuditFiles> {
    await mkdir(join(folder, chain), { recursive: true, mode: 0o700 });
    const path = (await chainFiles(folder, chain)).at(-1);
    const start: ChainEnd = { chain, seq: 0, hash: '' };
    if (path === undefined) return new AuditFiles(folder, '', FILE_BYTES, start);
    const text = await readFile(path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const bytes = Buffer.byteLength(whole);
    if (whole.length < text.length) await truncate(path, bytes);
    const last = whole.trimEnd().split('\n').at(-1);
    return new AuditFiles(folder, path, bytes, last ? endAfter(last) : start);
  }

  /** Appends lines and settles when they are on the disk. */
  async append(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const isNew = this.#bytes >= FILE_BYTES;
    if (isNew) {
      this.#path = join(this.#folder, this.end.chain, fileName(parseLine(lines[0]).seq));
      this.#bytes = 0;
    }
    const content = `${lines.join('\n')}\n`;
    const handle = await open(this.#path, 'a', 0o600);
    try {
      await handle.writeFile(content);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    if (isNew) await syncFolder(join(this.#folder, this.end.chain));
    this.#bytes += Buffer.byteLength(content);
    this.end = endAfter(lines[lines.length - 1]);
  }
}
