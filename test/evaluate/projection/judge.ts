/** Plays mornings and asks the projection, along the order in which marks come in, where they will close. */
import { SESSIONS, type Session } from '../../../shared/attendance/dates.ts';
import { projectArea } from '../../../shared/projection/area.ts';
import { projectClose } from '../../../shared/projection/close.ts';
import { learnHabits, type MinuteRow, type PastSession } from '../../../shared/projection/habits.ts';
import { PARAMETERS, type Parameters } from '../../../shared/projection/parameters.ts';
import type { SessionSoFar } from '../../../shared/projection/school.ts';
import { learnShifts, type Shifts, shiftOf } from '../../../shared/projection/shifts.ts';
import { Coverage } from './coverage.ts';
import { type Closed, PhaseLevels } from './levels.ts';
import { AREAS_A_REGION, type Morning, type Mornings } from './mornings.ts';
import { PHASES, type Phase, type PupilSchool } from './pupils.ts';
import { SLOTS } from './registers.ts';

export const SHARES = [0.25, 0.5, 0.75, 1] as const;
const SLOTS_A_MINUTE = 6;
/** Shifts are learnt anew this often, as a worker would. */
const TICK = 2 * SLOTS_A_MINUTE;

/** Sessions of the last days before judging, from which habits are learnt. */
const HABIT_DAYS = 5;

export interface Judged {
  readonly schools: Coverage;
  readonly areas: Coverage;
}

const bandOf = (pupils: number): string => {
  if (pupils < 120) return '25-120';
  if (pupils < 300) return '120-300';
  return pupils < 800 ? '300-800' : '800+';
};

/** Levels by phase, with the places of its schools. */
interface PhaseSchools {
  readonly phase: Phase;
  readonly places: readonly number[];
  readonly levels: Record<Session, PhaseLevels>;
}

function phasesOf(schools: readonly PupilSchool[]): PhaseSchools[] {
  return PHASES.map((phase) => {
    const places = schools.flatMap((school, i) => (school.phase === phase ? i : []));
    return {
      phase,
      places,
      levels: { AM: new PhaseLevels('AM', places.length), PM: new PhaseLevels('PM', places.length) },
    };
  });
}

const closedOf = (morning: Morning): Closed => ({
  possible: morning.possible[SLOTS - 1],
  attending: morning.attending[SLOTS - 1],
});

interface Expected {
  readonly expected: number;
  readonly spread: number;
}

function soFar(
  school: PupilSchool,
  morning: Morning,
  session: Session,
  { expected, spread }: Expected,
  slot: number,
): SessionSoFar {
  return {
    session,
    phase: school.phase,
    onRoll: school.pupils,
    marked: morning.marked[slot],
    possible: morning.possible[slot],
    attending: morning.attending[slot],
    unexplained: morning.unexplained[slot],
    expected,
    spread,
    minutesIn: Math.max(0, (morning.newest[slot] - morning.first) / SLOTS_A_MINUTE),
  };
}

/** Plays `days` after `learning` days, and judges both sessions of each. */
export function judge(world: Mornings, learning: number, days: number, learnsHabits = true): Judged {
  const past: PastSession[] = [];
  let parameters = PARAMETERS;
  const judged: Judged = { schools: new Coverage(), areas: new Coverage() };
  const phases = phasesOf(world.schools);
  for (let d = 0; d < learning + days; d++) {
    const day = world.next();
    const { weekday } = world;
    if (learnsHabits && d === learning) parameters = learnHabits(past, PARAMETERS);
    for (const session of SESSIONS) {
      const mornings = day[session];
      if (d >= learning - HABIT_DAYS && d < learning)
        mornings.forEach((morning, i) => {
          if (morning.first >= 0) past.push(pastOf(morning, world.schools[i].phase, session));
        });
      if (d >= learning) {
        const expected = expectedOf(world.schools, phases, session, weekday);
        judgeSession(world.schools, mornings, session, expected, judged, parameters);
      }
      for (const { places, levels } of phases)
        levels[session].learn(
          weekday,
          places.map((i) => closedOf(mornings[i])),
        );
    }
  }
  return judged;
}

