/** What Redis holds of schools' days in a school year: imported and own, and their predecessors' before them. */
import type { School } from '../api/schools.ts';
import { schoolYearStart, toDay } from '../attendance/dates.ts';
import { partitionKeys } from '../redis/keys.ts';
import { decodeHistory } from '../redis/layouts/history.ts';
import { decodeSeries } from '../redis/layouts/series.ts';
import { type DaySeries, emptySeries, withPredecessors } from '../signal/series.ts';
import { historyDays, joinDays, noOwnDays, setOwn } from '../watch/own-days.ts';
import { forEachValue, type Store } from './packed-values.ts';

/** A school's days of a school year and which of them are its own. */
export interface LoadedDays {
  series: DaySeries;
  ownDays: Uint8Array;
}

const SCHOOLS_A_PART = 2000;

/** Days of schools; one without any gets none. Goes part by part, so that the packed values are not all held. */
export async function loadDays(
  store: Store,
  urns: readonly number[],
  schoolYear: number,
): Promise<Map<number, LoadedDays>> {
  const loaded = new Map<number, LoadedDays>();
  for (let from = 0; from < urns.length; from += SCHOOLS_A_PART) {
    const part = urns.slice(from, from + SCHOOLS_A_PART);
    const imported = new Map<number, DaySeries>();
    const own = new Map<number, DaySeries>();
    await forEachValue(
      store,
      part,
      (p) => partitionKeys.history(p, schoolYear),
      (urn, bytes) => imported.set(urn, historyDays(decodeHistory(bytes))),
    );
    await forEachValue(
      store,
      part,
      (p) => partitionKeys.series(p, schoolYear),
      (urn, bytes) => own.set(urn, decodeSeries(bytes)),
    );
    for (const urn of part) loaded.set(urn, joined(imported.get(urn), own.get(urn), schoolYear));
  }
  return loaded;
}

function joined(imported: DaySeries | undefined, own: DaySeries | undefined, schoolYear: number): LoadedDays {
  const ownDays = noOwnDays();
  const start = schoolYearStart(schoolYear);
  for (let i = 0; i < (own?.count ?? 0); i++) setOwn(ownDays, (own?.days[i] ?? start) - start);
  if (!own) return { series: imported ?? emptySeries(0), ownDays };
  return { series: imported ? joinDays(imported, own) : own, ownDays };
}

/** How many conversions back a school's days are followed. */
const LONGEST_SUCCESSION = 3;

/** Days of schools with their predecessors' before them (a conversion or a merger gives a new URN). */
export async function loadSuccessions(
  store: Store,
  schools: readonly School[],
  registry: ReadonlyMap<number, School>,
  schoolYear: number,
): Promise<Map<number, LoadedDays>> {
  const wanted = new Set(schools.map((school) => school.urn));
  let found = schools.flatMap((school) => school.predecessors.map((one) => one.urn));
  for (let depth = 0; depth < LONGEST_SUCCESSION && found.length > 0; depth++) {
    for (const urn of found) wanted.add(urn);
    found = found.flatMap((urn) => registry.get(urn)?.predecessors.map((one) => one.urn) ?? []);
  }
  const loaded = await loadDays(store, [...wanted], schoolYear);
  const answer = new Map<number, LoadedDays>();
  for (const { urn } of schools) {
    const days = loaded.get(urn);
    if (days) answer.set(urn, { ...days, series: succession(urn, loaded, registry, LONGEST_SUCCESSION) });
  }
  return answer;
}

function succession(
  urn: number,
  loaded: ReadonlyMap<number, LoadedDays>,
  registry: ReadonlyMap<number, School>,
  depth: number,
): DaySeries {
  const own = loaded.get(urn)?.series ?? emptySeries(0);
  const predecessors = registry.get(urn)?.predecessors ?? [];
  if (predecessors.length === 0 || depth === 0) return own;
  return withPredecessors(
    own,
    predecessors.map((one) => ({
      series: succession(one.urn, loaded, registry, depth - 1),
      from: toDay(one.from),
    })),
  );
}
