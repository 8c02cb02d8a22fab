/** Trying to get at the pupils of one school through everything a wall is told, knowing all the other schools. */
import { expect, test } from 'vitest';
import { pictureOf, takePicture } from '../../../server/displays/area-picture.ts';
import { type AreaSums, noSums } from '../../../server/displays/area-sums.ts';
import { FACT_MS, factAt } from '../../../server/displays/facts.ts';
import { sceneOf } from '../../../server/displays/scenes.ts';
import { mayMove } from '../../../shared/access/small-numbers.ts';
import { playlist } from '../../../shared/displays/scenes.ts';

const PUPILS = 25;
const NO_LISTS = {
  judged: 0,
  slipping: { total: 0, rows: [] },
  recovering: { total: 0, rows: [] },
  byChance: 0,
};
const LAS = ['202', '203', '204'] as const;

/** Three LAs of Inner London; the school under attack is in the first. */
function world(attending: number, absent: number): Map<string, AreaSums> {
  return new Map(
    LAS.map((la, i) => {
      const sums = noSums();
      const [there, away] = i === 0 ? [attending, absent] : [0, 0];
      Object.assign(sums, { schools: 4, heard: 3, onRoll: 151 + 9 * i, possible: 44 + i, absent: 4 });
      sums.marked = 118 + 8 * i + there + away;
      sums.judged[1] = 67 + 8 * i + there + away;
      sums.judgedAbsent[1] = 6 + i + away;
      sums.judgedExpected[1] = 0.93 * sums.judged[1];
      return [la, sums] as const;
    }),
  );
}

/** Everything that is told of a world: every scene, every fact. */
function toldOf(attending: number, absent: number): string {
  const taken = { at: 0, figures: takePicture(world(attending, absent)) };
  const picture = pictureOf('2026-11-20', 'AM', taken);
  const parts = { scopeName: 'England', picture, lists: NO_LISTS, factWords: 10 };
  const scenes = playlist(true).map((scene) => sceneOf(scene, parts));
  const facts = [0, 1, 2, 3, 4].map((turn) => factAt({ ...parts, hasBars: true }, turn * FACT_MS));
  return JSON.stringify([scenes, facts, picture.heard, picture.schools]);
}

test('[WALL65] which of its pupils are absent cannot be got out of scenes before and after its register, by who knows every other school', () => {
  const before = toldOf(0, 0);
  const groups = new Map<string, number[]>();
  for (let absent = 0; absent <= PUPILS; absent++) {
    const told = `${before}${toldOf(PUPILS - absent, absent)}`;
    groups.set(told, [...(groups.get(told) ?? []), absent]);
  }
  const sizes = [...groups.values()].map((absents) => absents.length);
  // The first and last group end with the school itself.
  expect(Math.min(...sizes.slice(1, -1))).toBeGreaterThanOrEqual(5);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
});

test('[WALL65] one pupil more or less absent is not to be seen where a count is not on an edge', () => {
  let seen = 0;
  for (let absent = 0; absent < PUPILS; absent++)
    if (toldOf(PUPILS - absent, absent) !== toldOf(PUPILS - absent - 1, absent + 1)) seen++;
  expect(seen).toBeLessThanOrEqual(PUPILS / 5);
});

test('[WALL66] a whole may move as counts come in from 100,000 pupils on, where a tenth of a percent is 100 pupils', () => {
  expect([99_999, 100_000, 7_000_000].map(mayMove)).toEqual([false, true, true]);
});
