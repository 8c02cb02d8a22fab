/** Trying to get at the pupils of one school through everything a wall is told, knowing all the other schools. */
import { expect, test } from 'vitest';
import { closeTold, judgedGap, pictureOf, takePicture } from '../../../server/displays/area-picture.ts';
import {
  type AreaSums,
  figuresOf,
  noSums,
  roundedSums,
  sharedGaps,
} from '../../../server/displays/area-sums.ts';
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

/** Secondary pupils of an area who are compared with usual. */
function areaOf(pupils: number, absent: number, more: Partial<AreaSums> = {}): AreaSums {
  const sums = { ...noSums(), schools: 3, heard: 3, onRoll: pupils, marked: pupils, ...more };
  sums.judged[1] = pupils;
  sums.judgedAbsent[1] = absent;
  sums.judgedExpected[1] = 0.9 * pupils;
  return sums;
}

test('[WALL62] an area of fewer than three schools or ten pupils has no rate and no gap, and nothing else hides one', () => {
  expect(figuresOf(areaOf(10, 1), [])).toMatchObject({ attendance: 90 });
  expect(figuresOf(areaOf(9, 1), [])).toMatchObject({ attendance: null, gap: null, own: null });
  expect(figuresOf(areaOf(30, 3, { heard: 2 }), [])).toMatchObject({ attendance: null, gap: null });
  expect(figuresOf(areaOf(30, 3, { heard: 2, closed: 1 }), []).attendance).toBe(90);
  expect(figuresOf({ ...noSums(), heard: 3, possible: 30 }, [])).toMatchObject({
    attendance: 100,
    gap: null,
  });
});

test('[WALL62] a phase of fewer than ten pupils is compared with nothing', () => {
  expect(roundedSums(areaOf(9, 1)).judged[1]).toBe(0);
  expect(roundedSums(areaOf(10, 1)).judged[1]).toBe(10);
});

test('[WALL66] what England shares is told by phase of so many pupils alone, else of all phases together', () => {
  const exact = areaOf(90_000, 18_000);
  exact.judged[0] = 5_000;
  exact.judgedAbsent[0] = 500;
  exact.judgedExpected[0] = 4_500;
  const [, secondary] = sharedGaps({ ...exact, onRoll: 100_000 }, exact);
  const [primaryOfFew, secondaryOfFew] = sharedGaps({ ...exact, onRoll: 99_999 }, exact);
  expect(secondaryOfFew).toBe(primaryOfFew);
  expect(secondaryOfFew).not.toBe(secondary);
});

test('[WALL100] an area is compared with usual once a fifth of its registers are in', () => {
  const figures = { attendance: 90, gap: -2.04, own: -1.26, coverage: 0.2 };
  expect(judgedGap(figures)).toBe(-1.3);
  expect(judgedGap({ ...figures, coverage: 0.19 })).toBeNull();
  expect(judgedGap({ ...figures, coverage: null })).toBeNull();
  expect(judgedGap({ ...figures, own: null })).toBeNull();
});

test('[WALL101] where a session will close is told of a hundred pupils and more, in steps of five of them', () => {
  const close = { close: 93.14, low: 92.78, high: 93.42 };
  expect(closeTold(null, 1_000)).toBeNull();
  expect(closeTold(close, 99)).toBeNull();
  expect(closeTold(close, 100)).toEqual({ close: 95, low: 95, high: 95 });
  expect(closeTold(close, 100_000)).toEqual({ close: 93.1, low: 92.8, high: 93.4 });
});
