/** Our rule over a simulated year, day after day over all schools, as the worker does it. */
import { weekday } from '../../shared/attendance/dates.ts';
import { closeSchoolDay } from '../../shared/signal/close.ts';
import { levelDrift } from '../../shared/signal/drift.ts';
import { fitYear } from '../../shared/signal/fit.ts';
import { groupOf, laGroupOf } from '../../shared/signal/groups.ts';
import {
  type DayView,
  emptyView,
  openSchoolYear,
  type SchoolYear,
  viewDay,
} from '../../shared/signal/school-year.ts';
import type { SeasonCurve } from '../../shared/signal/season.ts';
import { type DayRows, type DayShock, dayRows, sharedShock } from '../../shared/signal/shock.ts';
import type { World } from './world.ts';

/** One close: day number, the shock as decided, and for each school the index of its series, or -1 when not open. */
export interface Close {
  day: number;
  shock: DayShock;
  indexes: Int32Array;
  endsWeek: Uint8Array;
}

export interface OurYear {
  years: SchoolYear[];
  curve: SeasonCurve;
}

/** Last year fitted and this year opened, in the order of the world's schools. */
export function openOurYear(world: World): OurYear {
  const places = world.schools.map(({ phase, region, la }) => ({
    phase,
    group: groupOf(phase, region),
    laGroup: laGroupOf(phase, la),
  }));
  const { curve, baselines } = fitYear(places.map((place, i) => ({ place, series: world.lastYear[i] })));
  return {
    curve,
    years: places.map((place, i) => openSchoolYear(place, baselines[i], world.schools[i].target)),
  };
}

/** Closes every day of the year over all schools; `before` and `after` see the state before and after each close. */
export function playOurs(
  world: World,
  our: OurYear,
  after: (close: Close) => void,
  before: (close: Close) => void = () => {},
): void {
  const count = world.schools.length;
  const [rows, view] = [dayRows(count), emptyView()];
  const calendars = calendarsOf(world);
  const pointers = new Int32Array(count);
  const close: Close = {
    day: 0,
    shock: sharedShock(rows),
    indexes: new Int32Array(count),
    endsWeek: new Uint8Array(count),
  };
  const allDays = [...new Set([...calendars.values()].flatMap((days) => [...days]))].sort((a, b) => a - b);
  let drift: Float64Array | undefined;
  for (const day of allDays) {
    const ends = new Map([...calendars].map(([la, days]) => [la, endsWeek(days, day)]));
    for (let i = 0; i < count; i++) {
      const series = world.thisYear[i];
      const open = pointers[i] < series.count && series.days[pointers[i]] === day;
      close.indexes[i] = open ? pointers[i]++ : -1;
      close.endsWeek[i] = ends.get(world.schools[i].la) ? 1 : 0;
    }
    close.day = day;
    close.shock = shockOf(world, our, close, rows, view, drift);
    before(close);
    for (let i = 0; i < count; i++) {
      if (close.indexes[i] < 0) continue;
      const parts = { curve: our.curve, shock: close.shock, endsWeek: close.endsWeek[i] === 1 };
      closeSchoolDay(our.years[i], world.thisYear[i], close.indexes[i], parts, view);
    }
    drift = levelDrift(our.years);
    after(close);
  }
}

/** Days on which schools of an LA were open, by LA: what a calendar would say. */
function calendarsOf(world: World): Map<string, Set<number>> {
  const calendars = new Map<string, Set<number>>();
  for (const [i, { la }] of world.schools.entries()) {
    const days = calendars.get(la) ?? new Set();
    const series = world.thisYear[i];
    for (let d = 0; d < series.count; d++) days.add(series.days[d]);
    calendars.set(la, days);
  }
  return calendars;
}

/** Is no later day of the same week a school day? */
function endsWeek(days: ReadonlySet<number>, day: number): boolean {
  for (let later = day + 1; weekday(later) > 1; later++) if (days.has(later)) return false;
  return true;
}

function shockOf(
  world: World,
  our: OurYear,
  close: Close,
  rows: DayRows,
  view: DayView,
  drift?: Float64Array,
): DayShock {
  rows.count = 0;
  for (let i = 0; i < our.years.length; i++) {
    if (close.indexes[i] < 0) continue;
    const year = our.years[i];
    viewDay(year, world.thisYear[i], close.indexes[i], our.curve, view);
    if (!view.usable) continue;
    const row = rows.count++;
    rows.group[row] = year.place.group;
    rows.laGroup[row] = year.place.laGroup;
    rows.possible[row] = view.possible;
    rows.absent[row] = view.absent;
    rows.expected[row] = view.expected;
    rows.spread[row] = view.spread;
  }
  return sharedShock(rows, drift);
}