function pastOf(morning: Morning, phase: Phase, session: Session): PastSession {
  const rows: MinuteRow[] = [];
  let logged = -1;
  for (let slot = morning.first; slot < SLOTS; slot++) {
    const newest = morning.newest[slot];
    const isMinute = (slot - morning.first) % SLOTS_A_MINUTE === 0 || slot === SLOTS - 1;
    if (!isMinute || newest === logged) continue;
    logged = newest;
    const { marked, possible, attending, unexplained } = morning;
    rows.push({
      minutesIn: Math.floor((newest - morning.first) / SLOTS_A_MINUTE),
      marked: marked[slot],
      possible: possible[slot],
      attending: attending[slot],
      unexplained: unexplained[slot],
    });
  }
  return { session, phase, rows };
}

function expectedOf(
  schools: readonly PupilSchool[],
  phases: readonly PhaseSchools[],
  session: Session,
  weekday: number,
): Expected[] {
  const expected: Expected[] = new Array(schools.length);
  for (const { phase, places, levels } of phases) {
    const { level, common, perPupil } = PARAMETERS[phase];
    places.forEach((place, i) => {
      const luck = (level * (100 - level)) / schools[place].pupils;
      expected[place] = levels[session].expected(i, weekday, Math.sqrt(common ** 2 + perPupil * luck));
    });
  }
  return expected;
}

function judgeSession(
  schools: readonly PupilSchool[],
  mornings: readonly Morning[],
  session: Session,
  expected: readonly Expected[],
  judged: Judged,
  parameters: Parameters,
): void {
  const at = (i: number, slot: number) => soFar(schools[i], mornings[i], session, expected[i], slot);
  const learnt: (Shifts | undefined)[] = [];
  const shiftsAt = (slot: number): Shifts => {
    const tick = Math.floor(slot / TICK);
    learnt[tick] ??= learnShifts(
      schools.map((_, i) => at(i, tick * TICK)),
      undefined,
      parameters,
    );
    return learnt[tick];
  };
  schools.forEach((school, i) => {
    const { possible, attending } = closedOf(mornings[i]);
    if (possible === 0 || school.pupils < 25) return;
    for (const share of SHARES) {
      const slot = mornings[i].marked.findIndex((marked) => marked >= share * school.pupils);
      if (slot < 0 || (share < 1 && mornings[i].marked[slot] > Math.min(0.95, share + 0.2) * school.pupils))
        continue;
      const so = at(i, slot);
      const close = projectClose(so, shiftOf(shiftsAt(slot), school.phase, so.expected!), parameters)!;
      judged.schools.add(
        `${school.phase} ${bandOf(school.pupils)} ${session}`,
        share,
        close,
        (100 * attending) / possible,
      );
    }
  });
  judgeAreas(schools, mornings, at, judged, parameters);
}

function judgeAreas(
  schools: readonly PupilSchool[],
  mornings: readonly Morning[],
  at: (i: number, slot: number) => SessionSoFar,
  judged: Judged,
  parameters: Parameters,
): void {
  const all = schools.map((_, i) => i);
  const roll = schools.reduce((sum, { pupils }) => sum + pupils, 0);
  const kinds: [string, (i: number) => number][] = [
    ['LA', (i) => schools[i].area],
    ['region', (i) => Math.floor(schools[i].area / AREAS_A_REGION)],
  ];
  for (const share of SHARES.slice(0, 3)) {
    const slot = slotOfShare(mornings, roll * share);
    if (slot < 0) continue;
    const england = judgeArea('England', share, all, slot, undefined);
    for (const [kind, areaOf] of kinds)
      for (const places of groups(all, areaOf)) judgeArea(kind, share, places, slot, england);
  }

  function judgeArea(
    kind: string,
    share: number,
    places: number[],
    slot: number,
    above: Shifts | undefined,
  ): Shifts {
    const close = projectArea(
      places.map((i) => at(i, slot)),
      above,
      parameters,
    )!;
    let [possible, attending] = [0, 0];
    for (const i of places) {
      const closed = closedOf(mornings[i]);
      possible += closed.possible;
      attending += closed.attending;
    }
    judged.areas.add(kind, share, close, (100 * attending) / possible);
    return close.shifts;
  }
}

function slotOfShare(mornings: readonly Morning[], wanted: number): number {
  for (let slot = 0; slot < SLOTS; slot += SLOTS_A_MINUTE) {
    let marked = 0;
    for (const morning of mornings) marked += morning.marked[slot];
    if (marked >= wanted) return slot;
  }
  return -1;
}

function groups(places: readonly number[], areaOf: (i: number) => number): number[][] {
  const byArea: number[][] = [];
  for (const i of places) {
    byArea[areaOf(i)] ??= [];
    byArea[areaOf(i)].push(i);
  }
  return byArea;
}
