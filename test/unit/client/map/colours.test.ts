import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  classOf,
  contrast,
  FILLS,
  GROUND,
  HAIRLINE,
  inkOn,
  NEUTRAL,
  type Theme,
} from '../../../../client/map/colours.ts';
import { ciede2000, distance, VISIONS, type Vision } from '../../../helpers/colour-vision.ts';

const css = readFileSync(new URL('../../../../client/app.css', import.meta.url), 'utf8');

/** The value of a token in a theme's block of app.css. */
function token(theme: Theme, name: string): string {
  const block =
    new RegExp(String.raw`\[data-theme=.${theme}.\] \{([^}]*--ground[^}]*)\}`).exec(css)?.[1] ?? '';
  const value = new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(block)?.[1];
  if (!value) throw new Error(`app.css has no --${name} in ${theme}`);
  return value;
}

const THEMES: Theme[] = ['dark', 'light'];

describe('colours', () => {
  test.each(THEMES)('[SCREEN40] text and links are readable on every ground (%s)', (theme) => {
    for (const ground of ['ground', 'panel', 'raised'].map((name) => token(theme, name))) {
      for (const ink of ['text', 'second', 'link'])
        expect(contrast(token(theme, ink), ground)).toBeGreaterThanOrEqual(4.5);
    }
    for (const ink of ['below', 'above'])
      expect(contrast(token(theme, ink), token(theme, 'panel'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token(theme, 'focus-ink'), token(theme, 'focus'))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(THEMES)(
    '[SCREEN41] the number on a hexagon is readable on every colour of the ramp (%s)',
    (theme) => {
      for (const fill of FILLS[theme]) expect(contrast(inkOn(fill), fill)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(THEMES)(
    '[SCREEN42] lines round hexagons and shapes of states stand out from the ground (%s)',
    (theme) => {
      expect(contrast(HAIRLINE[theme], GROUND[theme])).toBeGreaterThanOrEqual(3);
      for (const shape of ['below', 'above', 'usual', 'rule']) {
        expect(contrast(token(theme, shape), token(theme, 'panel'))).toBeGreaterThanOrEqual(3);
      }
    },
  );

  test.each(Object.keys(VISIONS) as Vision[])(
    '[SCREEN43] neighbours on the ramp can be told apart (%s)',
    (vision) => {
      for (const theme of THEMES) {
        const ramp = FILLS[theme].slice(0, 7);
        for (let i = 1; i < ramp.length; i++)
          expect(distance(ramp[i - 1], ramp[i], vision)).toBeGreaterThan(8);
        expect(distance(ramp[0], ramp[6], vision)).toBeGreaterThan(25);
      }
    },
  );

  test.each(Object.keys(VISIONS) as Vision[])(
    '[SCREEN43] below, usual and above can be told apart (%s)',
    (vision) => {
      for (const theme of THEMES) {
        const [below, usual, above] = ['below', 'usual', 'above'].map((name) => token(theme, name));
        for (const [a, b] of [
          [below, usual],
          [usual, above],
          [below, above],
        ])
          expect(distance(a, b, vision)).toBeGreaterThan(14);
      }
    },
  );

  test('[SCREEN44] the class follows the gap by steps, the same on both sides', () => {
    expect([-2.1, -1.2, -0.5, -0.3, 0, 0.3, 0.5, 1.2, 2.1].map((gap) => classOf(gap, 'area'))).toEqual([
      0,
      1,
      2,
      NEUTRAL,
      NEUTRAL,
      NEUTRAL,
      4,
      5,
      6,
    ]);
    expect(classOf(-2.1, 'school')).toBe(2);
  });

  test('[SCREEN43] the measure of distance agrees with the published pairs', () => {
    expect(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(ciede2000([50, -1, 2], [50, 0, 0])).toBeCloseTo(2.3669, 4);
    expect(ciede2000([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 4);
  });
});
