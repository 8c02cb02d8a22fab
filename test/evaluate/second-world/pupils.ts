/**
 * The pupils of a school as chains: those of a year group pass illness on to each other and to brothers and sisters in
 * other years; some are often away for a day; a few hardly come, for weeks on end; families take holidays. Pupils with
 * equal rates are moved together, by binomial draws.
 */
import type { Dice } from './dice.ts';

/** Chances of a pupil in a day, by phase (primary, secondary, special), before the school's level and the season. */
interface Rates {
  readonly groups: number;
  readonly fallsIll: number;
  readonly often: { readonly share: number; readonly away: number };
  readonly hardly: { readonly share: number; readonly away: number };
  readonly oneDay: number;
  readonly oneSession: number;
  readonly holiday: number;
}

export const RATES: readonly Rates[] = [
  {
    groups: 6,
    fallsIll: 0.0108,
    often: { share: 0.12, away: 0.045 },
    hardly: { share: 0.018, away: 0.42 },
    oneDay: 0.0062,
    oneSession: 0.0025,
    holiday: 0.0006,
  },
  {
    groups: 5,
    fallsIll: 0.0138,
    often: { share: 0.14, away: 0.075 },
    hardly: { share: 0.048, away: 0.5 },
    oneDay: 0.008,
    oneSession: 0.0045,
    holiday: 0.0004,
  },
  {
    groups: 3,
    fallsIll: 0.019,
    often: { share: 0.15, away: 0.1 },
    hardly: { share: 0.08, away: 0.58 },
    oneDay: 0.012,
    oneSession: 0.005,
    holiday: 0.0004,
  },
];

/** Chance of getting well; share of illness caught in school, and of that from other years; chance of coming back. */
const WELL = 0.4;
const CAUGHT = 0.42;
const FROM_OTHER_YEARS = 0.3;
const COMES_BACK = 0.12;
const DUAL = 0.003;
/** Longest holiday in term, days. */
const LONGEST = 9;
/** Those who begin to stay away in a fall stay for some days: chance of coming back. */
const FALLEN_BACK = 0.4;

export interface Chains {
  readonly phase: number;
  readonly roll: number;
  readonly groupSize: Int32Array;
  readonly ill: Int32Array;
  readonly oftenAway: number;
  readonly hardly: number;
  hardlyAway: number;
  onHoliday: number;
  readonly holidayEnds: Int32Array;
  /** Pupils whom a planted fall keeps away, and how many it is to keep away on average. */
  fallen: number;
  fallenWanted: number;
  /** Disengagement wanders slowly from week to week. */
  mood: number;
}

export function makeChains(phase: number, roll: number, dice: Dice): Chains {
  const rates = RATES[phase];
  const groups = Math.min(rates.groups, Math.max(1, Math.floor(roll / 10)));
  return {
    phase,
    roll,
    groupSize: Int32Array.from({ length: groups }, (_, g) => {
      return Math.floor(((g + 1) * roll) / groups) - Math.floor((g * roll) / groups);
    }),
    ill: new Int32Array(groups),
    oftenAway: dice.binomial(roll, rates.often.share),
    hardly: dice.binomial(roll, rates.hardly.share),
    hardlyAway: 0,
    onHoliday: 0,
    holidayEnds: new Int32Array(LONGEST + 1),
    fallen: 0,
    fallenWanted: 0,
    mood: 1,
  };
}

/** What acts on a school on a day. */
export interface Weather {
  /** Factors of season and place on illness and on other absence, and the school's own level. */
  readonly ill: number;
  readonly other: number;
  readonly level: number;
  /** Factor on holidays in term. */
  readonly holiday: number;
  /** Share of pupils kept away besides: snow on the roads, Eid. */
  readonly extra: number;
  /** Share of pupils that a planted fall keeps away. */
  readonly fall: number;
}

