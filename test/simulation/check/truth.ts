/**
 * What was accepted, worked out without the counting path: the bodies as the suppliers wrote them, with the stamps
 * of the attempts that are in the streams. Also checks the streams against the bodies: every 202 is there, whole.
 */

import { CODES } from '../../../shared/attendance/codes.ts';
import { fromDay, fromSessionNumber } from '../../../shared/attendance/dates.ts';
import { NO_MINUTES } from '../../../shared/attendance/mark.ts';
import { partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import { decodeEntry, type Entry, type RegisterEntry } from '../../../shared/redis/layouts/entries.ts';
import { upnAt } from '../../../shared/redis/layouts/pupils.ts';
import type { Post, RegisterPost } from '../../helpers/oracle/posts.ts';
import type { Keyspace } from '../store/values.ts';
import { type Sent, tokenOf } from '../world/intake.ts';
import type { Item } from '../world/scenario.ts';
import { PARTITIONS } from '../world/world.ts';

/** Slots and UPNs of the schools, as Redis has them in the end. */
export class PupilNames {
  readonly #keys: Keyspace;

  constructor(keys: Keyspace) {
    this.#keys = keys;
  }

  upnOf(urn: number, slot: number): string {
    const table = this.#keys.get(partitionKeys.pupils(partitionOf(urn, PARTITIONS), urn), 'string');
    if (!table || (slot + 1) * 6 > table.bytes.length) return `no pupil at slot ${slot}`;
    return upnAt(table.bytes, slot) ?? `nobody at slot ${slot}`;
  }
}

export interface Truth {
  posts: Post[];
  /** Entries and marks in the streams, by partition. */
  entries: number[];
  marks: number[];
}

/** Everything in the streams as posts; what does not fit the bodies goes to `faults`. */
export function findTruth(
  keys: Keyspace,
  streams: Entry[][],
  sent: readonly Sent[],
  faults: string[],
  hasFailedOver: boolean,
): Truth {
  const names = new PupilNames(keys);
  const truth: Truth = { posts: [], entries: [], marks: [] };
  const found = new Map<string, Entry[]>();
  const stamps = new Map<string, Set<number>>();
  streams.forEach((entries, p) => {
    truth.entries[p] = entries.length;
    truth.marks[p] = entries.reduce((sum, entry) => sum + marksIn(entry), 0);
    for (const entry of entries) {
      const name = `${entry.tokenId} ${nameOfEntry(entry)}`;
      if (partitionOf(entry.urn, PARTITIONS) !== p) faults.push(`${name} is in partition ${p}`);
      found.set(name, [...(found.get(name) ?? []), entry]);
    }
  });
  for (const { posting, receipts } of sent)
    for (const item of posting.items) {
      const name = `${tokenOf(posting.id)} ${nameOfItem(item)}`;
      const entries = found.get(name) ?? [];
      found.delete(name);
      for (const entry of entries) truth.posts.push(postOf(item, entry, names, posting.key, stamps, faults));
      for (const receipt of receipts)
        if (!entries.some((entry) => entry.receipt === receipt))
          faults.push(`${name} was answered 202 (${receipt}) and is in no stream`);
    }
  for (const name of found.keys()) faults.push(`${name} is in a stream and nobody posted it`);
  // A failover may lose a stamp with the entries it was for.
  if (!hasFailedOver)
    for (const [key, times] of stamps)
      if (times.size > 1) faults.push(`${key} was stamped ${[...times].join(' and ')}`);
  return truth;
}

const marksIn = (entry: Entry): number => (entry.kind === 'register' ? entry.marks.slots.length : 0);

/** The entries of each partition's stream, trimmed ones too when they were recorded. */
export function readEntries(items: readonly (readonly Buffer[])[], faults: string[]): Entry[] {
  return items.flatMap((fields) => {
    try {
      return [decodeEntry(fields[1])];
    } catch (error) {
      faults.push(`an entry cannot be read: ${String(error)}`);
      return [];
    }
  });
}

function nameOfEntry(entry: Entry): string {
  if (entry.kind === 'register') {
    const { date, session } = fromSessionNumber(entry.session);
    return `${entry.urn} ${date} ${session}`;
  }
  return `${entry.urn} ${entry.kind}`;
}

function nameOfItem(item: Item): string {
  return item.kind === 'register' ? `${item.urn} ${item.date} ${item.session}` : `${item.urn} roster`;
}

/** The body with the stamps of its entry. Also compares the two. */
function postOf(
  item: Item,
  entry: Entry,
  names: PupilNames,
  key: string | undefined,
  stamps: Map<string, Set<number>>,
  faults: string[],
): Post {
  const receivedAt = new Date(entry.receivedAt).toISOString();
  if (entry.kind === 'roster' && item.kind === 'roster') {
    const { asOf, issuedAt, digest, slots } = entry.roster;
    const upns = [...slots].map((slot) => names.upnOf(item.urn, slot)).sort();
    const posted = item.pupils.map(({ upn }) => upn).sort();
    if (fromDay(asOf) !== item.asOf || upns.join() !== posted.join())
      faults.push(`the roster ${item.urn} of ${item.asOf} is ${fromDay(asOf)} ${upns.join()} in the stream`);
    if (item.issuedAt === undefined) noteStamp(stamps, key, issuedAt);
    return { ...item, receivedAt, issuedAt: new Date(issuedAt).toISOString(), digest };
  }
  if (entry.kind !== 'register' || item.kind !== 'register') throw new Error('an entry of another kind');
  const stamp = stampOf(item, entry);
  if (stamp !== undefined) noteStamp(stamps, key, stamp);
  const post: RegisterPost = { ...item, receivedAt: new Date(stamp ?? entry.receivedAt).toISOString() };
  compareMarks(post, entry, names, faults);
  return post;
}

function noteStamp(stamps: Map<string, Set<number>>, key: string | undefined, stamp: number): void {
  if (key === undefined) return;
  stamps.set(key, (stamps.get(key) ?? new Set()).add(stamp));
}

/** The stamp of the marks that name no time, undefined when all do. */
function stampOf(item: Extract<Item, { kind: 'register' }>, { marks }: RegisterEntry): number | undefined {
  const at = item.marks.findIndex(({ recordedAt }) => (recordedAt ?? item.recordedAt) === undefined);
  return at < 0 ? undefined : marks.times[at];
}

function compareMarks(
  post: RegisterPost,
  { marks, urn }: RegisterEntry,
  names: PupilNames,
  faults: string[],
): void {
  const posted = post.marks.map(({ upn, code, minutesLate, recordedAt }) => {
    const time = Date.parse(recordedAt ?? post.recordedAt ?? post.receivedAt);
    return `${upn} ${code} ${minutesLate ?? NO_MINUTES} ${time}`;
  });
  const inStream = [...marks.slots].map(
    (slot, i) => `${names.upnOf(urn, slot)} ${CODES[marks.rows[i]].code} ${marks.late[i]} ${marks.times[i]}`,
  );
  posted.forEach((mark, i) => {
    if (mark !== inStream[i]) faults.push(`the mark ${mark} of ${urn} is ${inStream[i]} in the stream`);
  });
}
