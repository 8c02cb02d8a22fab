/** Persistent absentees left out of a school do not follow from those shown. */
import { expect, test } from 'vitest';
import {
  PERSISTENT_CELLS,
  type PersistentRows,
  persistentShown,
  persistentTold,
} from '../../../shared/access/persistent-cells.ts';
import { ALL, COHORT_COUNT, STATUTORY } from '../../../shared/attendance/cohorts.ts';
import { drawer } from '../../helpers/access-world.ts';
import { drawRegister } from '../../helpers/drawn-registers.ts';

/** Every pupil of a drawn school persistently absent, severely, or not. */
function drawCounts(draw: () => number): PersistentRows {
  const rows = () => new Uint32Array(COHORT_COUNT);
  const counts: PersistentRows = { enrolments: rows(), persistent: rows(), severe: rows() };
  for (const { mask } of drawRegister(draw)) {
    const absence = draw();
    for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
      if (!((mask >>> cohort) & 1)) continue;
      counts.enrolments[cohort]++;
      if (absence < 0.15) counts.persistent[cohort]++;
      if (absence < 0.02) counts.severe[cohort]++;
    }
  }
  return counts;
}

const draw = drawer(20_261_122);
const SCHOOLS = Array.from({ length: 500 }, () => drawCounts(draw));

test('[ACCESS355] fewer than five persistent absentees who are not of statutory age do not follow from everyone', () => {
  let small = 0;
  for (const counts of SCHOOLS) {
    const shown = persistentShown(counts);
    const others = counts.enrolments[ALL] - counts.enrolments[STATUTORY];
    for (const name of PERSISTENT_CELLS) {
      const [all, statutory] = [shown[ALL][name], shown[STATUTORY][name]];
      if (others > 0 && counts[name][ALL] - counts[name][STATUTORY] < 5) small++;
      if (others === 0 || all === undefined || statutory === undefined) continue;
      expect(all - statutory).toBeGreaterThanOrEqual(5);
    }
  }
  expect(small).toBeGreaterThan(100);
});

test('[ACCESS354] sums of persistent absentees told are near the truth', () => {
  const sums = { told: [0, 0], exact: [0, 0] };
  for (const counts of SCHOOLS) {
    for (const [of, rows] of Object.entries({ told: persistentTold(counts), exact: counts })) {
      sums[of as keyof typeof sums][0] += rows.persistent[ALL];
      sums[of as keyof typeof sums][1] += rows.enrolments[ALL];
    }
  }
  const [told, exact] = [sums.told, sums.exact].map(([persistent, enrolments]) => persistent / enrolments);
  expect(Math.abs(told - exact)).toBeLessThan(0.01);
  expect(sums.told[1]).toBeGreaterThan(0.97 * sums.exact[1]);
});
