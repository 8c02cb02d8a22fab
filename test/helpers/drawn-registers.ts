/** Registers of drawn schools, and others of the same schools that look the same to readers without small numbers. */
import { SchoolCells } from '../../shared/access/school-cells.ts';
import { KIND_COUNT, KINDS } from '../../shared/attendance/codes.ts';
import { COHORT_COUNT, COHORTS, cohortMask } from '../../shared/attendance/cohorts.ts';
import { emptyTallies, measuresOf, type Tallies } from '../../shared/attendance/measures.ts';
import { pick } from './access-world.ts';

export interface DrawnPupil {
  mask: number;
  /** Index into `KINDS`. */
  kind: number;
}
export type Register = DrawnPupil[];

const PRIMARY = ['R', '1', '2', '3', '4', '5', '6', 'N'];
const SECONDARY = ['7', '8', '9', '10', '11', '12', '13'];
const SHARES: readonly [(typeof KINDS)[number], number][] = [
  ['present', 0.86],
  ['late', 0.02],
  ['approvedActivity', 0.02],
  ['authorised', 0.05],
  ['unauthorised', 0.02],
  ['unexplained', 0.01],
  ['lateAfterClose', 0.005],
  ['notPossible', 0.01],
  ['administrative', 0.005],
];

function drawKind(draw: () => number, unmarked: number): number {
  if (draw() < unmarked) return 0;
  let left = draw();
  for (const [kind, share] of SHARES) {
    left -= share;
    if (left < 0) return KINDS.indexOf(kind);
  }
  return KINDS.indexOf('present');
}

function drawMask(draw: () => number, yearGroup: string): number {
  return cohortMask({
    yearGroup,
    sex: pick(draw, ['F', 'M']),
    fsm: draw() < 0.25,
    sen: pick(draw, ['none', 'none', 'none', 'support', 'ehcp']),
    eal: draw() < 0.2,
    cla: draw() < 0.02,
    socialWorker: draw() < 0.05,
  });
}

/** A school's register: not begun, begun, or whole. */
export function drawRegister(draw: () => number): Register {
  const years = draw() < 0.5 ? PRIMARY : SECONDARY;
  const pupils = 4 + Math.floor(draw() ** 2 * 300);
  const unmarked = pick(draw, [0, 0, 0, 0.02, 0.3, 1]);
  return Array.from({ length: pupils }, () => ({
    mask: drawMask(draw, pick(draw, years)),
    kind: drawKind(draw, unmarked),
  }));
}

export function talliesOf(register: Register): Tallies {
  const tallies = emptyTallies();
  for (const { mask, kind } of register)
    for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
      if ((mask >>> cohort) & 1) tallies[cohort * KIND_COUNT + kind]++;
  return tallies;
}

/** Everything that readers without small numbers see of a school's session: its state and the cells not left out. */
export function seenOf(register: Register): string {
  const tallies = talliesOf(register);
  const cells = new SchoolCells();
  cells.read(tallies);
  const { marked, unmarked, administrative } = measuresOf(tallies, 0);
  const state =
    marked === 0 ? 'none' : marked === administrative ? 'closed' : unmarked === 0 ? 'complete' : 'partial';
  return JSON.stringify([state, Array.from({ length: COHORT_COUNT }, (_, cohort) => cells.shown(cohort))]);
}

const LOOKED_AFTER = 1 << COHORTS.indexOf('cla:yes');

/** The register with a few marks of pupils changed or swapped, or a pupil looked after or no longer. */
function changed(draw: () => number, register: Register): Register {
  const other = register.map((pupil) => ({ ...pupil }));
  for (let moves = 1 + Math.floor(draw() * 3); moves > 0; moves--) {
    const [one, two] = [pick(draw, other), pick(draw, other)];
    if (draw() < 0.1) one.mask ^= LOOKED_AFTER;
    else if (draw() < 0.7) [one.kind, two.kind] = [two.kind, one.kind];
    else one.kind = drawKind(draw, 0.1);
  }
  return other;
}

/** Another register of the school that looks the same and is not; undefined when none was found. */
export function lookalike(draw: () => number, register: Register): Register | undefined {
  const seen = seenOf(register);
  const own = talliesOf(register).join();
  for (let tries = 0; tries < 40; tries++) {
    const other = changed(draw, register);
    if (talliesOf(other).join() !== own && seenOf(other) === seen) return other;
  }
  return undefined;
}
