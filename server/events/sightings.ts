/** What is to be seen now of what desks are told: read out of what the gateway holds in memory. */
import type { School } from '../../shared/api/schools.ts';
import { LOCAL_AUTHORITIES } from '../../shared/attendance/areas.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import { LATE_SCHOOLS, LATE_SHARE, type Sighting } from '../../shared/events/step.ts';
import { laGroupOf, PHASE_COUNT } from '../../shared/signal/groups.ts';
import type { DayShock } from '../../shared/signal/shock.ts';
import type { Live } from '../live/live.ts';

interface Authority {
  schools: number[];
  closed: number[];
  late: number[];
}

/** Sudden drops, closures and late registers by LA, and the LAs that moved together by the shared shock in force. */
export function sightingsOf(live: Live, shock: DayShock): Sighting[] {
  const found: Sighting[] = [];
  const authorities = new Map<string, Authority>();
  const { date } = live.model;
  for (const school of live.registry.schools.values()) {
    const authority = authorityOf(authorities, membershipOn(school, date).la);
    authority.schools.push(school.urn);
    if (isClosed(live, school)) authority.closed.push(school.urn);
    const signal = live.signals.of(school.urn);
    if (signal?.silent) authority.late.push(school.urn);
    if (signal?.today !== 'sudden-drop') continue;
    const { attendance, expected } = signal;
    found.push({ kind: 'sudden-drop', of: { school: school.urn }, urns: [school.urn], attendance, expected });
  }
  for (const [la, authority] of authorities) found.push(...ofAuthority(la, authority, shock));
  return found;
}

function authorityOf(authorities: Map<string, Authority>, la: string): Authority {
  let authority = authorities.get(la);
  if (!authority) {
    authority = { schools: [], closed: [], late: [] };
    authorities.set(la, authority);
  }
  return authority;
}

/** Its register says that it is closed, this morning or this afternoon. */
function isClosed({ model }: Live, { urn }: School): boolean {
  return model.tables.some((table) => {
    const index = table.indexOf(urn);
    return index >= 0 && table.stateAt(index) === 'closed';
  });
}

function ofAuthority(la: string, { schools, closed, late }: Authority, shock: DayShock): Sighting[] {
  const ascending = (urns: number[]) => [...urns].sort((a, b) => a - b);
  const found: Sighting[] = [];
  if (closed.length > 0) found.push({ kind: 'closed', of: { la }, urns: ascending(closed) });
  if (late.length >= LATE_SCHOOLS && late.length >= LATE_SHARE * schools.length)
    found.push({ kind: 'late', of: { la }, urns: ascending(late) });
  if (isEvent(la, shock)) found.push({ kind: 'area-event', of: { la }, urns: ascending(schools) });
  return found;
}

/** Most schools of a phase of the LA moved together, beyond their region (`shared/signal/shock.ts`). */
function isEvent(la: string, shock: DayShock): boolean {
  if (!LOCAL_AUTHORITIES.some(({ code }) => code === la)) return false;
  for (let phase = 0; phase < PHASE_COUNT; phase++) if (shock.event[laGroupOf(phase, la)] === 1) return true;
  return false;
}
