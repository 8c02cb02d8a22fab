/** What many schools share: epidemics by region, snow and Eid by LA, strikes everywhere. */
import { LOCAL_AUTHORITIES, REGIONS } from '../../shared/attendance/areas.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import { normals, uniforms } from './random.ts';
import type { YearPlan } from './terms.ts';

interface Wave {
  peak: number;
  width: number;
  size: number;
}
export interface Events {
  /** Factor on absence by region and day, LA's own part included. */
  epidemic(phase: number, la: string, day: number): number;
  /** LAs under snow on a day. */
  snow(la: string, day: number): boolean;
  isStrike(day: number): boolean;
  isEid(day: number): boolean;
  /** Share of an LA's pupils who keep Eid. */
  observing(la: string): number;
}

const regionOf = new Map(LOCAL_AUTHORITIES.map(({ code, region }) => [code, region]));

export function makeEvents(seed: number, plan: YearPlan): Events {
  const uniform = uniforms(seed);
  const normal = normals(uniform);
  const first = toDay(plan.start);
  const length = toDay(plan.end) - first;
  const wave = (most: number): Wave => ({
    peak: first + length * uniform(),
    width: 5 + 9 * uniform(),
    size: most * uniform(),
  });
  const regional = new Map(REGIONS.map(({ code }) => [code, [wave(0.3), wave(0.3), wave(0.2)]]));
  const local = new Map(
    LOCAL_AUTHORITIES.map(({ code }) => [
      code,
      { lag: 4 * normal(), share: 1 + 0.25 * normal(), own: wave(0.15) },
    ]),
  );
  const snowDays = [first + 90 + 60 * uniform(), first + 90 + 60 * uniform()].map(Math.floor);
  const snowed = snowDays.map(() => {
    const regions = new Set(REGIONS.filter(() => uniform() < 0.3).map(({ code }) => code));
    return new Set(
      LOCAL_AUTHORITIES.filter(({ region }) => regions.has(region) && uniform() < 0.7).map(
        ({ code }) => code,
      ),
    );
  });
  const strikes = [first + Math.floor(length * uniform()), first + Math.floor(length * uniform())];
  const eids = [first + Math.floor(length * 0.57), first + Math.floor(length * 0.8)].map(
    (day) => day + Math.floor(5 * uniform()),
  );
  const observing = new Map(LOCAL_AUTHORITIES.map(({ code }) => [code, 0.4 * uniform() ** 4]));
  const height = ({ peak, width, size }: Wave, day: number) =>
    size * Math.exp(-(((day - peak) / width) ** 2) / 2);
  return {
    epidemic: (phase, la, day) => {
      const { lag, share, own } = local.get(la)!;
      let sum = height(own, day);
      for (const one of regional.get(regionOf.get(la)!)!) sum += Math.max(0, share) * height(one, day - lag);
      return 1 + (phase === 1 ? 0.8 : 1) * sum;
    },
    snow: (la, day) => snowDays.some((at, i) => (day === at || day === at + 1) && snowed[i].has(la)),
    isStrike: (day) => strikes.includes(day),
    isEid: (day) => eids.includes(day),
    observing: (la) => observing.get(la)!,
  };
}
