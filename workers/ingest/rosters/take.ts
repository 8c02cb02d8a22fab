/** Rosters: from checked pupils to entries of the stream. */
import type { Roster } from '../../../shared/attendance/roster.ts';
import { encodeEntry } from '../../../shared/redis/layouts/entries.ts';
import type { Item } from '../body/items.ts';
import { Fault } from '../fault.ts';
import { type Posting, type Taker, trace } from '../posting.ts';
import { findSlot, type PupilTable } from '../pupils/table.ts';
import { isObject, readUrn } from '../registers/read.ts';
import { type RegisterParts, tooManyPupils } from '../registers/take.ts';
import { type ReadRoster, readRoster, rosterDigest } from './read.ts';

export const ROSTER_COUNTS = ['rosters', 'pupils'] as const;

interface Held {
  roster: ReadRoster;
  index: number;
}

export function createRosterTaker(posting: Posting, parts: RegisterParts): Taker<unknown> {
  const { outcome, reader, rules, append, origin, dryRun, patience } = posting;
  const { schools, tables, writer } = parts;

  const read = (urn: number | Fault, value: Record<string, unknown>): ReadRoster | Fault =>
    urn instanceof Fault ? urn : (schools.faultFor(reader, urn) ?? readRoster(urn, value, rules));

  const send = ({ roster, index }: Held, table: PupilTable | 'too_many_pupils' | undefined) => {
    const { urn } = roster;
    if (table === undefined || table === 'too_many_pupils') {
      outcome.reject(index, tooManyPupils(urn));
      return;
    }
    if (!dryRun)
      append.add(
        urn,
        encodeEntry(writer, { kind: 'roster', ...origin, urn, roster: withSlots(roster, table) }),
        0,
      );
    outcome.accept('rosters', 1);
    outcome.accept('pupils', roster.upns.length);
    trace(posting.trace, urn);
  };
  return {
    async take(items) {
      const unasked = unaskedUrns(items, (urn) => schools.has(urn));
      await patience.run(() => schools.ask(unasked));
      const held: Held[] = [];
      for (const { index, value } of items) {
        if (value instanceof Fault || !isObject(value)) {
          outcome.reject(
            index,
            value instanceof Fault ? value : new Fault('malformed', '', 'must be a roster', value),
          );
          continue;
        }
        const roster = read(readUrn(value.urn), value);
        if (roster instanceof Fault) outcome.reject(index, roster);
        else held.push({ roster, index });
      }
      const ensured = await patience.run(() => tables.ensure(needsOf(held), dryRun));
      for (const one of held) send(one, ensured.get(one.roster.urn));
      await append.room();
    },
    finish: async () => undefined,
  };
}

function unaskedUrns(items: readonly Item<unknown>[], isKnown: (urn: number) => boolean): number[] {
  const urns = new Set<number>();
  for (const { value } of items) {
    const urn = isObject(value) ? readUrn(value.urn) : undefined;
    if (typeof urn === 'number' && !isKnown(urn)) urns.add(urn);
  }
  return [...urns];
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

function withSlots(read: ReadRoster, table: PupilTable): Roster {
  const slots = Uint16Array.from(read.upns, (upn) => findSlot(table, upn));
  const replaced: [number, number][] = [];
  read.previous.forEach((previous, i) => {
    if (previous !== 0) replaced.push([slots[i], findSlot(table, previous)]);
  });
  const { asOf, issuedAt, masks, births, admitted, left } = read;
  return { asOf, issuedAt, digest: rosterDigest(read), slots, masks, births, admitted, left, replaced };
}
