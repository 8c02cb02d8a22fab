/** A log on the disk that is appended to, record by record. */
import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './durable-file.ts';
import { encodeRecord, LOG_HEADER, readLog } from './records.ts';

/** What a log holds now; nothing when there is no file. */
export async function readLogFile(path: string): Promise<Buffer[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  return readLog(bytes, path).records;
}

/**
 * Opens a log to append to. What a crash cut off at its end is removed first.
 * @param use is given each record that is there
 */
export async function openAppendLog(path: string, use: (body: Buffer) => void): Promise<AppendLog> {
  await mkdir(dirname(path), { recursive: true });
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const { records, wholeBytes } = readLog(bytes, path);
  for (const body of records) use(body);
  if (bytes.length > wholeBytes) await truncate(path, wholeBytes);
  return new AppendLog(path, wholeBytes);
}

export class AppendLog {
  readonly path: string;
  #bytes: number;

  /** @param bytes length of the file, 0 when there is none yet */
  constructor(path: string, bytes: number) {
    this.path = path;
    this.#bytes = bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Appends records and syncs. Settles when they are on the disk; after an error the log must be opened again.
   * @param beforeSync called when they are written and not yet synced
   */
  async append(bodies: readonly Uint8Array[], beforeSync: () => void = () => undefined): Promise<void> {
    if (bodies.length === 0) return;
    const isNew = this.#bytes === 0;
    const parts = bodies.map(encodeRecord);
    const content = Buffer.concat(isNew ? [LOG_HEADER, ...parts] : parts);
    const handle = await open(this.path, 'a');
    try {
      await handle.writeFile(content);
      beforeSync();
      await handle.datasync();
    } finally {
      await handle.close();
    }
    if (isNew) await syncFolder(dirname(this.path));
    this.#bytes += content.length;
  }
}
