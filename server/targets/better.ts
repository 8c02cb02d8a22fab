/** Similar schools that do better, nearest first, what differs, and how to reach them. */
import type { SimilarSchool, TargetView } from '../../shared/api/targets.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import type { Attendance } from './compare.ts';

const SHOWN = 3;
/** Points ahead that are more than chance between two schools over weeks. */
const LEAST_AHEAD = 0.3;
const DIFFERENCES = 2;

export interface BetterParts {
  own: number;
  similar: readonly SimilarSchool[];
  figures: { yearToDate: Attendance; lastYear: Attendance };
  registry: RegistryModel;
  date: string;
}

export function better({ own, similar, figures, registry, date }: BetterParts): TargetView['better'] {
  const from = figures.yearToDate.has(own) ? figures.yearToDate : figures.lastYear;
  const mine = from.get(own);
  if (mine === undefined) return [];
  return similar
    .map((school) => ({ school, ahead: (from.get(school.urn) ?? Number.NEGATIVE_INFINITY) - mine }))
    .filter(({ ahead }) => ahead >= LEAST_AHEAD)
    .sort((a, b) => nearness(a.school) - nearness(b.school))
    .slice(0, SHOWN)
    .map(({ school, ahead }) => ({
      urn: school.urn,
      name: school.name,
      kilometres: school.kilometres,
      ...(school.yearToDate === undefined ? {} : { ahead: Number(ahead.toFixed(2)) }),
      differs: differsIn(school),
      reach: reachOf(registry, school, date),
    }));
}

/** Kilometres; schools without a position come after all that have one, by likeness. */
const nearness = ({ kilometres, distance }: SimilarSchool): number => kilometres ?? 10_000 + distance;

/** The largest differences among what weighs most, in words. */
function differsIn({ compared }: SimilarSchool): string[] {
  return compared
    .flatMap(({ words, unit, own, other, weight }) => {
      if (own === null || other === null || own === other) return [];
      if (unit === 'yes') return [{ size: weight, text: other === 1 ? `is ${words}` : `is not ${words}` }];
      const share = Math.abs(other - own) / Math.max(Math.abs(own), Math.abs(other));
      const shown = (value: number) =>
        `${Math.abs(value) < 2 ? value : Math.round(value).toLocaleString('en-GB')}${unit === '%' ? '%' : ''}`;
      return [{ size: share * weight, text: `${words} ${shown(other)}, here ${shown(own)}` }];
    })
    .sort((a, b) => b.size - a.size)
    .slice(0, DIFFERENCES)
    .map(({ text }) => text);
}

function reachOf(registry: RegistryModel, { urn, la }: SimilarSchool, date: string): string {
  const school = registry.schools.get(urn);
  const hub = registry.hubsOf(urn)[0];
  const ways = [
    ...(hub ? [`hub ${registry.hubs.get(hub.id)?.name ?? hub.id}`] : []),
    ...(school && membershipOn(school, date).trust !== null ? [`its trust, ${school.trustName ?? ''}`] : []),
    `the attendance team of ${localAuthority(la)?.name ?? `authority ${la}`}`,
  ];
  return `Through ${ways.join(', or ')}.`;
}
