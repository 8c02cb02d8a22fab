/** The few schools of a run: two authorities, a trust, a hub, and a school that changes authority on the day. */
import type { Hub, School } from '../../../shared/api/schools.ts';
import type { Scenario } from './scenario.ts';

const LAS = ['201', '202'];
const TRUST = 'T1';

export const HUB: Hub = {
  id: 'H01',
  name: 'Hub',
  region: 'E12000007',
  leadUrn: 100_001,
  schools: [
    { urn: 100_002, tier: 'enhanced' },
    { urn: 100_003, tier: 'regional' },
  ],
};

/** School records by URN. */
export function registryOf({ urns, date }: Scenario): Record<string, School> {
  return Object.fromEntries(urns.map((urn, i) => [String(urn), schoolOf(urn, i, date)]));
}

function schoolOf(urn: number, i: number, date: string): School {
  const first = { from: null, la: LAS[i % 2], trust: i < 2 ? TRUST : null };
  return {
    urn,
    name: `School ${i}`,
    phase: i % 2 === 0 ? 'primary' : 'secondary',
    type: 'school',
    status: 'Open',
    easting: null,
    northing: null,
    pupils: null,
    fsm: null,
    urbanRural: '',
    trustName: i < 2 ? 'Trust' : null,
    memberships: i === 3 ? [first, { from: date, la: LAS[0], trust: TRUST }] : [first],
    predecessors: [],
    note: null,
  };
}

/** Schools by view, on a date at or after the day of the run. */
export function schoolsByView({ urns }: Scenario): Map<string, number[]> {
  const [a, b, c, d] = urns;
  return new Map([
    ['england', [...urns]],
    ['region:E12000007', [...urns]],
    ['la:201', [a, c, d]],
    ['la:202', [b]],
    ['trust:T1', [a, b, d]],
    ['hub:H01', [b, c]],
    [`school:${b}`, [b]],
  ]);
}

export const viewsOf = (scenario: Scenario): string[] => [...schoolsByView(scenario).keys()];
