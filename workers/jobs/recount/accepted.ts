/** What was accepted of one partition, from the archive and, behind it, from the stream. */
import { archivePaths } from '../../../shared/node/archive/paths.ts';
import { type ArchivedEntry, compareIds, readEntries } from '../../../shared/node/archive/segments.ts';
import { decodeEntry, type Entry } from '../../../shared/redis/layouts/entries.ts';
import { emptySchool, type ReplayedSchool, replayEntry } from './replay.ts';

export interface AcceptedParts {
  /** Folder of the archive, undefined when there is none. */
  archive: string | undefined;
  partition: number;
  /** The stream as it was when the partition was read. */
  stream: readonly ArchivedEntry[];
  /** Id of the last entry that had been applied then. */
  offset: string;
}

export interface Accepted {
  schools: Map<number, ReplayedSchool>;
  entries: number;
  marks: number;
  /** Part of it stands for what was stored before the archive began, in other entries than were accepted. */
  hasBase: boolean;
}

/** Entries up to the offset, in stream order, each once. */
async function* entriesUpTo({
  archive,
  partition,
  stream,
  offset,
}: AcceptedParts): AsyncGenerator<ArchivedEntry> {
  let last = '0-0';
  const segments = archive === undefined ? [] : readEntries(archivePaths.entries(archive, partition));
  for await (const segment of segments)
    for (const entry of segment) {
      if (compareIds(entry.id, offset) > 0) return;
      last = entry.id;
      yield entry;
    }
  for (const entry of stream)
    if (compareIds(entry.id, last) > 0 && compareIds(entry.id, offset) <= 0) yield entry;
}

/**
 * Goes through everything accepted and applied, of the schools that `isWanted` says. An entry that no build can read
 * counts as an entry and is nothing else, as for the count worker.
 */
export async function replayAccepted(
  parts: AcceptedParts,
  isWanted: (urn: number) => boolean,
): Promise<Accepted> {
  const accepted: Accepted = { schools: new Map(), entries: 0, marks: 0, hasBase: false };
  for await (const { payload, isBase } of entriesUpTo(parts)) {
    accepted.hasBase ||= isBase;
    if (payload.length === 0) continue;
    accepted.entries++;
    const entry = readable(payload);
    if (!entry) continue;
    if (entry.kind === 'register') accepted.marks += entry.marks.slots.length;
    if (!isWanted(entry.urn)) continue;
    const school = accepted.schools.get(entry.urn) ?? emptySchool();
    accepted.schools.set(entry.urn, school);
    replayEntry(school, entry, isBase);
  }
  return accepted;
}

function readable(payload: Buffer): Entry | undefined {
  try {
    return decodeEntry(payload);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
