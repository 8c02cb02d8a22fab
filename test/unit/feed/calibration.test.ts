import { describe, expect, test } from 'vitest';
import { toDay } from '../../../shared/attendance/dates.ts';
import { isSchoolDay } from '../../../workers/feed/calendar.ts';
import { compare } from '../../../workers/feed/calibrate-compare.ts';
import { buildEngland } from '../../../workers/feed/england.ts';
import { SIMULATED_PHASES } from '../../../workers/feed/published.ts';
import { apportion, inverseNormal } from '../../../workers/feed/random.ts';
import { groupSchools, simulateYear } from '../../../workers/feed/simulated-year.ts';
import { createWorld } from '../../../workers/feed/world.ts';

/** The bounds of `npm run calibrate` hold for its large sample; this small one is held to wider ones. */
const PUPILS = 40;

describe('calibration', () => {
  const england = buildEngland();
  const world = { ...createWorld(england, toDay('2026-11-20')), courses: new Map() };
  const days: number[] = [];
  for (let day = toDay('2025-09-08'); day <= toDay('2026-07-10'); day++)
    if (isSchoolDay('', day)) days.push(day);
  const years = groupSchools(england.schools).map((schools) => {
    const here = schools.length > 40 ? schools.filter((_, i) => i % 5 === 0) : schools;
    return simulateYear(world, here, days, PUPILS);
  });
  const findings = compare(years, []);

  test.each(SIMULATED_PHASES)(
    '[FEED50] absence and persistent absence of %s schools come out near the published',
    (phase) => {
      const found = (table: string) => findings.find((one) => one.phase === phase && one.table === table)!;
      const absence = found('phase');
      expect(Math.abs(absence.simulated / absence.published! - 1)).toBeLessThan(0.12);
      const persistent = found('persistent');
      expect(Math.abs(persistent.simulated - persistent.published!)).toBeLessThan(4);
    },
  );

  test('[FEED51] every published code occurs, and the common ones near their share', () => {
    for (const one of findings.filter(({ table }) => table === 'code')) {
      if (one.published! < 0.5) continue;
      expect(Math.abs(one.simulated / one.published! - 1), `${one.phase} ${one.what}`).toBeLessThan(0.25);
    }
  });

  test('[FEED52] pupils with free school meals are absent about twice as often', () => {
    const group = (what: string) =>
      findings.find((one) => one.phase === 'primary' && one.table === 'group' && one.what === what)!
        .simulated;
    const ratio = group('absence, FSM') / group('absence, not FSM');
    expect(ratio).toBeGreaterThan(1.5);
    expect(ratio).toBeLessThan(2.6);
  });

  test('[FEED53] shares of a whole add up to it', () => {
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(apportion(7, [0, 0, 5], 1)).toEqual([1, 1, 5]);
    expect(inverseNormal(0.975)).toBeCloseTo(1.959964, 5);
    expect(inverseNormal(0.001)).toBeCloseTo(-3.090232, 5);
  });
});
