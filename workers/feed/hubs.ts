/** The 93 attendance and behaviour hubs of simulated England: invented, and named so. */

import type { Hub } from '../../shared/api/schools.ts';
import { REGIONS } from '../../shared/attendance/areas.ts';
import { inventPlace } from './names.ts';
import { apportion, drawsOf, keyOf } from './random.ts';
import type { SimulatedSchool } from './school.ts';

const HUBS = 93;
const ENHANCED = 6;
const REGIONAL = 55;

/**
 * Hubs spread over the regions by their schools. A hub is led by a school with low absence; its enhanced schools are
 * among the more absent third of its region, its regional schools are those nearest to it that have no hub yet.
 */
export function hubsOf(schools: readonly SimulatedSchool[], seed: string): Hub[] {
  const byRegion = REGIONS.map(({ code }) => ({
    code,
    schools: schools.filter((school) => school.region === code && school.phase !== 'special'),
  })).filter((region) => region.schools.length > 0);
  const wanted = Math.max(byRegion.length, Math.round((HUBS * schools.length) / 21_292));
  const counts = apportion(
    Math.min(HUBS, wanted),
    byRegion.map((region) => region.schools.length),
    1,
  );
  const hubs: Hub[] = [];
  const draws = drawsOf(keyOf(`${seed}:hubs`));
  byRegion.forEach((region, i) => {
    const caseload = Math.min(
      ENHANCED + REGIONAL,
      Math.floor((region.schools.length - counts[i]) / counts[i]),
    );
    const free = new Set(region.schools);
    const leads = leadsOf(region.schools, counts[i]);
    for (const lead of leads) free.delete(lead);
    for (const lead of leads) {
      const members = nearest(lead, free, caseload);
      for (const member of members) free.delete(member);
      hubs.push(hubOf(`H${String(hubs.length + 1).padStart(2, '0')}`, inventPlace(draws), lead, members));
    }
  });
  return hubs;
}

/** Leads far apart from each other, each with low absence for its phase. */
function leadsOf(schools: readonly SimulatedSchool[], count: number): SimulatedSchool[] {
  const good = schools
    .filter((school) => school.phase === 'secondary')
    .sort((a, b) => a.absence - b.absence || a.urn - b.urn)
    .slice(0, Math.max(count * 3, 12));
  const pool = good.length >= count ? good : [...schools];
  const leads = [pool[0]];
  while (leads.length < count) {
    const gap = (school: SimulatedSchool) => Math.min(...leads.map((lead) => apart(lead, school)));
    leads.push(pool.reduce((best, school) => (gap(school) > gap(best) ? school : best)));
  }
  return leads;
}

function apart(a: SimulatedSchool, b: SimulatedSchool): number {
  return Math.hypot(a.easting - b.easting, a.northing - b.northing);
}

function nearest(
  lead: SimulatedSchool,
  free: ReadonlySet<SimulatedSchool>,
  count: number,
): SimulatedSchool[] {
  return [...free].sort((a, b) => apart(lead, a) - apart(lead, b) || a.urn - b.urn).slice(0, count);
}

function hubOf(id: string, place: string, lead: SimulatedSchool, members: readonly SimulatedSchool[]): Hub {
  const byAbsence = [...members].sort((a, b) => b.absence - a.absence || a.urn - b.urn);
  const enhanced = new Set(byAbsence.slice(0, Math.min(ENHANCED, Math.ceil(members.length / 10))));
  return {
    id,
    name: `${place} Hub (fictional)`,
    region: lead.region,
    leadUrn: lead.urn,
    schools: members.map((school) => ({
      urn: school.urn,
      tier: enhanced.has(school) ? ('enhanced' as const) : ('regional' as const),
    })),
  };
}
