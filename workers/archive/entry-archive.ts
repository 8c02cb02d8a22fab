/**
 * Copies a partition's stream into its segments. A pupil's slot is archived before any entry that needs it, and Redis
 * hears of an entry only when it is on the disk: the stream is trimmed behind what Redis heard.
 */
import type { Redis } from 'ioredis';
import { archivePaths } from '../../shared/node/archive/paths.ts';
import { type ArchivedEntry, Segments } from '../../shared/node/archive/segments.ts';
import { crashPoint } from '../../shared/node/crash-points.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { entryUrn } from '../../shared/redis/layouts/entries.ts';
import { PupilLog, type TableRows } from './pupil-log.ts';

const ENTRIES_A_READ = 500;

export class EntryArchive {
  readonly #redis: Redis;
  readonly #partition: number;
  readonly #segments: Segments;
  readonly #pupils: PupilLog;

  private constructor(redis: Redis, partition: number, segments: Segments, pupils: PupilLog) {
    this.#redis = redis;
    this.#partition = partition;
    this.#segments = segments;
    this.#pupils = pupils;
  }

  /** Takes up where the files end, whatever Redis believes. */
  static async open(
    redis: Redis,
    archive: string,
    partition: number,
    sealBytes: number,
  ): Promise<EntryArchive> {
    const segments = await Segments.open(archivePaths.entries(archive, partition), sealBytes);
    const pupils = await PupilLog.open(archivePaths.pupils(archive, partition));
    const opened = new EntryArchive(redis, partition, segments, pupils);
    await opened.#tellRedis();
    return opened;
  }

  /** Id of the last archived entry. */
  get lastId(): string {
    return this.#segments.lastId;
  }

  /** Archives what the stream holds behind the last archived entry, at most one read; answers how many entries. */
  async copy(): Promise<number> {
    const stream = partitionKeys.marks(this.#partition);
    const found = await this.#redis.xrangeBuffer(stream, `(${this.lastId}`, '+', 'COUNT', ENTRIES_A_READ);
    if (found.length === 0) return 0;
    const entries = found.map(([id, fields]) => ({ id: id.toString(), payload: fields[1], isBase: false }));
    await this.#pupils.append(await this.#newRows(entries));
    crashPoint('archive:pupils-written');
    await this.#segments.append(entries, () => crashPoint('archive:entries-appended'));
    crashPoint('archive:entries-synced');
    await this.#tellRedis();
    await this.#segments.sealIfLarge(() => crashPoint('archive:segment-sealed'));
    return entries.length;
  }

  /** Rows of the pupil tables that the entries may need and that are not archived. */
  async #newRows(entries: readonly ArchivedEntry[]): Promise<TableRows[]> {
    const urns = [...new Set(entries.map(({ payload }) => entryUrn(payload)))].filter(
      (urn) => urn !== undefined,
    );
    const tails = await Promise.all(
      urns.map((urn) =>
        this.#redis.getrangeBuffer(
          partitionKeys.pupils(this.#partition, urn),
          this.#pupils.knownBytes(urn),
          -1,
        ),
      ),
    );
    return urns
      .map((urn, i) => ({ urn, from: this.#pupils.knownBytes(urn), rows: tails[i] }))
      .filter(({ rows }) => rows.length > 0);
  }

  async #tellRedis(): Promise<void> {
    await this.#redis.hset(partitionKeys.archive(this.#partition), 'offset', this.lastId);
  }
}
