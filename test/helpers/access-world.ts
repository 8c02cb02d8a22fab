/** A drawn England for questions of access: readers, schools, requests. */
import type { Action, AreaFacts, SchoolFacts } from '../../shared/access/policy.ts';
import { type Reader, ROLES, type Role } from '../../shared/access/roles.ts';
import { ENDPOINTS, type EndpointName } from '../../shared/api/endpoints.ts';
import { DOORS, type Door, INTAKE_DOORS } from './doors.ts';
import { type About, type Gives, isOwn } from './role-table.ts';

const REGIONS = ['E12000001', 'E12000002', 'E12000003'];
const PHASES = ['primary', 'secondary'];

/** A random number from 0 to below 1, the same for a seed. */
export function drawer(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = <T>(draw: () => number, from: readonly T[]): T => from[Math.floor(draw() * from.length)];

/** Schools of six LAs in three regions, in trusts and hubs that cross them. */
export function drawWorld(draw: () => number, size: number): SchoolFacts[] {
  return Array.from({ length: size }, (_, i) => {
    const la = Math.floor(draw() * 6);
    const trust = Math.floor(draw() * 4);
    const hub = Math.floor(draw() * 4);
    return {
      urn: 100_000 + i,
      la: String(100 + la),
      region: REGIONS[la >> 1],
      phase: pick(draw, PHASES),
      trust: trust === 0 ? null : `T${trust}`,
      hubs: hub === 0 ? [] : [{ id: `H${hub}`, tier: pick(draw, ['enhanced', 'regional'] as const) }],
    };
  });
}

/** Every area of a world, and one of each kind that is not in it. */
export function areasOf(world: readonly SchoolFacts[]): AreaFacts[] {
  const ids: [AreaFacts['kind'], Iterable<string>, (one: SchoolFacts, id: string) => boolean][] = [
    ['england', ['E92000001'], () => true],
    [
      'region',
      new Set([...world.map((one) => one.region ?? ''), 'E12000009']),
      (one, id) => one.region === id,
    ],
    ['la', new Set([...world.map((one) => one.la), '999']), (one, id) => one.la === id],
    ['trust', new Set([...world.flatMap((one) => one.trust ?? []), 'T9']), (one, id) => one.trust === id],
    [
      'hub',
      new Set([...world.flatMap((one) => one.hubs.map((hub) => hub.id)), 'H9']),
      (one, id) => one.hubs.some((hub) => hub.id === id),
    ],
  ];
  return ids.flatMap(([kind, all, holds]) =>
    [...all].map((id): AreaFacts => {
      const schools = world.filter((one) => holds(one, id));
      return { kind, id, schools: () => schools };
    }),
  );
}

/** A scope that fits a role; undefined where the school offers none. */
function scopeOf(role: Role, school: SchoolFacts, other: SchoolFacts): string | undefined {
  if (role === 'rise') return `region:${school.region}`;
  if (role === 'hub') return school.hubs[0] && `hub:${school.hubs[0].id}`;
  if (role === 'la') return `la:${school.la}`;
  if (role === 'trust') return school.trust ? `trust:${school.trust}` : undefined;
  if (role === 'school') return `school:${school.urn}`;
  if (role === 'supplier') return `school:${school.urn},la:${other.la}`;
  if (role === 'wall') return school.urn % 2 ? 'england' : `la:${school.la}`;
  return role === 'admin' ? '' : 'england';
}

export function drawReader(draw: () => number, world: readonly SchoolFacts[]): Reader | null {
  if (draw() < 0.02) return null;
  const role = pick(draw, ROLES);
  if (role === 'la' && draw() < 0.1) return { id: 't0', role, scope: 'la:999', names: false };
  const scope = scopeOf(role, pick(draw, world), pick(draw, world));
  const id = `t${Math.floor(draw() * 3)}`;
  return scope === undefined
    ? drawReader(draw, world)
    : { id, role, scope, names: role === 'wall' && draw() < 0.5 };
}

/** What somebody asks at a door. */
export interface Request {
  door: string;
  action: Action;
  reader: Reader | null;
  about: About;
  gives: Gives;
  /** Only schools of one phase. */
  cut: boolean;
}

function doorOf(name: string): Door {
  const door = DOORS[name];
  if (!door) throw new Error(`the endpoint ${name} is not declared in test/helpers/doors.ts`);
  return door;
}

/** Every door that asks who is there, with the action it asks the policy for. */
const ASKING: { name: string; action: Action; door: Exclude<Door, { about: 'anyone' }> }[] = [
  ...(Object.keys(ENDPOINTS) as EndpointName[]).flatMap((name) => {
    const [{ action }, door] = [ENDPOINTS[name], doorOf(name)];
    return action === 'anyone' || door.about === 'anyone' ? [] : [{ name, action, door }];
  }),
  ...Object.entries(INTAKE_DOORS).map(([name, { action, ...door }]) => ({ name, action, door })),
];

/** A school: as often as not one of the reader's own. */
function drawSchool(draw: () => number, reader: Reader | null, world: readonly SchoolFacts[]): SchoolFacts {
  const own = reader && draw() < 0.5 ? world.filter((school) => isOwn(reader, school)) : [];
  return pick(draw, own.length > 0 ? own : world);
}

/** An area: as often as not one that holds schools of the reader's. */
function drawArea(
  draw: () => number,
  reader: Reader | null,
  world: readonly SchoolFacts[],
  areas: readonly AreaFacts[],
): AreaFacts {
  const named = areas.find(({ kind, id }) => reader?.scope === `${kind}:${id}`);
  if (named && draw() < 0.2) return named;
  const own = reader && draw() < 0.5 ? world.find((school) => isOwn(reader, school)) : undefined;
  const held = own ? areas.filter((area) => [...area.schools()].includes(own)) : [];
  return pick(draw, held.length > 0 ? held : areas);
}

export function drawRequest(
  draw: () => number,
  world: readonly SchoolFacts[],
  areas: readonly AreaFacts[],
): Request {
  const { name, action, door } = pick(draw, ASKING);
  const reader = drawReader(draw, world);
  const request = { door: name, action, reader, cut: false };
  if (door.about === 'nothing') return { ...request, gives: door.gives, about: 'nothing' };
  if (door.about === 'owner')
    return { ...request, gives: door.gives, about: { owner: `t${Math.floor(draw() * 3)}` } };
  if (door.about === 'school' || (door.about === 'either' && draw() < 0.5))
    return { ...request, gives: door.gives, about: { school: drawSchool(draw, reader, world) } };
  const gives = door.about === 'either' ? door.ofArea : door.gives;
  return { ...request, gives, about: { area: drawArea(draw, reader, world, areas) }, cut: draw() < 0.2 };
}
