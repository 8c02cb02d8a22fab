/** Which schools an area holds, by the membership in force on a date. */
import type { SchoolFacts } from '../../shared/access/policy.ts';
import type { AreaKind } from '../../shared/api/parameters.ts';
import type { Membership, Phase, School } from '../../shared/api/schools.ts';
import { ENGLAND, localAuthority, REGIONS } from '../../shared/attendance/areas.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';

/** An area as asked for; `id` of England is its ONS code. */
export interface Area {
  kind: AreaKind;
  id: string;
}

/** England by any of its names is one area. */
export function toArea(kind: AreaKind, id: string): Area | undefined {
  if (kind !== 'england') return { kind, id };
  return id === ENGLAND.code || id === 'england' ? { kind, id: ENGLAND.code } : undefined;
}

export function schoolFacts(registry: RegistryModel, school: School, date: string): SchoolFacts {
  const { la, trust } = membershipOn(school, date);
  const region = localAuthority(la)?.region;
  return { urn: school.urn, la, trust, region, phase: school.phase, hubs: registry.hubsOf(school.urn) };
}

function holds(registry: RegistryModel, area: Area, urn: number, membership: Membership): boolean {
  switch (area.kind) {
    case 'england':
      return true;
    case 'region':
      return localAuthority(membership.la)?.region === area.id;
    case 'la':
      return membership.la === area.id;
    case 'trust':
      return membership.trust === area.id;
    case 'hub':
      return registry.hubsOf(urn).some((hub) => hub.id === area.id);
  }
}

/** The schools of an area on a date, of one phase if given. */
export function schoolsOf(registry: RegistryModel, area: Area, date: string, phase?: Phase): School[] {
  const found: School[] = [];
  for (const school of registry.schools.values()) {
    if (phase !== undefined && school.phase !== phase) continue;
    if (holds(registry, area, school.urn, membershipOn(school, date))) found.push(school);
  }
  return found;
}

/** The stretches of days (inclusive) within `from` to `to` in which a school belongs to an area. */
export function membershipSpans(
  registry: RegistryModel,
  area: Area,
  school: School,
  from: number,
  to: number,
): [number, number][] {
  const spans: [number, number][] = [];
  const { memberships } = school;
  memberships.forEach((membership, i) => {
    const begins = i === 0 || membership.from === null ? 0 : toDay(membership.from);
    const next = memberships[i + 1]?.from;
    const ends = next ? toDay(next) - 1 : Number.POSITIVE_INFINITY;
    const span: [number, number] = [Math.max(from, begins), Math.min(to, ends)];
    if (span[0] <= span[1] && holds(registry, area, school.urn, membership)) spans.push(span);
  });
  return spans;
}

/** Display name of an area; undefined when there is no such area. */
export function areaName(registry: RegistryModel, area: Area): string | undefined {
  switch (area.kind) {
    case 'england':
      return ENGLAND.name;
    case 'region':
      return REGIONS.find((region) => region.code === area.id)?.name;
    case 'la':
      return localAuthority(area.id)?.name;
    case 'hub':
      return registry.hubs.get(area.id)?.name;
    case 'trust':
      for (const school of registry.schools.values())
        for (const { trust } of school.memberships) if (trust === area.id) return school.trustName ?? area.id;
      return undefined;
  }
}
