/**
 * The ingest worker's own record of what it has accepted, on its disk before the 202: what is sent again when Redis
 * turns out to have lost writes it had answered for. Files of a bounded size; one goes when nothing in it can be needed.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppendLog, openAppendLog, readLogFile } from '../../../shared/node/archive/append-log.ts';
import { laterId } from '../stream-ids.ts';
import { bothLosses, followed, type Last, type Loss } from './loss.ts';
import { decodeLossNote, encodeLossNote, isLossNote, type LossNote } from './loss-note.ts';
import { decodeJournalRecord, encodeJournalRecord, type JournalRecord } from './record.ts';

export interface JournalOptions {
  /** Records go on in a new file beyond this. */
  fileBytes: number;
  /** Real time, ms. */
  now: () => number;
}

/** What a file holds: the last id of each partition. */
interface FileNote {
  path: string;
  bytes: number;
  writtenAt: number;
  readonly last: Map<number, string>;
}

interface Waiting {
  record: JournalRecord | LossNote;
  settle: () => void;
  fail: (error: unknown) => void;
}

export class Journal {
  readonly #folder: string;
  readonly #options: JournalOptions;
  readonly #files: FileNote[];
  readonly #standing: Standing;
  #log: AppendLog;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  private constructor(
    folder: string,
    options: JournalOptions,
    files: FileNote[],
    standing: Standing,
    log: AppendLog,
  ) {
    this.#folder = folder;
    this.#options = options;
    this.#files = files;
    this.#standing = standing;
    this.#log = log;
  }

  /** Opens the journal of a folder; what a crash cut off at its end is removed. */
  static async open(folder: string, options: JournalOptions): Promise<Journal> {
    const found = await readdir(folder).catch(() => []);
    const names = found.filter((name) => name.endsWith('.log')).sort();
    const files: FileNote[] = [];
    const standing: Standing = { last: new Map(), losses: new Map() };
    let log: AppendLog | undefined;
    for (const name of names.length > 0 ? names : [fileName(1)]) {
      const file = newNote(join(folder, name), options.now());
      log = await openAppendLog(file.path, (body) => note(file, standing, decode(body)));
      file.bytes = log.bytes;
      files.push(file);
    }
    return new Journal(folder, options, files, standing, log!);
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What this journal says was appended last, by partition. */
  last(): ReadonlyMap<number, Last> {
    return this.#standing.last;
  }

  /** Losses that were found and whose repair has not ended, by partition. */
  openLosses(): ReadonlyMap<number, Loss> {
    return this.#standing.losses;
  }

  /** Settles when the record is on the disk; many are synced together, in the order in which they came. */
  append(record: JournalRecord): Promise<void> {
    return this.#keep(record);
  }

  /** Notes a loss, or the end of its repair; likewise. */
  noteLoss(note: LossNote): Promise<void> {
    return this.#keep(note);
  }

  #keep(record: JournalRecord | LossNote): Promise<void> {
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
        await this.#log.append(batch.map(({ record }) => encode(record)));
        const file = this.#files[this.#files.length - 1];
        for (const { record } of batch) note(file, this.#standing, record);
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
    if (this.#log.bytes >= this.#options.fileBytes) await this.#startFile();
  }

  async #startFile(): Promise<void> {
    const last = this.#files[this.#files.length - 1];
    const number = Number(/(\d+)\.log$/.exec(last.path)?.[1]) + 1;
    const file = newNote(join(this.#folder, fileName(number)), this.#options.now());
    this.#log = await openAppendLog(file.path, () => undefined);
    this.#files.push(file);
  }

  /** Records of a partition, in order. */
  async recordsOf(partition: number): Promise<JournalRecord[]> {
    await this.#writing;
    const found: JournalRecord[] = [];
    for (const { path, last } of this.#files) {
      if (!last.has(partition)) continue;
      const records = (await readLogFile(path)).filter((body) => !isLossNote(body)).map(decodeJournalRecord);
      found.push(...records.filter((record) => record.partition === partition));
    }
    return found;
  }

  /**
   * Removes whole files, the oldest first, that hold nothing Redis could lose any more.
   * @param isSafe whether everything of a partition up to a stream id is counted and kept elsewhere
   * @param keepMs files written to more recently than this stay; of older ones nothing does, since pupils are in them
   */
  async prune(isSafe: (partition: number, id: string) => boolean, keepMs: number): Promise<void> {
    while (this.#files.length > 0) {
      const [{ path, last, writtenAt }] = this.#files;
      if (this.#options.now() - writtenAt < keepMs) return;
      for (const [p, id] of last) if (!isSafe(p, id)) return;
      if (this.#files.length === 1 && (last.size === 0 || !(await this.#endLast()))) return;
      await rm(path, { force: true });
      this.#files.shift();
    }
  }

  /** Goes on in a new file though the last one is not large; false when something is being written just now. */
  async #endLast(): Promise<boolean> {
    await this.#writing;
    if (this.#writing || this.#files.length > 1) return this.#files.length > 1;
    this.#writing = this.#startFile().finally(() => {
      this.#writing = this.#waiting.length > 0 ? this.#write() : undefined;
    });
    return this.#writing.then(
      () => true,
      () => false,
    );
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

/** How things stand by all files together. */
interface Standing {
  readonly last: Map<number, Last>;
  readonly losses: Map<number, Loss>;
}

const isNote = (record: JournalRecord | LossNote): record is LossNote => 'isRepaired' in record;
const decode = (body: Buffer) => (isLossNote(body) ? decodeLossNote(body) : decodeJournalRecord(body));
const encode = (record: JournalRecord | LossNote) =>
  isNote(record) ? encodeLossNote(record) : encodeJournalRecord(record);

function note(file: FileNote, { last, losses }: Standing, record: JournalRecord | LossNote): void {
  const { partition } = record;
  if (!isNote(record)) {
    file.last.set(partition, laterId(file.last.get(partition), record.id));
    last.set(partition, followed(last.get(partition), record));
  } else if (record.isRepaired) losses.delete(partition);
  else {
    losses.set(partition, bothLosses(losses.get(partition), record));
    last.set(partition, { upTo: record.kept, ids: [] });
  }
}
