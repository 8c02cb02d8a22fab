/**
 * The shape of each local authority, phase by phase: schools, pupils and mean absence. Either modelled (regions and
 * LAs differ by seeded draws with the published spread) or read from a file in the form of DfE's published
 * year-to-date table.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { LOCAL_AUTHORITIES } from '../../shared/attendance/areas.ts';
import type { Place } from './places.ts';
import { PHASE_FACTS, SIMULATED_PHASES, type SimulatedPhase } from './published.ts';
import { apportion, drawsOf, keyOf } from './random.ts';

export interface LaShape {
  readonly schools: number;
  readonly pupils: number;
  /** Mean absence of the year, fraction of possible sessions. */
  readonly absence: number;
}

/** By LA code, then phase. A phase without schools is left out. */
export type Profile = ReadonlyMap<string, Partial<Record<SimulatedPhase, LaShape>>>;

/** Secondary absence of the regions at the ends, relative to England's (7.20% and 9.28% of 8.49%). */
const REGION_EFFECT: Readonly<Record<string, number>> = { E12000007: -0.15, E12000009: 0.09 };
/** How much of a region's secondary effect shows in the other phases (own estimate). */
const REGION_SHARE: Record<SimulatedPhase, number> = { primary: 0.1, secondary: 1, special: 0.2 };
/** Mean pupils of a school: small primaries in the countryside, large ones in cities (own estimate). */
const MEAN_SIZE: Record<SimulatedPhase, { rural: number; city: number }> = {
  primary: { rural: 205, city: 330 },
  secondary: { rural: 1000, city: 1055 },
  special: { rural: 145, city: 153 },
};
/** Places with too few children for every phase. */
const ONE_SCHOOL: Readonly<Record<string, SimulatedPhase>> = { '201': 'primary', '420': 'secondary' };

/** A profile drawn from the seed. LA means have the published spread; England's mean is exact. */
export function modelledProfile(places: readonly Place[], seed: string): Profile {
  const profile = new Map<string, Partial<Record<SimulatedPhase, LaShape>>>();
  for (const place of places) profile.set(place.la.code, {});
  const deprivation = places.map(({ la }) => drawsOf(keyOf(`${seed}:la:${la.code}`)).normal());
  for (const phase of SIMULATED_PHASES) {
    const held = places.map((place, i) => ({ place, common: deprivation[i] }));
    const here = held.filter(({ place }) => (ONE_SCHOOL[place.la.code] ?? phase) === phase);
    const shapes = shapesOfPhase(phase, here, seed);
    here.forEach(({ place }, i) => {
      profile.get(place.la.code)![phase] = shapes[i];
    });
  }
  return profile;
}

function shapesOfPhase(
  phase: SimulatedPhase,
  here: readonly { place: Place; common: number }[],
  seed: string,
): LaShape[] {
  const facts = PHASE_FACTS[phase];
  const pupils = apportion(
    facts.enrolments,
    here.map(({ place }) => place.people),
    phase === 'special' ? 60 : 120,
  );
  const sizes = here.map(({ place }) => (place.rural ? MEAN_SIZE[phase].rural : MEAN_SIZE[phase].city));
  const schools = apportion(
    facts.schools,
    here.map(({ place }, i) => (place.la.code in ONE_SCHOOL ? 0 : pupils[i] / sizes[i])),
    1,
  );
  const raw = here.map(({ place, common }) => {
    const own = drawsOf(keyOf(`${seed}:la:${place.la.code}:${phase}`)).normal();
    const region = (REGION_EFFECT[place.la.region] ?? 0) * REGION_SHARE[phase] * facts.absence;
    return { region, noise: 0.7 * common + 0.71 * own };
  });
  return withSpread(facts, pupils, raw).map((absence, i) => ({
    schools: schools[i],
    pupils: pupils[i],
    absence,
  }));
}

/** Region effects plus LA noise, scaled to the published spread between LAs and to England's mean. */
function withSpread(
  facts: { absence: number; laSpread: number },
  pupils: readonly number[],
  raw: readonly { region: number; noise: number }[],
): number[] {
  const total = pupils.reduce((a, b) => a + b, 0);
  const mean = (values: number[]) => values.reduce((sum, value, i) => sum + value * pupils[i], 0) / total;
  const regions = raw.map(({ region }) => region);
  const regionMean = mean(regions);
  const regionVariance = mean(regions.map((value) => (value - regionMean) ** 2));
  const noiseSpread = Math.sqrt(Math.max(0, facts.laSpread ** 2 - regionVariance));
  const noiseMean = mean(raw.map(({ noise }) => noise));
  return raw.map(
    ({ region, noise }) => facts.absence + region - regionMean + (noise - noiseMean) * noiseSpread,
  );
}

const rowSchema = z.object({
  geographic_level: z.string(),
  old_la_code: z.string(),
  education_phase: z.string(),
  total_num_schools: z.string(),
  total_enrolments: z.string(),
  overall_absence_perc: z.string(),
  pa_perc: z.string(),
});

/** One LA and phase of the published table; figures are null where they are suppressed. */
export interface PublishedRow {
  readonly la: string;
  readonly phase: SimulatedPhase;
  readonly schools: number;
  readonly pupils: number | null;
  readonly absence: number | null;
  readonly persistent: number | null;
}

const figure = (text: string, scale = 1) =>
  Number.isFinite(Number(text)) && text !== '' ? Number(text) * scale : null;

/** The LA rows of a file in the form of DfE's year-to-date table. @throws naming the file when its columns differ */
export function readPublished(file: string): PublishedRow[] {
  const parsed = z.array(rowSchema).safeParse(parse(readFileSync(file), { columns: true }));
  if (!parsed.success) {
    throw new Error(
      `${file} is not DfE's table by LA and phase: ${z.prettifyError(parsed.error).split('\n')[0]}`,
    );
  }
  const rows = parsed.data.filter((row) => row.geographic_level === 'Local authority');
  return rows.flatMap((row) => {
    const phase = SIMULATED_PHASES.find((name) => name === row.education_phase.toLowerCase());
    if (!phase) return [];
    return {
      la: row.old_la_code,
      phase,
      schools: Number(row.total_num_schools),
      pupils: figure(row.total_enrolments),
      absence: figure(row.overall_absence_perc, 0.01),
      persistent: figure(row.pa_perc, 0.01),
    };
  });
}

/** A profile from published rows; what is suppressed is given England's mean and what is left of its pupils. */
export function publishedProfile(rows: readonly PublishedRow[]): Profile {
  const profile = new Map<string, Partial<Record<SimulatedPhase, LaShape>>>(
    LOCAL_AUTHORITIES.map((la) => [la.code, {}]),
  );
  for (const phase of SIMULATED_PHASES) {
    const facts = PHASE_FACTS[phase];
    const here = rows.filter((row) => row.phase === phase && profile.has(row.la));
    const known = here.reduce((sum, row) => sum + (row.pupils ?? 0), 0);
    const hidden = here.filter((row) => row.pupils === null).length;
    for (const row of here) {
      const pupils = row.pupils ?? Math.round((facts.enrolments - known) / hidden);
      const absence = row.absence ?? facts.absence;
      profile.get(row.la)![phase] = { schools: row.schools, pupils, absence };
    }
  }
  return profile;
}
