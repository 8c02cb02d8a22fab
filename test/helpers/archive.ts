/** The archive worker's parts over a test's own folder. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archivePaths } from '../../shared/node/archive/paths.ts';
import { type ArchivedEntry, readEntries } from '../../shared/node/archive/segments.ts';

export function newArchiveFolder(): string {
  return mkdtempSync(join(tmpdir(), 'bellwether-archive-'));
}

/** Everything archived of a partition's stream. */
export async function archivedEntries(archive: string, partition: number): Promise<ArchivedEntry[]> {
  const entries: ArchivedEntry[] = [];
  for await (const some of readEntries(archivePaths.entries(archive, partition))) entries.push(...some);
  return entries;
}
