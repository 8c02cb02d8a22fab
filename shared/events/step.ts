/**
 * What happened in a day, from what is to be seen in it again and again: an event begins when it is first seen, grows,
 * ends when it is seen no more, and goes on when it comes back. Pure, so that two gateways step to the same events.
 */

export const EVENT_KINDS = ['sudden-drop', 'closed', 'late', 'area-event', 'supplier-late'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What an event is of: a URN, an LA's code, or the id of the token a supplier sends with. */
export type EventOf = { school: number } | { la: string } | { supplier: string };

/** Something to be seen now. `urns` are the schools it concerns, ascending. */
export interface Sighting {
  kind: EventKind;
  of: EventOf;
  urns: readonly number[];
  /** Percent so far and percent expected, of a sudden drop. */
  attendance?: number | undefined;
  expected?: number | undefined;
}

export interface DeskEvent extends Sighting {
  id: string;
  /** When it was first seen, ms on the clock in use. */
  at: number;
  /** When it was no longer to be seen; null while it is. */
  endedAt: number | null;
}

/** A schools' LA counts as late from so many of its registers, and from this share of its schools. */
export const LATE_SCHOOLS = 3;
export const LATE_SHARE = 0.1;

/** The name of what an event is of, as it stands in its id: `school:100000`, `la:201`, `supplier:t-1`. */
function nameOf(of: EventOf): string {
  if ('school' in of) return `school:${of.school}`;
  return 'la' in of ? `la:${of.la}` : `supplier:${of.supplier}`;
}

/** `2026-11-20~closed~la:201`: the same for every gateway. */
export const eventId = (date: string, { kind, of }: Sighting): string => `${date}~${kind}~${nameOf(of)}`;

/** What an id is of; undefined when it is none. */
export function readEventId(id: string): { date: string; of: EventOf } | undefined {
  const match = /^(\d{4}-\d\d-\d\d)~[a-z-]+~(?:school:(\d{6})|la:(\d{3})|supplier:([\w-]{1,80}))$/.exec(id);
  if (!match) return undefined;
  const [, date, school, la, supplier] = match;
  if (school) return { date, of: { school: Number(school) } };
  return { date, of: la ? { la } : { supplier } };
}

/** Events whose schools are remembered even when they are no longer among those seen: a closed day stays closed. */
const isSame = (a: DeskEvent, b: DeskEvent): boolean =>
  a.endedAt === b.endedAt && a.urns.length === b.urns.length && a.urns.every((urn, i) => urn === b.urns[i]);

/** Schools of either, ascending. */
const union = (a: readonly number[], b: readonly number[]): number[] =>
  [...new Set([...a, ...b])].sort((one, other) => one - other);

/**
 * The events that are new or have changed at `now` (ms). What an event held of schools it keeps, and what was so at
 * first it keeps too: a line that was read stays what it was.
 */
export function stepEvents(
  known: ReadonlyMap<string, DeskEvent>,
  date: string,
  seen: readonly Sighting[],
  now: number,
): DeskEvent[] {
  const changed: DeskEvent[] = [];
  const ids = new Set<string>();
  for (const sighting of seen) {
    const id = eventId(date, sighting);
    ids.add(id);
    const before = known.get(id);
    if (!before) changed.push({ ...sighting, id, at: now, endedAt: null });
    else {
      const next = { ...before, urns: union(before.urns, sighting.urns), endedAt: null };
      if (!isSame(before, next)) changed.push(next);
    }
  }
  for (const event of known.values())
    if (event.endedAt === null && !ids.has(event.id)) changed.push({ ...event, endedAt: now });
  return changed;
}
