import { beforeAll, expect, test } from 'vitest';
import { type Asked, askTonight, calibration, INSTANTS } from '../../evaluate/tonight.ts';
import { makeWorld, REFERENCE } from '../../evaluate/world-one-two.ts';

const asked: Asked[] = [];

beforeAll(() => {
  askTonight(makeWorld(5, { schools: 600, kind: 2 }, REFERENCE), 5, (one) => asked.push(one));
}, 60_000);

const ofInstant = (instant: number) =>
  calibration(asked.filter((one) => one.instant === instant && !one.wasListed));

test('[SIGNAL27] about as many schools join tonight as their chances say, from half the morning on', () => {
  for (const instant of INSTANTS.keys()) {
    const { steps, came } = ofInstant(instant);
    const said = steps.reduce((sum, step) => sum + step.said, 0);
    expect(came).toBeGreaterThan(20);
    expect(said).toBeGreaterThan(0.5 * came);
    expect(said).toBeLessThan(1.5 * came);
  }
});

test('[SIGNAL28] the chance tells more the more of the day is in, and at its end all but everything', () => {
  const scores = INSTANTS.map((_, instant) => {
    const { brier, brierOfUsual } = ofInstant(instant);
    return brier / brierOfUsual;
  });
  expect(scores[0]).toBeLessThan(0.8);
  expect(scores[1]).toBeLessThan(scores[0]);
  expect(scores[3]).toBeLessThan(0.15);
});

test('[SIGNAL29] a likely chance comes true more often than not, and hardly any school joins unannounced', () => {
  const { steps, came } = ofInstant(INSTANTS.findIndex(({ name }) => name === 'the morning'));
  const likely = steps.filter(({ from }) => from >= 0.6);
  const sum = (of: 'asked' | 'came') => likely.reduce((total, step) => total + step[of], 0);
  expect(sum('came')).toBeGreaterThan(0.6 * sum('asked'));
  expect(steps[0].came).toBeLessThan(0.15 * came + 2);
});
