/** Schools as the registry keeps them. */
import type { Membership, School } from '../../shared/api/schools.ts';

export function schoolOf(urn: number, la: string, more: Partial<School> & { trust?: string } = {}): School {
  const { trust = null, ...rest } = more;
  const memberships: Membership[] = [{ from: null, la, trust }];
  return {
    urn,
    name: `School ${urn}`,
    phase: 'primary',
    type: 'Community school',
    status: 'Open',
    easting: null,
    northing: null,
    pupils: null,
    fsm: null,
    urbanRural: '',
    trustName: trust === null ? null : `Trust ${trust}`,
    memberships,
    predecessors: [],
    note: null,
    ...rest,
  };
}
