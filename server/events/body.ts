/** An event as a reader may see it: in words, with the schools of the reader's scope alone. */
import type { EventBody } from '../../shared/api/events.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import type { DeskEvent } from '../../shared/events/step.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import type { Acknowledged } from './store.ts';

const MOST_NAMED = 2;
const counted = (schools: number): string => (schools === 1 ? '1 school' : `${schools} schools`);

/** The schools by name while they are few, else how many there are. */
function namesOf(registry: RegistryModel, urns: readonly number[]): string {
  const names = urns.map((urn) => registry.schools.get(urn)?.name ?? `URN ${urn}`);
  return names.length > 0 && names.length <= MOST_NAMED ? names.join(' and ') : counted(names.length);
}

function words(registry: RegistryModel, event: DeskEvent, urns: readonly number[]): string {
  const la = 'la' in event.of ? (localAuthority(event.of.la)?.name ?? event.of.la) : '';
  switch (event.kind) {
    case 'sudden-drop': {
      const { attendance, expected } = event;
      const figures =
        attendance === undefined || expected === undefined
          ? ''
          : `: ${attendance.toFixed(1)}% where ${expected.toFixed(1)} was expected`;
      return `${namesOf(registry, urns)}, sudden drop${figures}`;
    }
    case 'closed':
      return `${namesOf(registry, urns)} closed in ${la}`;
    case 'late':
      return `${counted(urns.length)} in ${la} with registers later than usual for them`;
    case 'area-event':
      return `${la}: most schools have moved together, beyond their region`;
    case 'supplier-late':
      return `Supplier ${'supplier' in event.of ? event.of.supplier : ''}: registers of many schools are late together`;
  }
}

function viewOf({ of }: DeskEvent): string | null {
  if ('school' in of) return `school:${of.school}`;
  return 'la' in of ? `la:${of.la}` : null;
}

/** @param urns the schools of the event that the reader may see */
export function eventBody(
  registry: RegistryModel,
  event: DeskEvent,
  urns: readonly number[],
  by: Acknowledged | undefined,
): EventBody {
  const { id, kind, at, endedAt } = event;
  const instant = (ms: number): string => new Date(ms).toISOString();
  return {
    id,
    kind,
    at: instant(at),
    endedAt: endedAt === null ? null : instant(endedAt),
    what: words(registry, event, urns),
    view: viewOf(event),
    schools: [...urns],
    acknowledged: by ? { at: instant(by.at), role: by.role } : null,
  };
}