/** Absences of a day: pupils away all day, and those away for one half of it. */
export interface DayAway {
  wholeDay: number;
  morning: number;
  afternoon: number;
  notPossible: number;
}

function stepIllness(chains: Chains, chance: number, dice: Dice): number {
  const { ill, groupSize } = chains;
  let all = 0;
  for (let g = 0; g < ill.length; g++) all += ill[g];
  let now = 0;
  const elsewhere = all / chains.roll;
  for (let g = 0; g < ill.length; g++) {
    const here = ill[g] / groupSize[g];
    const near = (1 - FROM_OTHER_YEARS) * here + FROM_OTHER_YEARS * elsewhere;
    const falls = chance * (1 - CAUGHT) + CAUGHT * WELL * near;
    ill[g] += dice.binomial(groupSize[g] - ill[g], Math.min(0.5, falls)) - dice.binomial(ill[g], WELL);
    now += ill[g];
  }
  return now;
}

function stepHoliday(chains: Chains, chance: number, dice: Dice): number {
  const { holidayEnds } = chains;
  chains.onHoliday -= holidayEnds[0];
  holidayEnds.copyWithin(0, 1);
  holidayEnds[LONGEST] = 0;
  for (let families = dice.binomial(chains.roll, chance); families > 0; families--) {
    const children = dice.next() < 0.35 ? 2 : 1;
    holidayEnds[1 + dice.below(LONGEST - 1)] += children;
    chains.onHoliday += children;
  }
  return chains.onHoliday;
}

function stepHardly(chains: Chains, factor: number, dice: Dice): number {
  const { away } = RATES[chains.phase].hardly;
  const leaves = Math.min(0.9, (COMES_BACK * away * factor) / (1 - away));
  chains.hardlyAway +=
    dice.binomial(chains.hardly - chains.hardlyAway, leaves) - dice.binomial(chains.hardlyAway, COMES_BACK);
  return chains.hardlyAway;
}

function stepFall(chains: Chains, share: number, dice: Dice): number {
  if (share <= 0 && chains.fallen === 0) return 0;
  const wanted = share * chains.roll;
  const more = wanted - chains.fallenWanted;
  chains.fallen = Math.max(0, chains.fallen + Math.floor(more + dice.next()));
  chains.fallenWanted = wanted;
  chains.fallen +=
    dice.binomial(chains.roll - chains.fallen, (FALLEN_BACK * wanted) / Math.max(1, chains.roll - wanted)) -
    dice.binomial(chains.fallen, FALLEN_BACK);
  return chains.fallen;
}

/** One school day of a school. */
export function stepDay(chains: Chains, weather: Weather, dice: Dice, into: DayAway): void {
  const rates = RATES[chains.phase];
  const own = weather.level * weather.other * chains.mood;
  const long =
    stepIllness(chains, rates.fallsIll * weather.level * weather.ill, dice) +
    stepHoliday(chains, rates.holiday * weather.holiday, dice) +
    stepHardly(chains, weather.level * weather.other ** 0.5, dice) +
    stepFall(chains, weather.fall, dice);
  into.notPossible = dice.binomial(chains.roll, DUAL);
  let rest = chains.roll - into.notPossible - long;
  const often = dice.binomial(chains.oftenAway, Math.min(0.6, rates.often.away * own));
  const once = dice.binomial(Math.max(0, rest - often), Math.min(0.5, rates.oneDay * own + weather.extra));
  rest = Math.max(0, rest - often - once);
  into.wholeDay = Math.max(0, Math.min(chains.roll - into.notPossible, long + often + once));
  into.morning = dice.binomial(rest, 0.85 * rates.oneSession * own);
  into.afternoon = dice.binomial(rest - into.morning, 1.3 * rates.oneSession * own);
}

/** Once a week: the mood of a school wanders about one. */
export function stepMood(chains: Chains, dice: Dice): void {
  chains.mood = Math.exp(0.88 * Math.log(chains.mood) + 0.06 * dice.normal());
}
