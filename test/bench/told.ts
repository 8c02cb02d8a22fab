/**
 * What leaving out small cells costs the inspectorate: in how many schools a session's cells of a cohort are shown, and
 * how near sums made of what is shown come to the truth. Prints both by cohort, for drawn primaries and secondaries.
 * `npm run bench:told`
 */
import { SchoolCells } from '../../shared/access/school-cells.ts';
import { ToldSums } from '../../shared/access/told.ts';
import { cell } from '../../shared/access/withhold.ts';
import { KINDS } from '../../shared/attendance/codes.ts';
import { COHORT_COUNT, COHORTS, cohortMask } from '../../shared/attendance/cohorts.ts';
import { addTallies, measuresOf, TALLY_LENGTH } from '../../shared/attendance/measures.ts';
import { drawer, pick } from '../helpers/access-world.ts';
import { type DrawnPupil, type Register, talliesOf } from '../helpers/drawn-registers.ts';

const SCHOOLS = 2_000;
const ATTENDING = cell('attending');
const kind = (name: (typeof KINDS)[number]): number => KINDS.indexOf(name);

interface Phase {
  years: readonly string[];
  pupils: readonly [number, number];
}
const PHASES: Record<string, Phase> = {
  primary: { years: ['R', '1', '2', '3', '4', '5', '6'], pupils: [120, 440] },
  secondary: { years: ['7', '8', '9', '10', '11', '12', '13'], pupils: [600, 1_500] },
};

/** A pupil; those with free meals and those with support are absent twice as often as others. */
function drawPupil(draw: () => number, years: readonly string[], fsmShare: number, rate: number): DrawnPupil {
  const fsm = draw() < fsmShare;
  const sen = pick(draw, [
    'none',
    'none',
    'none',
    'none',
    'none',
    'none',
    'none',
    'support',
    'support',
    'ehcp',
  ]);
  const mask = cohortMask({
    yearGroup: pick(draw, years),
    sex: pick(draw, ['F', 'M']),
    fsm,
    sen,
    eal: draw() < 0.2,
    cla: draw() < 0.01,
    socialWorker: draw() < 0.03,
  });
  if (draw() < rate * (fsm ? 2 : 1) * (sen === 'none' ? 1 : 2))
    return { mask, kind: kind(draw() < 0.7 ? 'authorised' : 'unauthorised') };
  return { mask, kind: kind(draw() < 0.016 ? 'approvedActivity' : draw() < 0.02 ? 'late' : 'present') };
}

function drawSchool(draw: () => number, { years, pupils: [least, most] }: Phase): Register {
  const [fsmShare, rate] = [0.1 + draw() * 0.3, 0.02 + draw() * 0.04];
  const length = least + Math.floor(draw() * (most - least));
  return Array.from({ length }, () => drawPupil(draw, years, fsmShare, rate));
}

function measure(name: string, phase: Phase): void {
  const draw = drawer(1);
  const [cells, told, exact] = [new SchoolCells(), new ToldSums(), new Float64Array(TALLY_LENGTH)];
  const [having, showing] = [new Uint32Array(COHORT_COUNT), new Uint32Array(COHORT_COUNT)];
  let ms = 0;
  for (let i = 0; i < SCHOOLS; i++) {
    const tallies = talliesOf(drawSchool(draw, phase));
    addTallies(exact, tallies);
    cells.read(tallies);
    const begun = performance.now();
    told.add(tallies);
    ms += performance.now() - begun;
    for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
      if (measuresOf(tallies, cohort).onRoll === 0) continue;
      having[cohort]++;
      if (!((cells.withheld[cohort] >> ATTENDING) & 1)) showing[cohort]++;
    }
  }
  console.log(
    `\n${SCHOOLS} drawn schools, ${name}; ${((1_000 * ms) / SCHOOLS).toFixed(0)} microseconds a school`,
  );
  const sums = told.tallies;
  COHORTS.forEach((cohort, i) => {
    if (having[i] === 0) return;
    const [of, are] = [measuresOf(sums, i), measuresOf(exact, i)];
    const rate = ({ attending, possible }: typeof of) => `${((100 * attending) / possible).toFixed(2)}%`;
    const shown = `${((100 * showing[i]) / having[i]).toFixed(0)}% of schools shown`;
    console.log(`${cohort.padEnd(18)}${shown.padStart(24)}   told ${rate(of)} exact ${rate(are)}`);
  });
}

for (const [name, phase] of Object.entries(PHASES)) measure(name, phase);
