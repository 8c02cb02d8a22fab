/** One world: our rule and its rivals over the same closed days, each with its score. */
import { emptyView, viewDay } from '../../shared/signal/school-year.ts';
import { addList, type ListChance, noChance } from './chance.ts';
import { openOurYear, playOurs } from './ours.ts';
import { makeRivals, type Rival, type RivalDay } from './rivals.ts';
import { newClock, newScore, RIGHT, type Score, tally, tick } from './score.ts';
import type { World } from './world.ts';

export interface RivalScore {
  name: string;
  thresholds: readonly number[];
  /** By threshold. */
  scores: Score[];
}

export interface Scores {
  ours: Score;
  chance: ListChance;
  rivals: RivalScore[];
}

export function newScores(schools: number): Scores {
  return {
    ours: newScore(),
    chance: noChance(),
    rivals: makeRivals(schools).map(({ name, thresholds }) => ({
      name,
      thresholds,
      scores: thresholds.map(() => newScore()),
    })),
  };
}

/** Plays a world and adds to the scores. */
export function runWorld(world: World, scores: Scores, withRivals: boolean): void {
  const count = world.schools.length;
  const our = openOurYear(world);
  const clock = newClock(world);
  const mine = tally(world, clock);
  const changes = new Uint16Array(count);
  const before = our.years.map(() => 'unknown');
  const rivals: Rival[] = withRivals ? makeRivals(count) : [];
  const tallies = rivals.map(({ thresholds }) => thresholds.map(() => tally(world, clock)));
  const on = rivals.map(({ thresholds }) => new Uint8Array(thresholds.length * count));
  const view = emptyView();
  const listed = new Uint8Array(32);
  const seen: RivalDay = { toTarget: 0, season: 0, shock: 0, spread: 1, index: 0 };
  playOurs(world, our, ({ day, shock, indexes }) => {
    for (let i = 0; i < count; i++) {
      if (indexes[i] < 0) continue;
      const year = our.years[i];
      tick(clock, world, i, day);
      mine.see(i, day, year.standing === 'slipping');
      if (year.standing === 'recovering') mine.seeRecovering(i, day);
      if (year.standing !== before[i]) {
        if (before[i] !== 'unknown') changes[i]++;
        before[i] = year.standing;
      }
      if (!withRivals) continue;
      viewDay(year, world.thisYear[i], indexes[i], our.curve, view);
      if (!view.usable) continue;
      const level = year.baseline.absence * view.seasonal;
      const factor = shock.region[year.place.group] * shock.la[year.place.laGroup];
      seen.toTarget = 100 * (1 - view.absent / view.possible) - world.schools[i].target;
      seen.season = (100 * (level - view.absent)) / view.possible;
      seen.shock = (100 * (level * factor - view.absent)) / view.possible;
      seen.spread = (100 * view.spread) / view.possible;
      seen.index = year.count;
      for (const [r, rival] of rivals.entries()) {
        rival.step(i, seen, listed);
        for (let t = 0; t < rival.thresholds.length; t++) {
          const at = t * count + i;
          if (listed[t] === 0 && on[r][at] === 0) continue;
          on[r][at] = listed[t];
          tallies[r][t].see(i, day, listed[t] === 1);
        }
      }
    }
    addList(scores.chance, our.years, (i) => world.fallenBy(i, day) >= RIGHT);
  });
  mine.end(scores.ours, changes);
  for (const [r, of] of tallies.entries())
    for (const [t, one] of of.entries()) one.end(scores.rivals[r].scores[t]);
}
