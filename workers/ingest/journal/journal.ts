/**
 * The ingest worker's own record of what it has accepted, on its disk before the 202: what is sent again when Redis
 * turns out to have lost writes it had answered for. Files of a bounded size; one goes when nothing in it can be needed.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppendLog, openAppendLog, readLogFile } from '../../../shared/node/archive/append-log.ts';
import { laterId } from '../append.ts';
import { decodeJournalRecord, encodeJournalRecord, type JournalRecord } from './record.ts';

export interface JournalOptions {
  /** Records go on in a new file beyond this. */
  fileBytes: number;
  /** Real time, ms. */
  now: () => number;
}

/** What a file holds: the last of each partition. */
interface FileNote {
  path: string;
  bytes: number;
  writtenAt: number;
  readonly last: Map<number, { upTo: number; id: string }>;
}

interface Waiting {
  record: JournalRecord;
  settle: () => void;
  fail: (error: unknown) => void;
}

export class Journal {
  readonly #folder: string;
  readonly #options: JournalOptions;
  readonly #files: FileNote[];
  #log: AppendLog;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  private constructor(folder: string, options: JournalOptions, files: FileNote[], log: AppendLog) {
    this.#folder = folder;
    this.#options = options;
    this.#files = files;
    this.#log = log;
  }

  /** Opens the journal of a folder; what a crash cut off at its end is removed. */
  static async open(folder: string, options: JournalOptions): Promise<Journal> {
    const found = await readdir(folder).catch(() => []);
    const names = found.filter((name) => name.endsWith('.log')).sort();
    const files: FileNote[] = [];
    let log: AppendLog | undefined;
    for (const name of names.length > 0 ? names : [fileName(1)]) {
      const note = newNote(join(folder, name), options.now());
      log = await openAppendLog(note.path, (body) => noteRecord(note, decodeJournalRecord(body)));
      note.bytes = log.bytes;
      files.push(note);
    }
    return new Journal(folder, options, files, log!);
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Entries that this journal says were appended, by partition: the last one's number. */
  written(): Map<number, number> {
    const written = new Map<number, number>();
    for (const { last } of this.#files) for (const [p, { upTo }] of last) written.set(p, upTo);
    return written;
  }

  /** Stream id of the last entry that this journal has of each partition. */
  lastIds(): Map<number, string> {
    const ids = new Map<number, string>();
    for (const { last } of this.#files) for (const [p, { id }] of last) ids.set(p, laterId(ids.get(p), id));
    return ids;
  }

  /** Settles when the record is on the disk; many are synced together. */
  append(record: JournalRecord): Promise<void> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ record, settle, fail });
      this.#writing ??= this.#write();
    });
  }

  async #write(): Promise<void> {
    // Not in the caller's turn: it has yet to keep this promise.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#turnOver();
        await this.#log.append(batch.map(({ record }) => encodeJournalRecord(record)));
        const file = this.#files[this.#files.length - 1];
        for (const { record } of batch) noteRecord(file, record);
        file.bytes = this.#log.bytes;
        file.writtenAt = this.#options.now();
        for (const { settle } of batch) settle();
      } catch (error) {
        for (const { fail } of batch) fail(error);
        this.#log = await openAppendLog(this.#log.path, () => undefined).catch(() => this.#log);
      }
    }
    // In the same turn as the last look at what waits: a record that comes later starts the next writing.
    this.#writing = undefined;
  }

  /** Goes on in a new file when the last one is large enough. */
  async #turnOver(): Promise<void> {
    if (this.#log.bytes < this.#options.fileBytes) return;
    const last = this.#files[this.#files.length - 1];
    const number = Number(/(\d+)\.log$/.exec(last.path)?.[1]) + 1;
    const note = newNote(join(this.#folder, fileName(number)), this.#options.now());
    this.#log = await openAppendLog(note.path, () => undefined);
    this.#files.push(note);
  }

  /** Records of a partition, in order. */
  async recordsOf(partition: number): Promise<JournalRecord[]> {
    await this.#writing;
    const found: JournalRecord[] = [];
    for (const { path, last } of this.#files) {
      if (!last.has(partition)) continue;
      const records = (await readLogFile(path)).map(decodeJournalRecord);
      found.push(...records.filter((record) => record.partition === partition));
    }
    return found;
  }

  /**
   * Removes whole files, the oldest first, that hold nothing Redis could lose any more.
   * @param isSafe whether everything of a partition up to a stream id is counted and kept elsewhere
   * @param keepMs files written to more recently than this stay
   */
  async prune(isSafe: (partition: number, id: string) => boolean, keepMs: number): Promise<void> {
    while (this.#files.length > 0) {
      const [{ path, last, writtenAt }] = this.#files;
      if (this.#options.now() - writtenAt < keepMs) return;
      for (const [p, { id }] of last) if (!isSafe(p, id)) return;
      if (this.#files.length === 1) return;
      await rm(path, { force: true });
      this.#files.shift();
    }
  }

  /** Settles when everything appended is on the disk. */
  async close(): Promise<void> {
    await this.#writing;
  }
}

const fileName = (number: number) => `${String(number).padStart(8, '0')}.log`;

function newNote(path: string, writtenAt: number): FileNote {
  return { path, bytes: 0, writtenAt, last: new Map() };
}

function noteRecord(note: FileNote, { partition, upTo, id }: JournalRecord): void {
  const before = note.last.get(partition);
  note.last.set(partition, { upTo, id: laterId(before?.id, id) });
}
