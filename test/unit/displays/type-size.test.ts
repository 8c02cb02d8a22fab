import { expect, test } from 'vitest';
import {
  capitalHeight,
  drawnFloor,
  isReadable,
  LARGEST_FLOOR,
  typeSizes,
} from '../../../shared/displays/type-size.ts';

test.each([
  [55, 5, 52, 71, 129],
  [65, 5, 44, 60, 109],
  [75, 5, 38, 52, 95],
  [86, 5, 33, 45, 83],
  [65, 3, 26, 36, 66],
])(
  '[WALL1] %i inches read from %i m: floor %i, body %i, headline %i px of 1080',
  (diagonal, distance, floor, body, headline) => {
    const sizes = typeSizes(diagonal, distance);
    expect(Object.values(sizes).map(Math.round)).toEqual([floor, body, headline]);
  },
);

test('[WALL2] a screen that is too small for its distance is drawn as large as fits, and said to be too small', () => {
  const far = typeSizes(55, 8);
  expect(isReadable(far)).toBe(false);
  expect(drawnFloor(far)).toBe(LARGEST_FLOOR);
  expect(isReadable(typeSizes(55, 5))).toBe(true);
});

test('[WALL104] a capital of the smallest letters is as high as it has to be to be read from there', () => {
  const heightAt = (distance: number) => capitalHeight(typeSizes(65, distance).floor, 65);
  expect(heightAt(5)).toBeCloseTo(5000 * Math.tan((16 / 60 / 180) * Math.PI), 5);
  expect(Math.round(heightAt(5))).toBe(23);
});
