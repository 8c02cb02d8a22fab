/**
 * Processor time of the rule: `node --import tsx test/evaluate/speed.ts [schools]`. A sample of schools is played and the
 * figures are scaled to England's 20,392; processor time, so that a busy machine does not count.
 */
import { emptyView, viewDay } from '../../shared/signal/school-year.ts';
import { dayRows, sharedShock } from '../../shared/signal/shock.ts';
import { signalOf } from '../../shared/signal/signal.ts';
import { openOurYear, playOurs } from './ours.ts';
import { makeWorld } from './world-one-two.ts';

const ENGLAND = 20_392;
const schools = Number(process.argv[2] ?? 1500);
const scale = ENGLAND / schools;
const seconds = (work: () => void): number => {
  const start = process.cpuUsage().user;
  work();
  return (process.cpuUsage().user - start) / 1e6;
};

const world = makeWorld(1, { schools, kind: 2 });
let our = openOurYear(world);
const fit = seconds(() => {
  our = openOurYear(world);
});
const replay = seconds(() => playOurs(world, our, () => {}));
const view = emptyView();
const rows = dayRows(schools);

/** Today's rows, the shared shock, and every school's signal, as when a shock moves in the morning. */
function reEvaluate(): void {
  rows.count = 0;
  for (const [i, year] of our.years.entries()) {
    const series = world.thisYear[i];
    if (series.count === 0) continue;
    viewDay(year, series, series.count - 1, our.curve, view);
    const row = rows.count++;
    rows.group[row] = year.place.group;
    rows.laGroup[row] = year.place.laGroup;
    rows.possible[row] = view.possible;
    rows.absent[row] = view.absent;
    rows.expected[row] = view.expected;
    rows.spread[row] = view.spread;
  }
  const shock = sharedShock(rows);
  for (const [i, year] of our.years.entries()) {
    const series = world.thisYear[i];
    if (series.count === 0) continue;
    viewDay(year, series, series.count - 1, our.curve, view);
    const target = { value: world.schools[i].target, kind: 'abie' as const };
    signalOf(year, {
      day: series.days[series.count - 1] + 1,
      view,
      finished: false,
      isClosed: false,
      shock,
      target,
      endsWeek: false,
    });
  }
}

const ROUNDS = 5;
reEvaluate();
const again =
  seconds(() => {
    for (let round = 0; round < ROUNDS; round++) reEvaluate();
  }) / ROUNDS;
console.log(`schools played: ${schools}`);
console.log(`one school's signal: ${((1e6 * again) / schools).toFixed(0)} us`);
console.log(`all England re-evaluated: ${(again * scale).toFixed(2)} s`);
console.log(
  `a school-year of England replayed: ${(replay * scale).toFixed(0)} s (the year before fitted: ${(fit * scale).toFixed(0)} s)`,
);
