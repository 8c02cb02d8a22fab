import { describe, expect, test } from 'vitest';
import { areaCell, paintClasses } from '../../../../client/map/classes.ts';
import { CLASS_COUNT, NEUTRAL, SHUT, SILENT, WAITING } from '../../../../client/map/colours.ts';
import { discOf, drawDiscs, type Places, pixelOf, placesOf } from '../../../../client/map/discs.ts';
import { CONTEXT, LAYERS } from '../../../../client/map/painter.ts';
import { indexPoints, nearest, pointsOf, transformOf } from '../../../../client/map/points.ts';
import { recolourAll, recolourOne, type Standing } from '../../../../client/map/standing.ts';
import { standingSteps } from '../../../../client/map/standing-steps.ts';
import { between } from '../../../../client/state/between.ts';
import { SchoolTable } from '../../../../client/state/schools.ts';
import { figuresAt } from '../../../../client/state/sums.ts';
import { rowOf, smallRegistry, usualOf } from '../../../helpers/live-schools.ts';

/** Numbers of 0 to 1 that are the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** All steps, one after another. */
function standingOf(places: Places, pixels: number): Standing {
  const steps = standingSteps(places, pixels);
  for (;;) {
    const { value, done } = steps.next();
    if (done) return value;
  }
}

describe('schools as points', () => {
  test('[SCREEN70] a school is coloured when 80% of its registers are in and its usual is known, and waits before', () => {
    const table = new SchoolTable(smallRegistry());
    table.applyUsual([usualOf(100001, 0, 950), usualOf(100002, 0, 950), usualOf(100005, 0, 950)]);
    const closed = rowOf(100005, 0, 1, { onRoll: 80, marked: 80, attending: 0 });
    closed[2] = 3;
    table.apply([
      rowOf(100001, 0, 1, { onRoll: 100, marked: 100, attending: 95 }),
      rowOf(100002, 0, 1, { onRoll: 100, marked: 79, attending: 40 }),
      rowOf(100003, 0, 1, { onRoll: 100, marked: 100, attending: 80 }),
      rowOf(100004, 0, 1, { onRoll: 100, marked: 0, attending: 0 }),
      closed,
    ]);
    const classes = new Uint8Array(table.size);
    paintClasses(table, 0, classes);
    expect([...classes]).toEqual([NEUTRAL, WAITING, WAITING, SILENT, SHUT, SILENT]);
  });

  test('[SCREEN71] an authority is dashed below 60% of registers in, uncoloured below 20%, and shut when most are closed', () => {
    const cellAt = (marked: number) => {
      const table = new SchoolTable(smallRegistry());
      table.applyUsual([usualOf(100001, 0, 950)]);
      table.apply([rowOf(100001, 0, 1, { onRoll: 1000, marked, attending: Math.round(marked * 0.9) })]);
      return areaCell(figuresAt(table.sums, 0, null));
    };
    expect(cellAt(0)).toEqual({ colour: SILENT, label: '', dashed: true });
    expect(cellAt(100)).toEqual({ colour: WAITING, label: '', dashed: true });
    expect(cellAt(500)).toEqual({ colour: 0, label: '\u22125.0', dashed: true });
    expect(cellAt(600)).toEqual({ colour: 0, label: '\u22125.0', dashed: false });
    expect(areaCell(null).colour).toBe(SILENT);
  });

  test('[SCREEN72] every class has a layer, and the extremes lie on top', () => {
    expect(LAYERS.flat().sort((a, b) => a - b)).toEqual([...Array(CLASS_COUNT).keys(), CONTEXT]);
    expect(LAYERS.at(-1)).toEqual([0, 6]);
  });

  test('[SCREEN72] a disc covers about the area of its circle', () => {
    for (const radius of [1, 2, 3.5, 6]) {
      const covered = discOf(radius, 1000).cover.reduce((sum, part) => sum + part / 255, 0);
      expect(Math.abs(covered / (Math.PI * radius ** 2) - 1)).toBeLessThan(0.35 / radius);
    }
  });

  test('[SCREEN450] a picture that stands is the same, pixel by pixel, whether all of it or single schools get colours', () => {
    const [n, width, height] = [400, 90, 70];
    const random = dice(7);
    const points = {
      x: Float32Array.from({ length: n }, () => random() * width),
      y: Float32Array.from({ length: n }, () => random() * height),
      size: Float32Array.from({ length: n }, () => 0.8 + random()),
      colour: new Uint8Array(n),
    };
    const palette = Array.from(
      { length: 11 },
      (_, i) => `#${(i * 1_234_567 + 99).toString(16).padStart(6, '0')}`,
    );
    const transform = { k: 1, x: 0, y: 0 };
    const places = placesOf(
      { points, transform, radius: 2.4, width, height, density: 1, palette },
      width,
      height,
    );
    const inks = Uint32Array.from(palette, pixelOf);
    const standing = standingOf(places, width * height);
    const laid = (): Uint32Array => {
      const pixels = new Uint32Array(width * height);
      drawDiscs(pixels, places, points.colour, inks);
      return pixels;
    };
    const pixels = laid();
    for (let time = 0; time < 20; time++) {
      for (let i = 0; i < n; i++) points.colour[i] = Math.floor(random() * 11);
      recolourAll(pixels, standing, points.colour, inks);
      expect(pixels).toEqual(laid());
      for (const i of [3, 50, 399]) {
        points.colour[i] = (points.colour[i] + 5) % 11;
        recolourOne(pixels, standing, places, i, points.colour, inks);
      }
      expect(pixels).toEqual(laid());
    }
    expect(standing.alone).toBeGreaterThan(0);
    expect(standing.pixel.length).toBeGreaterThan(standing.alone);
  });

  test('[SCREEN456] long work is done a little at a time, to its end unless it is stopped', () => {
    const waiting: (() => void)[] = [];
    let time = 0;
    const deps = {
      now: () => time,
      later: (run: () => void) => {
        waiting.push(run);
        return () => waiting.splice(0);
      },
    };
    function* work(): Generator<void, string, void> {
      for (let step = 0; step < 30; step++) {
        time++;
        yield;
      }
      return 'done';
    }
    const results: string[] = [];
    between(work(), (result) => results.push(result), deps);
    expect(time).toBe(0);
    for (let turns = 0; waiting.length > 0; turns++) {
      const before = time;
      waiting.shift()?.();
      expect(time - before).toBeLessThanOrEqual(6);
      expect(turns).toBeLessThan(10);
    }
    expect(results).toEqual(['done']);
    const stop = between(work(), (result) => results.push(result), deps);
    waiting.shift()?.();
    stop();
    expect(waiting).toEqual([]);
    expect(results).toEqual(['done']);
  });

  test('[SCREEN73] the pointer finds the nearest school of the area, and none where there is none', () => {
    const points = pointsOf(smallRegistry());
    const index = indexPoints(points);
    const at = { x: points.x[0] + 4, y: points.y[0], reach: 20 };
    expect(nearest(index, points, at, () => true)).toBe(0);
    expect(nearest(index, points, at, (school) => school !== 0)).toBe(1);
    expect(nearest(index, points, { x: 0, y: 0, reach: 20 }, () => true)).toBe(-1);
  });

  test('[SCREEN73] schools without a position are on no map and do not widen it', () => {
    const points = pointsOf(smallRegistry());
    const { k, x, y } = transformOf(points, [0, 1, 3], 500, 500);
    for (const school of [0, 1]) {
      expect(points.x[school] * k + x).toBeGreaterThan(0);
      expect(points.y[school] * k + y).toBeLessThan(500);
    }
    expect(Number.isNaN(points.x[3])).toBe(true);
  });
});
