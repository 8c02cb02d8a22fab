/** What happened today, and who said that it was seen. */
import type { Reader } from '../../shared/access/roles.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { EventBody } from '../../shared/api/events.ts';
import { ENGLAND } from '../../shared/attendance/areas.ts';
import { type DeskEvent, readEventId } from '../../shared/events/step.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Mount, Raw } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';
import type { Live } from '../live/live.ts';
import { eventBody } from './body.ts';
import type { EventDesk } from './desk.ts';

export interface EventRoutesParts {
  live: Live;
  subjects: Subjects;
  clock: Clock;
  desk: EventDesk;
}

const noEvent = (id: string): ProblemError =>
  new ProblemError(
    404,
    'unknown_event',
    `There is no event ${id.slice(0, 60)}; ask for the events of its day.`,
  );

/** The schools of an event that lie in an area; null when there is nothing of it to show. */
function partOf(event: DeskEvent, held: ReadonlySet<number>, area: string): number[] | null {
  // A supplier sends for schools far and wide: only who sees all of England is told.
  if ('supplier' in event.of) return area === 'england' ? [] : null;
  const urns = event.urns.filter((urn) => held.has(urn));
  return urns.length === 0 ? null : urns;
}

export function mountEvents(mount: Mount, { live, subjects, clock, desk }: EventRoutesParts): void {
  const { registry, model } = live;

  /** Of the schools that were in the area then those of the reader's scope today. */
  async function list(area: string, date: string, reader: Reader): Promise<EventBody[]> {
    const { events, acknowledged } = await desk.of(date);
    const held = new Set(subjects.held(reader, subjects.schoolsOfText(area, date)).map(({ urn }) => urn));
    return [...events.values()]
      .flatMap((event) => {
        const urns = partOf(event, held, area);
        return urns === null ? [] : [eventBody(registry, event, urns, acknowledged.get(event.id))];
      })
      .sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? 1 : -1));
  }

  mount(ENDPOINTS.events, {
    subject: subjects.listArea,
    rows: ({ items }) =>
      items.map(({ schools, acknowledged, ...event }) => ({
        ...event,
        schools: schools.join(' '),
        acknowledgedAt: acknowledged?.at,
        acknowledgedBy: acknowledged?.role,
      })),
    answer: async ({ query: { area: asked, date = model.date }, reader }) => {
      const area = asked ?? reader.scope;
      const items = await list(area, date, reader);
      return { date, area, version: desk.version, items };
    },
  });

  /** Whoever may say so for every desk holds all that the event is of. */
  const ofEvent = async ({ id }: Raw, reader: Reader) => {
    const known = readEventId(String(id));
    if (!known) throw noEvent(String(id));
    if ('school' in known.of) return subjects.ofUrn(known.of.school);
    if ('la' in known.of) return subjects.ofArea({ kind: 'la', id: known.of.la }, reader);
    return subjects.ofArea({ kind: 'england', id: ENGLAND.code }, reader);
  };
  mount(ENDPOINTS.acknowledgeEvent, {
    subject: ofEvent,
    answer: async ({ params: { id }, reader }) => {
      const date = readEventId(id)?.date ?? model.date;
      const event = (await desk.of(date)).events.get(id);
      if (!event) throw noEvent(id);
      await desk.store.acknowledge(date, id, { at: clock.now(), role: reader.role });
      const { acknowledged } = await desk.of(date);
      const schools = event.urns.flatMap((urn) => registry.schools.get(urn) ?? []);
      const urns = subjects.held(reader, schools).map(({ urn }) => urn);
      return eventBody(registry, event, urns, acknowledged.get(id));
    },
  });
}
