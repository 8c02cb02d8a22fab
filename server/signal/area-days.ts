/** The last closed school days of all schools of an area, judged as the signal worker judged them. */
import { setImmediate } from 'node:timers/promises';
import { type AreaDays, RECENT_DAYS, type RecentDays, STANDING_LETTERS } from '../../shared/api/area-days.ts';
import type { School } from '../../shared/api/schools.ts';
import { fromDay, schoolYearOf } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { forEachValue, type Store } from '../../shared/node/packed-values.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import { loadSuccessions } from '../../shared/node/school-days.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeBaseline, type Norms } from '../../shared/redis/layouts/norms.ts';
import { type Baseline, unknownBaseline } from '../../shared/signal/level.ts';
import { emptySeries } from '../../shared/signal/series.ts';
import { noShock } from '../../shared/signal/shock.ts';
import { type JudgedSchool, type Judging, placeOf } from '../../shared/watch/assess.ts';
import { lastClosedDay } from '../../shared/watch/close-time.ts';
import { type JudgedDay, judgedDays } from '../../shared/watch/judged-days.ts';
import { SchoolDaysBook } from '../../shared/watch/school-calendar.ts';
import { targetOn } from '../../shared/watch/target-on.ts';
import type { ShockBook } from './shock-book.ts';

/** Schools judged before the event loop gets its turn. */
const AT_ONCE = 20;
/** Closed days change only by corrections: what was worked out is good for so long. */
const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 40_000;

export interface RecentJudgeParts {
  store: Store;
  registry: RegistryModel;
  shocks: ShockBook;
  clock: Clock;
}

interface Kept {
  at: number;
  through: number;
  days: readonly JudgedDay[];
}

export class RecentJudge {
  readonly #parts: RecentJudgeParts;
  readonly #kept = new Map<number, Kept>();

  constructor(parts: RecentJudgeParts) {
    this.#parts = parts;
  }

  /** @param day the last day wanted; days that are not closed yet are left out */
  async of(schools: readonly School[], day: number): Promise<Pick<AreaDays, 'days' | 'schools'>> {
    const { shocks, clock } = this.#parts;
    const through = Math.min(lastClosedDay(clock.now()), await shocks.closedThrough(), day);
    const now = Date.now();
    const missing = schools.filter(({ urn }) => {
      const kept = this.#kept.get(urn);
      return !kept || kept.through !== through || now - kept.at > KEPT_MS;
    });
    if (missing.length > 0) await this.#judge(missing, through, now);
    const judged = schools.map(({ urn }) => ({ urn, days: this.#kept.get(urn)?.days ?? [] }));
    return lastDays(judged);
  }

  async #judge(schools: readonly School[], through: number, now: number): Promise<void> {
    const { store, registry, shocks } = this.#parts;
    const { norms, closings } = await shocks.yearOf(through, through);
    const judging = { curve: norms.curve, shockOf: (at: number) => closings.get(at) ?? noShock() };
    const year = schoolYearOf(through);
    const loaded = await loadSuccessions(store, schools, registry.schools, year);
    const baselines = await readBaselines(store, schools, year, norms);
    const calendar = new SchoolDaysBook(registry.calendar);
    if (this.#kept.size + schools.length > MOST_KEPT) this.#kept.clear();
    for (const [i, school] of schools.entries()) {
      const { urn } = school;
      const place = placeOf(school, fromDay(through));
      const judged = {
        urn,
        place,
        baseline: baselines.get(urn) ?? unknownBaseline(norms.kinds, place.phase, 0),
        days: calendar.of(urn, membershipOn(school, fromDay(through)).la),
        series: loaded.get(urn)?.series ?? emptySeries(0),
        targetOn: (at: number) => targetOn(registry, urn, at),
      };
      this.#kept.set(urn, { at: now, through, days: closedDays(judged, judging, through) });
      if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
    }
  }
}

const closedDays = (school: JudgedSchool, judging: Judging, through: number): JudgedDay[] =>
  judgedDays(school, judging, { day: through, closed: through, shock: noShock() }).slice(-RECENT_DAYS);

async function readBaselines(
  store: Store,
  schools: readonly School[],
  year: number,
  norms: Norms,
): Promise<Map<number, Baseline>> {
  const baselines = new Map<number, Baseline>();
  await forEachValue(
    store,
    schools.map(({ urn }) => urn),
    (p) => partitionKeys.baselines(p, year),
    (urn, bytes) => baselines.set(urn, decodeBaseline(bytes, norms.kinds)),
  );
  return baselines;
}

const LETTERS = Object.fromEntries(
  Object.entries(STANDING_LETTERS).map(([letter, standing]) => [standing, letter]),
);

/** Lines schools' days up under the last dates that any of them had. */
export function lastDays(
  judged: readonly { urn: number; days: readonly JudgedDay[] }[],
): Pick<AreaDays, 'days' | 'schools'> {
  const numbers = new Set(judged.flatMap(({ days }) => days.map(({ day }) => day)));
  const shown = [...numbers].sort((a, b) => a - b).slice(-RECENT_DAYS);
  return { days: shown.map(fromDay), schools: judged.map(({ urn, days }) => recentOf(urn, days, shown)) };
}

function recentOf(urn: number, days: readonly JudgedDay[], shown: readonly number[]): RecentDays {
  const byDay = new Map(days.map((one) => [one.day, one]));
  const line = shown.map((day) => byDay.get(day));
  const usable = line.flatMap((one) => (one?.usable ? [one] : []));
  const possible = usable.reduce((sum, one) => sum + one.possible, 0);
  const mean = (value: (one: JudgedDay) => number): number =>
    usable.reduce((sum, one) => sum + one.possible * value(one), 0) / possible;
  return {
    urn,
    standings: line.map((one) => (one ? (LETTERS[one.standing] ?? 'u') : '-')).join(''),
    gaps: line.map((one) => (one?.usable ? Math.round(10 * (one.attendance - one.expected)) + 0 : null)),
    gap: possible > 0 ? hundredth(mean((one) => one.attendance - one.expected)) : null,
    level: possible > 0 ? hundredth(mean((one) => one.expected)) : 0,
  };
}

const hundredth = (value: number): number => Math.round(value * 100) / 100 + 0;
