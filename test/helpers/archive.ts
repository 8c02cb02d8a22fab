/** The archive worker's parts over a test's own folder. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { addLedgerRows } from '../../server/read/ledger-rows.ts';
import { markedDaysOf } from '../../server/read/marked-days.ts';
import { fromDay, SESSIONS, toDay } from '../../shared/attendance/dates.ts';
import { TALLY_LENGTH } from '../../shared/attendance/measures.ts';
import { dayFilePath } from '../../shared/node/archive/day-archive.ts';
import { DAY_KINDS, DayFile } from '../../shared/node/archive/day-file.ts';
import { archivePaths } from '../../shared/node/archive/paths.ts';
import { type ArchivedEntry, readEntries } from '../../shared/node/archive/segments.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { encodeLedgerRow } from '../../shared/redis/layouts/ledger.ts';
import { readStore } from './read-store.ts';
import type { Store as FigureStore } from './stored-figures.ts';

const [FIRST_DAY, LAST_DAY] = [toDay('2025-09-01'), toDay('2027-08-31')];

export function newArchiveFolder(): string {
  return mkdtempSync(join(tmpdir(), 'bellwether-archive-'));
}

/** Everything archived of a partition's stream. */
export async function archivedEntries(archive: string, partition: number): Promise<ArchivedEntry[]> {
  const entries: ArchivedEntry[] = [];
  for await (const some of readEntries(archivePaths.entries(archive, partition))) entries.push(...some);
  return entries;
}

/** What Redis holds and the archive beside it, in the shape that `storedFigures` reads; Redis wins. */
export async function readStoreAndArchive(
  redis: Redis,
  archive: string,
  partitions: number,
): Promise<FigureStore> {
  const store = await readStore(redis);
  for (let p = 0; p < partitions; p++) {
    for (const [field, version] of store.get(partitionKeys.archive(p)) ?? []) {
      if (!field.startsWith('day:')) continue;
      const date = field.slice('day:'.length);
      const file = await DayFile.open(dayFilePath(archive, p, date, Number(version)));
      const values = await file.readAll();
      for (const kind of DAY_KINDS)
        for (const [urn, halves] of values[kind])
          for (const [half, value] of halves.entries())
            if (value) putAbsent(store, partitionKeys[kind](p, date, SESSIONS[half]), String(urn), value);
    }
  }
  return store;
}

function putAbsent(store: FigureStore, key: string, field: string, value: Buffer): void {
  const hash = store.get(key) ?? new Map<string, Buffer>();
  store.set(key, hash);
  if (!hash.has(field)) hash.set(field, value);
}

/** Puts into the store the ledger rows that are not kept, as readers make them up. */
export async function fillLedger(
  figures: FigureStore,
  source: Store & { redis: Redis },
  urns: readonly number[],
): Promise<void> {
  const marked = await markedDaysOf(source, urns, FIRST_DAY, LAST_DAY);
  for (const urn of urns)
    for (const day of marked.get(urn) ?? []) {
      const sums = new Float64Array(TALLY_LENGTH);
      await addLedgerRows(source, sums, [{ urn, day, factor: 1 }], marked);
      const row = encodeLedgerRow(new ByteWriter(), Int32Array.from(sums));
      putAbsent(
        figures,
        partitionKeys.ledger(partitionOf(urn, source.partitions), fromDay(day)),
        String(urn),
        row,
      );
    }
}
