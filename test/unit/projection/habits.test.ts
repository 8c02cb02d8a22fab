import { expect, test } from 'vitest';
import { projectClose } from '../../../shared/projection/close.ts';
import { learnHabits, type PastSession } from '../../../shared/projection/habits.ts';
import { PARAMETERS } from '../../../shared/projection/parameters.ts';
import { uniforms } from '../../evaluate/random.ts';

const ROLL = 900;
const ABSENT = 0.08;
const KNOWN = 0.3;

/** A session whose pupils are away independently, and of which a share that differs from day to day comes late. */
function sessionOf(late: number, uniform: () => number): PastSession {
  const steps = 20;
  const rows = [];
  let [marked, attending, unexplained, came] = [0, 0, 0, 0];
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < ROLL / steps; i++) {
      marked++;
      if (uniform() < ABSENT) unexplained += uniform() < KNOWN ? 0 : 1;
      else if (uniform() < late) came++;
      else attending++;
    }
    rows.push({ minutesIn: step / 2, marked, possible: marked, attending, unexplained: unexplained + came });
  }
  rows.push({ minutesIn: 90, marked, possible: marked, attending: attending + came, unexplained });
  return { session: 'AM', phase: 'secondary', rows };
}

function learnt(spread: number) {
  const uniform = uniforms(11);
  const past = Array.from({ length: 600 }, (_, i) =>
    sessionOf(0.03 + (i % 2 === 0 ? spread : -spread), uniform),
  );
  return learnHabits(past, PARAMETERS).secondary.filling.AM;
}

test('[PROJECT19] what is learnt of classes away together does not grow with how far the share of latecomers varies', () => {
  const [steady, varying] = [learnt(0), learnt(0.015)];
  expect(steady.clustering).toBeGreaterThan(0.8);
  expect(steady.clustering).toBeLessThan(1.35);
  expect(Math.abs(varying.clustering - steady.clustering)).toBeLessThan(0.3);
  expect(varying.earlySpread).toBeGreaterThan(2 * steady.earlySpread);
});

test('[PROJECT20] where the share of N that turns varies, a close goes along with N only in part', () => {
  const early = PARAMETERS.secondary.filling.AM;
  const closeWith = (earlySpread: number) => {
    const filling = { AM: { ...early, earlySpread }, PM: PARAMETERS.secondary.filling.PM };
    const parameters = { ...PARAMETERS, secondary: { ...PARAMETERS.secondary, filling } };
    const so = {
      session: 'AM' as const,
      phase: 'secondary',
      onRoll: ROLL,
      marked: 800,
      possible: 800,
      attending: 680,
      unexplained: 60,
      expected: 93,
      spread: 1,
    };
    return projectClose(so, undefined, parameters)!;
  };
  const [alike, varying] = [closeWith(0), closeWith(0.3)];
  expect(alike.close).toBeLessThan(varying.close);
  expect(varying.close).toBeLessThan(93);
  expect(varying.high - varying.low).toBeGreaterThan(alike.high - alike.low);
});
