/** The areas of the registry in one numbering, and which of them each school belongs to. */
import { ENGLAND, LOCAL_AUTHORITIES, REGIONS } from '../../shared/attendance/areas.ts';
import type { Registry } from '../../shared/live/down.ts';

export type AreaKind = 'england' | 'region' | 'la' | 'trust' | 'hub';

export interface Area {
  /** Name of the view: `england`, `region:E12000001`, `la:355`, `trust:1234`, `hub:H01`. */
  view: string;
  kind: AreaKind;
  id: string;
  name: string;
  /** View of the region (of an LA or a hub), else of England; null for England. */
  parent: string | null;
}

/** `areasOf[start[s]] ... areasOf[start[s + 1] - 1]` are the areas of school `s`. England is area 0. */
export interface AreaIndex {
  areas: Area[];
  byView: Map<string, number>;
  start: Int32Array;
  areasOf: Int32Array;
}

type HasRegion = { code: string; name: string; region: string };

function listAreas(registry: Registry): Area[] {
  const las = new Map<string, HasRegion>(LOCAL_AUTHORITIES.map((la) => [la.code, la]));
  for (const la of registry.las) las.set(la.code, la);
  const area = (kind: AreaKind, id: string, name: string, parent: string | null): Area => ({
    view: kind === 'england' ? kind : `${kind}:${id}`,
    kind,
    id,
    name,
    parent,
  });
  return [
    area('england', ENGLAND.code, ENGLAND.name, null),
    ...REGIONS.map((region) => area('region', region.code, region.name, 'england')),
    ...[...las.values()].map((la) => area('la', la.code, la.name, `region:${la.region}`)),
    ...registry.hubs.map((hub) => area('hub', hub.id, hub.name, `region:${hub.region}`)),
    ...registry.trusts.map((trust) => area('trust', trust.id, trust.name, 'england')),
  ];
}

function hubsBySchool(registry: Registry, byView: Map<string, number>): Map<number, number[]> {
  const hubs = new Map<number, number[]>();
  for (const hub of registry.hubs) {
    const area = byView.get(`hub:${hub.id}`) ?? -1;
    for (const urn of new Set(hub.urns)) hubs.set(urn, [...(hubs.get(urn) ?? []), area]);
  }
  return hubs;
}

/** Numbers the areas and lists those of every school, in the order of the registry's columns. */
export function indexAreas(registry: Registry): AreaIndex {
  const areas = listAreas(registry);
  const byView = new Map(areas.map((area, index) => [area.view, index]));
  const hubs = hubsBySchool(registry, byView);
  const { urn, la, trust } = registry.schools;
  const regionOf = registry.las.map(({ region }) => byView.get(`region:${region}`));
  const laOf = registry.las.map(({ code }) => byView.get(`la:${code}`) ?? 0);
  const trustOf = registry.trusts.map(({ id }) => byView.get(`trust:${id}`) ?? 0);
  const start = new Int32Array(urn.length + 1);
  const flat: number[] = [];
  for (let school = 0; school < urn.length; school++) {
    start[school] = flat.length;
    flat.push(0);
    const region = regionOf[la[school]];
    if (region !== undefined) flat.push(region);
    const authority = laOf[la[school]];
    if (authority !== undefined) flat.push(authority);
    const body = trustOf[trust[school]];
    if (body !== undefined) flat.push(body);
    for (const hub of hubs.get(urn[school]) ?? []) flat.push(hub);
  }
  start[urn.length] = flat.length;
  return { areas, byView, start, areasOf: Int32Array.from(flat) };
}

/** Numbers of the schools of an area, ascending. */
export function schoolsOf(index: AreaIndex, area: number): number[] {
  const schools: number[] = [];
  for (let school = 0; school < index.start.length - 1; school++) {
    for (let i = index.start[school]; i < index.start[school + 1]; i++) {
      if (index.areasOf[i] === area) {
        schools.push(school);
        break;
      }
    }
  }
  return schools;
}
