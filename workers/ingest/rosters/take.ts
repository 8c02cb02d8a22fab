/** Rosters: from checked pupils to entries of the stream. */
import type { Roster } from '../../../shared/attendance/roster.ts';
import { encodeEntry } from '../../../shared/redis/layouts/entries.ts';
import type { PupilName } from '../../../shared/redis/layouts/vault.ts';
import type { Item } from '../body/items.ts';
import { RawLine } from '../body/raw-line.ts';
import { Fault } from '../fault.ts';
import { packPupils } from '../journal/record.ts';
import { type Posting, type Taker, trace } from '../posting.ts';
import { findSlot, type PupilTable } from '../pupils/table.ts';
import type { Ensured } from '../pupils/tables.ts';
import { isObject, readUrn } from '../registers/read.ts';
import { type RegisterParts, tooManyPupils } from '../registers/take.ts';
import type { Rules } from '../rules.ts';
import { namesBySlot } from './names.ts';
import { type ReadRoster, readRoster, rosterDigest } from './read.ts';
import type { RosterScanner } from './scan.ts';

export const ROSTER_COUNTS = ['rosters', 'pupils'] as const;

interface Held {
  roster: ReadRoster;
  index: number;
}

export function createRosterTaker(posting: Posting, parts: RegisterParts): Taker<unknown> {
  const { outcome, reader, rules, append, origin, dryRun, patience } = posting;
  const { schools, tables, writer, rosterScanner, vault } = parts;

  const send = ({ roster, index }: Held, table: PupilTable | 'too_many_pupils' | undefined) => {
    const { urn } = roster;
    if (table === undefined || table === 'too_many_pupils') {
      outcome.reject(index, tooManyPupils(urn));
      return;
    }
    if (!dryRun) {
      const entry = { kind: 'roster', ...origin, urn, roster: withSlots(roster, table) } as const;
      append.add(urn, encodeEntry(writer, entry), 0, () => packRosterPupils(roster, entry.roster));
    }
    outcome.accept('rosters', 1);
    outcome.accept('pupils', roster.upns.length);
    trace(posting.trace, urn);
  };
  const keepNames = async (named: ReadonlyMap<number, readonly PupilName[]>) => {
    if (!dryRun && vault.isOpen && named.size > 0) await patience.run(() => vault.add(named));
  };
  return {
    async take(items) {
      const read = items.map((item) => readOne(item, rosterScanner, rules));
      const unknown = new Set(
        read.flatMap(({ urn }) => (urn === undefined || schools.has(urn) ? [] : [urn])),
      );
      await patience.run(() => schools.ask([...unknown]));
      const held: Held[] = [];
      for (const { index, urn, roster } of read) {
        const result = (urn === undefined ? undefined : schools.faultFor(reader, urn)) ?? roster;
        if (result instanceof Fault) outcome.reject(index, result);
        else held.push({ roster: result, index });
      }
      const ensured = await patience.run(() => tables.ensure(needsOf(held), dryRun));
      for (const one of held) send(one, ensured.get(one.roster.urn));
      // Side by side, since each waits for the disk; the 202 waits for both.
      await Promise.all([append.room(), keepNames(namesOf(held, ensured))]);
    },
    finish: async () => undefined,
  };
}

/** A roster or its fault, with its URN where that can be read: whose school it is comes before other faults. */
function readOne({ index, value }: Item<unknown>, scanner: RosterScanner, rules: Rules) {
  const scanned = value instanceof RawLine ? scanner.scan(value, rules) : undefined;
  if (scanned) return { index, urn: scanned.urn, roster: scanned };
  const posted = value instanceof RawLine ? value.parse() : value;
  if (posted instanceof Fault) return { index, urn: undefined, roster: posted };
  if (!isObject(posted))
    return { index, urn: undefined, roster: new Fault('malformed', '', 'must be a roster', posted) };
  const urn = readUrn(posted.urn);
  return urn instanceof Fault
    ? { index, urn: undefined, roster: urn }
    : { index, urn, roster: readRoster(urn, posted, rules) };
}

/** Names by school, of those that have room for their pupils. */
function namesOf(held: readonly Held[], ensured: Ensured): Map<number, PupilName[]> {
  const named = new Map<number, PupilName[]>();
  for (const { roster } of held) {
    const table = ensured.get(roster.urn);
    if (table === undefined || table === 'too_many_pupils') continue;
    const rows = namesBySlot(roster, table);
    if (rows.length > 0) named.set(roster.urn, [...(named.get(roster.urn) ?? []), ...rows]);
  }
  return named;
}

function needsOf(held: readonly Held[]): Map<number, number[]> {
  const needs = new Map<number, number[]>();
  for (const { roster } of held) {
    const upns = needs.get(roster.urn) ?? [];
    for (const upn of roster.upns) upns.push(upn);
    for (const upn of roster.previous) if (upn !== 0) upns.push(upn);
    needs.set(roster.urn, upns);
  }
  return needs;
}

/** Pupils of a roster, and those under the UPNs that were replaced. */
function packRosterPupils({ upns, previous }: ReadRoster, { slots, replaced }: Roster): Buffer {
  const old = previous.filter((upn) => upn !== 0);
  return Buffer.concat([
    packPupils(slots, upns),
    packPupils(
      Uint16Array.from(replaced, ([, slot]) => slot),
      old,
    ),
  ]);
}

function withSlots(read: ReadRoster, table: PupilTable): Roster {
  const slots = Uint16Array.from(read.upns, (upn) => findSlot(table, upn));
  const replaced: [number, number][] = [];
  read.previous.forEach((previous, i) => {
    if (previous !== 0) replaced.push([slots[i], findSlot(table, previous)]);
  });
  const { asOf, issuedAt, masks, births, admitted, left } = read;
  return { asOf, issuedAt, digest: rosterDigest(read), slots, masks, births, admitted, left, replaced };
}
