/** The registry as a screen gets it: schools and areas of one view, in columns. */
import type { Grain } from '../../shared/access/policy.ts';
import { PHASES, type School } from '../../shared/api/schools.ts';
import { LOCAL_AUTHORITIES, localAuthority, REGIONS } from '../../shared/attendance/areas.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Registry } from '../../shared/live/down.ts';
import type { View } from '../../shared/live/views.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import type { LiveMembership } from './membership.ts';

const OTHER_PHASE = PHASES.indexOf('other');

type Schools = Registry['schools'];

function emptySchools(): Schools {
  return { urn: [], name: [], la: [], phase: [], trust: [], easting: [], northing: [], pupils: [] };
}

/** Numbers given to ids in the order they turn up. */
class Places {
  readonly ids: string[] = [];
  readonly #placeOf = new Map<string, number>();

  of(id: string): number {
    const known = this.#placeOf.get(id);
    if (known !== undefined) return known;
    this.#placeOf.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }
}

interface Parts {
  registry: RegistryModel;
  membership: LiveMembership;
  date: string;
}

/** Columns of a view at a grain. At grain `la` each LA stands as one row under its code; `sum` has none. */
export function registryView({ registry, membership, date }: Parts, view: View, grain: Grain): Registry {
  const urns = membership.urnsOf(view);
  const schools = urns.flatMap((urn) => registry.schools.get(urn) ?? []);
  const places = { las: new Places(), trusts: new Places() };
  const trustNames = new Map<string, string>();
  const columns = emptySchools();
  if (grain === 'school') for (const school of schools) addSchool(columns, school, date, places, trustNames);
  if (grain === 'la' || grain === 'rounded')
    for (const code of new Set(urns.map((urn) => membership.laOf(urn)))) addLa(columns, code, places);
  const held = new Set(urns);
  return {
    version: registry.version,
    schools: columns,
    las: places.las.ids.map((code) => ({
      code,
      name: localAuthority(code)?.name ?? code,
      region: localAuthority(code)?.region ?? '',
    })),
    regions: REGIONS.map(({ code, name }) => ({ code, name })),
    trusts: places.trusts.ids.map((id) => ({ id, name: trustNames.get(id) ?? id })),
    hubs: grain === 'school' ? hubsHolding(registry, held) : [],
  };
}

function addSchool(
  columns: Schools,
  school: School,
  date: string,
  places: { las: Places; trusts: Places },
  trustNames: Map<string, string>,
): void {
  const { la, trust } = membershipOn(school, date);
  if (trust !== null && school.trustName) trustNames.set(trust, school.trustName);
  columns.urn.push(school.urn);
  columns.name.push(school.name);
  columns.la.push(la === '' ? -1 : places.las.of(la));
  columns.phase.push(PHASES.indexOf(school.phase));
  columns.trust.push(trust === null ? -1 : places.trusts.of(trust));
  columns.easting.push(school.easting);
  columns.northing.push(school.northing);
  columns.pupils.push(school.pupils ?? 0);
}

function addLa(columns: Schools, code: string, places: { las: Places }): void {
  const la = LOCAL_AUTHORITIES.find((authority) => authority.code === code);
  if (!la) return;
  columns.urn.push(Number(code));
  columns.name.push(la.name);
  columns.la.push(places.las.of(code));
  columns.phase.push(OTHER_PHASE);
  columns.trust.push(-1);
  columns.easting.push(null);
  columns.northing.push(null);
  columns.pupils.push(0);
}

function hubsHolding(registry: RegistryModel, held: ReadonlySet<number>): Registry['hubs'] {
  const hubs: Registry['hubs'] = [];
  for (const { id, name, region, schools } of registry.hubs.values()) {
    const urns = schools.map((school) => school.urn).filter((urn) => held.has(urn));
    if (urns.length > 0) hubs.push({ id, name, region, urns });
  }
  return hubs;
}
