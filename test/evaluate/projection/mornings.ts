/** An England of pupils, day after day: every school's marks as they come in, morning and afternoon. */
import { SESSIONS, type Session } from '../../../shared/attendance/dates.ts';
import {
  makeSchool,
  PHASES,
  type Phase,
  type PupilSchool,
  playDay,
  type Together,
  USUAL_TOGETHER,
} from './pupils.ts';
import { Stream } from './random.ts';
import { type Arrivals, noArrivals, registersOf, SLOTS } from './registers.ts';

/** A session's counts so far, by slot. `newest` is the slot of the newest mark, -1 before the first. */
export interface Morning extends Arrivals {
  readonly newest: Int16Array;
  /** Slot of the first mark, -1 if none came. */
  first: number;
}

export interface SimulatedDay {
  readonly AM: readonly Morning[];
  readonly PM: readonly Morning[];
}

/** Areas (as LAs), and areas in a region. */
export const AREAS = 27;
export const AREAS_A_REGION = 3;
export const WEEKDAYS = 5;
const SILENT = 0.015;

/** Pupils of statutory age in schools of a phase, and shares of the phases, as England's are spread. */
const SIZES: Record<Phase, { mean: number; spread: number; least: number; most: number; share: number }> = {
  primary: { mean: 225, spread: 0.55, least: 20, most: 750, share: 0.76 },
  secondary: { mean: 930, spread: 0.4, least: 120, most: 2100, share: 0.17 },
  special: { mean: 125, spread: 0.5, least: 25, most: 380, share: 0.07 },
};

/** Factors on absence: of the days, and how far places differ on a day or in a week. */
const WEEKDAY: Record<Phase, readonly number[]> = {
  primary: [1.05, 0.95, 0.9, 0.94, 1.16],
  secondary: [0.97, 0.95, 0.95, 0.98, 1.15],
  special: [1.01, 0.97, 0.96, 0.99, 1.07],
};
const SPREADS = { day: 0.06, phase: 0.03, region: 0.035, area: 0.035, schoolWeek: 0.07, schoolDay: 0.04 };
const SHOCK = { chance: 0.06, least: 0.15, most: 0.7 };

function blank(): Morning {
  return { ...noArrivals(), newest: new Int16Array(SLOTS), first: -1 };
}

/** Turns changes by slot into counts so far. */
function addUp(morning: Morning): void {
  const { marked, possible, attending, unexplained, newest } = morning;
  morning.first = -1;
  let last = -1;
  for (let s = 0; s < SLOTS; s++) {
    if (marked[s] !== 0 || attending[s] !== 0 || unexplained[s] !== 0) last = s;
    if (last === s && morning.first < 0) morning.first = s;
    newest[s] = last;
    if (s === 0) continue;
    for (const column of [marked, possible, attending, unexplained]) column[s] += column[s - 1];
  }
}

export class Mornings {
  readonly schools: readonly PupilSchool[];
  readonly #random: Stream;
  readonly #together: Together;
  readonly #outcomes: readonly [Uint8Array, Uint8Array] = [new Uint8Array(4000), new Uint8Array(4000)];
  readonly #day: { AM: Morning[]; PM: Morning[] };
  readonly #schoolWeek: Float64Array;
  #date = 0;

  constructor(schools: number, seed: number, together: Together = USUAL_TOGETHER) {
    this.#random = new Stream(seed * 7919 + 13);
    this.#together = together;
    this.schools = Array.from({ length: schools }, (_, i) => this.#makeSchool(i, schools));
    this.#day = { AM: this.schools.map(blank), PM: this.schools.map(blank) };
    this.#schoolWeek = new Float64Array(schools).fill(1);
  }

  get weekday(): number {
    return (this.#date - 1) % WEEKDAYS;
  }

  #makeSchool(i: number, schools: number): PupilSchool {
    const share = (i + 0.5) / schools;
    const { primary, secondary } = SIZES;
    const phase =
      share < primary.share ? 'primary' : share < primary.share + secondary.share ? 'secondary' : 'special';
    const { mean, spread, least, most } = SIZES[phase];
    const drawn = Math.round(mean * this.#random.around(spread));
    return makeSchool(phase, Math.min(most, Math.max(least, drawn)), i % AREAS, this.#random);
  }

  /** Plays the next day. What it answers holds until the day after is played. */
  next(): SimulatedDay {
    const random = this.#random;
    const weekday = this.#date++ % WEEKDAYS;
    const shock =
      random.next() < SHOCK.chance ? 1 + SHOCK.least + random.next() * (SHOCK.most - SHOCK.least) : 1;
    const day = shock * random.around(SPREADS.day);
    const byPhase = new Map(PHASES.map((phase) => [phase, day * random.around(SPREADS.phase)]));
    const regions = Array.from({ length: AREAS / AREAS_A_REGION }, () => random.around(SPREADS.region));
    const areas = Array.from({ length: AREAS }, () => random.around(SPREADS.area));
    this.schools.forEach((school, i) => {
      if (weekday === 0) this.#schoolWeek[i] = random.around(SPREADS.schoolWeek);
      const place = regions[Math.floor(school.area / AREAS_A_REGION)] * areas[school.area];
      const own = this.#schoolWeek[i] * random.around(SPREADS.schoolDay);
      this.#playSchool(i, WEEKDAY[school.phase][weekday] * byPhase.get(school.phase)! * place * own);
    });
    return this.#day;
  }

  #playSchool(i: number, factor: number): void {
    const school = this.schools[i];
    playDay(school, factor, this.#together, this.#random, this.#outcomes);
    const isSilent = this.#random.next() < SILENT;
    for (const [half, session] of SESSIONS.entries()) {
      const morning = this.#day[session as Session][i];
      registersOf(school, session, this.#outcomes[half], this.#random, morning);
      if (isSilent)
        for (const column of [morning.marked, morning.possible, morning.attending, morning.unexplained])
          column.fill(0);
      addUp(morning);
    }
  }
}
