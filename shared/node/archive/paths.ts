/** Where things are in the archive folder. */
import { join } from 'node:path';
import type { Config } from '../config.ts';

/** The archive folder: as given, or `archive` in the data folder. */
export function archiveFolder(config: Pick<Config, 'archive' | 'data'>): string {
  return config.archive ?? join(config.data, 'archive');
}

const name = (partition: number) => String(partition).padStart(4, '0');

export const archivePaths = {
  /** What the archive is: layout and number of partitions, as JSON. */
  about: (archive: string) => join(archive, 'archive.json'),
  /** Folder of a partition's segments of accepted entries. */
  entries: (archive: string, p: number) => join(archive, 'entries', name(p)),
  /** Log of a partition's pupil tables. UPNs are here and nowhere else in the archive. */
  pupils: (archive: string, p: number) => join(archive, 'pupils', `${name(p)}.log`),
  /** Folder of a partition's day files. */
  days: (archive: string, p: number) => join(archive, 'days', name(p)),
  /** Schools, hubs, calendars, targets, comparators, tokens and the clock. */
  registry: (archive: string) => join(archive, 'registry.ndjson.gz'),
  /** What people entered and decided: disputes, contacts, events, displays, and where the audit ends. */
  desk: (archive: string) => join(archive, 'desk.ndjson.gz'),
  /** Folder of what the signal worker decided, a file a school year or date. */
  signals: (archive: string) => join(archive, 'signals'),
  /** Folder of the audit's files in a backup; at work they are in the data folder. */
  audit: (archive: string) => join(archive, 'audit'),
} as const;
