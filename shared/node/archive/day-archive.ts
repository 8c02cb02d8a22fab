/**
 * Reading days that have left Redis. Redis is asked first, always: a value there is newer than any file. Only then is
 * the version of the day file asked for, so that it is never older than what was dropped.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { fromSessionNumber } from '../../attendance/dates.ts';
import { partitionKeys } from '../../redis/keys.ts';
import { DayFile, type DayKind } from './day-file.ts';
import { archivePaths } from './paths.ts';

const MOST_INDEXES = 1_000;
const DAY_FILE = /^(\d{4}-\d{2}-\d{2})\.v(\d+)\.days$/;

/** The field of the archive hash that has a date's version. */
export const dayField = (date: string) => `day:${date}`;

/** The name of a version of a date's file. */
export function dayFilePath(archive: string, partition: number, date: string, version: number): string {
  return join(archivePaths.days(archive, partition), `${date}.v${version}.days`);
}

/** Every day file of a partition that is in place. */
export async function listDayFiles(
  archive: string,
  partition: number,
): Promise<{ date: string; version: number; path: string }[]> {
  const folder = archivePaths.days(archive, partition);
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const match = DAY_FILE.exec(name);
    return match ? [{ date: match[1], version: Number(match[2]), path: join(folder, name) }] : [];
  });
}

export class DayArchive {
  readonly #redis: Pick<Redis, 'hget'>;
  readonly #archive: string;
  /** Indexes by path, the longest unused first. */
  readonly #files = new Map<string, Promise<DayFile>>();

  constructor(redis: Pick<Redis, 'hget'>, archive: string) {
    this.#redis = redis;
    this.#archive = archive;
  }

  /**
   * Calls `use` with the archived values of one session of the schools asked for. Ask only for what was not in Redis,
   * and only after having looked there.
   */
  async read(
    kind: DayKind,
    partition: number,
    session: number,
    urns: readonly number[],
    use: (urn: number, value: Buffer) => void,
  ): Promise<void> {
    if (urns.length === 0) return;
    const { date } = fromSessionNumber(session);
    const found: [number, Buffer][] = [];
    const gather = (urn: number, half: number, value: Buffer) => {
      if (half === (session & 1)) found.push([urn, value]);
    };
    const isRead = await this.#readOnce(kind, partition, date, new Set(urns), gather).catch(async (error) => {
      if (error.code !== 'ENOENT') throw error;
      // Archived anew between the look at the version and the look at the file.
      found.length = 0;
      return this.#readOnce(kind, partition, date, new Set(urns), gather);
    });
    if (isRead) for (const [urn, value] of found) use(urn, value);
  }

  async #readOnce(
    kind: DayKind,
    partition: number,
    date: string,
    urns: ReadonlySet<number>,
    use: (urn: number, half: number, value: Buffer) => void,
  ): Promise<boolean> {
    const version = await this.#redis.hget(partitionKeys.archive(partition), dayField(date));
    if (version === null) return false;
    const file = await this.#index(dayFilePath(this.#archive, partition, date, Number(version)));
    await file.read(kind, urns, use);
    return true;
  }

  #index(path: string): Promise<DayFile> {
    const known = this.#files.get(path);
    if (known) {
      this.#files.delete(path);
      this.#files.set(path, known);
      return known;
    }
    const opened = DayFile.open(path);
    opened.catch(() => this.#files.delete(path));
    this.#files.set(path, opened);
    const oldest = this.#files.keys().next();
    if (this.#files.size > MOST_INDEXES && !oldest.done) this.#files.delete(oldest.value);
    return opened;
  }
}
