/**
 * The monitors ours is compared with, each at several thresholds at once, so that they can be compared at the same
 * number of schools wrongly listed. All get the same residuals, spreads and (where named) the same shared shock.
 *
 * Anchors: `last` measures from last year's level; `own` from a running level: last year's as 30 days, and this
 * year's days up to 15 days ago.
 */

/** One closed day of a school as rivals see it. Points; below nought is more absence. */
export interface RivalDay {
  /** Attendance minus target. */
  toTarget: number;
  /** From last year's level and the season: shock left in, and taken out. */
  season: number;
  shock: number;
  /** The school's usual spread of a day. */
  spread: number;
  /** Day of the school's year. */
  index: number;
}

export interface Rival {
  readonly name: string;
  readonly thresholds: readonly number[];
  /** Is the school listed at each threshold after this day? `listed` is overwritten. */
  step(school: number, day: RivalDay, listed: Uint8Array): void;
}

const ANCHOR = { priorDays: 30, lag: 15 };

/** Distance from an anchor in spreads. */
type Measure = (school: number, day: RivalDay) => number;

const fromLast: Measure = (_, day) => day.shock / day.spread;
const withShock: Measure = (_, day) => day.season / day.spread;

function fromOwn(schools: number): Measure {
  const recent = new Float32Array(schools * ANCHOR.lag);
  const sums = new Float64Array(schools);
  const counts = new Uint16Array(schools);
  return (school, day) => {
    const at = school * ANCHOR.lag + (counts[school] % ANCHOR.lag);
    const old = Math.max(0, counts[school] - ANCHOR.lag);
    const anchor = sums[school] / (ANCHOR.priorDays + old);
    if (counts[school] >= ANCHOR.lag) sums[school] += recent[at];
    recent[at] = Math.max(-3 * day.spread, Math.min(3 * day.spread, day.shock - anchor)) + anchor;
    counts[school]++;
    return (day.shock - anchor) / day.spread;
  };
}

function todayBelowTarget(): Rival {
  return {
    name: 'today below target',
    thresholds: [0],
    step: (_, day, listed) => listed.fill(day.toTarget < 0 ? 1 : 0),
  };
}

function fiveDayMean(schools: number): Rival {
  const recent = new Float32Array(schools * 5);
  const counts = new Uint16Array(schools);
  const thresholds = [0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7, 10, 15];
  return {
    name: 'five-day mean below target',
    thresholds,
    step(school, day, listed) {
      recent[school * 5 + (counts[school]++ % 5)] = day.toTarget;
      let sum = 0;
      for (let i = 0; i < 5; i++) sum += recent[school * 5 + i];
      for (const [t, threshold] of thresholds.entries())
        listed[t] = counts[school] >= 5 && sum / 5 < -threshold ? 1 : 0;
    },
  };
}

/** XmR: a point outside, or a run of seven on one side; listed until two points are back inside half the limit. */
function xmr(schools: number): Rival {
  const thresholds = [2.66, 3, 3.5, 4, 4.5, 5, 6, 8];
  const runs = new Uint8Array(schools);
  const on = new Uint8Array(schools * thresholds.length);
  return {
    name: 'XmR (point outside, or run of 7 to 28)',
    thresholds,
    step(school, day, listed) {
      const z = day.shock / day.spread;
      runs[school] = z < 0 ? Math.min(250, runs[school] + 1) : 0;
      for (const [t, limit] of thresholds.entries()) {
        const at = school * thresholds.length + t;
        const run = Math.round(7 + 4 * (limit - 2.66));
        if (z < -limit || runs[school] >= run) on[at] = 3;
        else if (z > -limit / 4 && on[at] > 0) on[at]--;
        listed[t] = on[at] > 0 ? 1 : 0;
      }
    },
  };
}

function ewma(schools: number, name: string, measure: Measure): Rival {
  const weight = 0.2;
  const thresholds = [2.66, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 10];
  const sd = Math.sqrt(weight / (2 - weight));
  const level = new Float64Array(schools);
  const days = new Uint8Array(schools * thresholds.length);
  return {
    name,
    thresholds,
    step(school, day, listed) {
      const z = Math.max(-4, Math.min(4, measure(school, day)));
      level[school] = weight * z + (1 - weight) * level[school];
      for (const [t, limit] of thresholds.entries()) {
        const at = school * thresholds.length + t;
        const below = level[school] < -limit * sd;
        const still = days[at] >= 2 && level[school] < ((-limit * 2) / 3) * sd;
        days[at] = below ? Math.min(9, days[at] + 1) : still ? days[at] : 0;
        listed[t] = days[at] >= 2 ? 1 : 0;
      }
    },
  };
}

function cusum(schools: number, name: string, measure: Measure, allowance = 0.5): Rival {
  const thresholds = [5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 10, 11, 12, 13, 14, 17, 20, 25, 30, 40, 60];
  const sums = new Float64Array(schools * thresholds.length);
  return {
    name,
    thresholds,
    step(school, day, listed) {
      const step = -Math.max(-4, Math.min(4, measure(school, day))) - allowance;
      for (const [t, limit] of thresholds.entries()) {
        const at = school * thresholds.length + t;
        // Capped a little above the limit, so that it clears soon after a return.
        sums[at] = Math.min(limit + 3, Math.max(0, sums[at] + step));
        listed[t] = sums[at] > limit ? 1 : 0;
      }
    },
  };
}

/**
 * Farrington Flexible, daily sums of a week: the last five days' excess against a reference of the school's own last 26
 * weeks without the last four, past excesses above 2.58 down-weighted, threshold by the two-thirds power of a
 * quasi-Poisson. Season and shared shock have been taken out.
 */
function farrington(schools: number): Rival {
  const thresholds = [2.58, 2.8, 2.9, 3, 3.1, 3.2, 3.3, 3.4, 3.5, 4, 4.5, 5, 6, 8];
  const kept = 130;
  const days = new Float32Array(schools * kept);
  const counts = new Uint16Array(schools);
  return {
    name: 'Farrington Flexible (weekly sums)',
    thresholds,
    step(school, day, listed) {
      const from = school * kept;
      const n = counts[school]++;
      days[from + (n % kept)] = Math.max(-4, Math.min(4, day.shock / day.spread));
      let week = 0;
      for (let i = 0; i < 5 && i <= n; i++) week += days[from + ((n - i) % kept)];
      let [sum, weights] = [0, 30];
      for (let i = 20; i < Math.min(kept, n + 1); i++) {
        const z = days[from + ((n - i) % kept)];
        const weight = z < -2.58 ? (2.58 / z) ** 2 : 1;
        sum += weight * z;
        weights += weight;
      }
      const excess = -(week - (5 * sum) / weights) / Math.sqrt(5 * (1 + 5 / weights));
      // Two-thirds power: of a right-skewed count the upper limit lies further out.
      const skew = 1 + 0.05 * excess;
      for (const [t, limit] of thresholds.entries())
        listed[t] = n >= 5 && excess / Math.max(1, skew) > limit ? 1 : 0;
    },
  };
}

/** RAMMIE-style: a daily mixed model with weekday, season and shared terms; alarm on an upper limit of today's excess, two of three days. */
function rammie(schools: number, name: string, measure: Measure): Rival {
  const thresholds = [1.64, 1.96, 2.2, 2.33, 2.38, 2.43, 2.48, 2.53, 2.58, 2.65, 2.72, 2.8, 3, 3.3, 3.6, 4];
  const alarms = new Uint8Array(schools * thresholds.length);
  return {
    name,
    thresholds,
    step(school, day, listed) {
      const z = measure(school, day);
      for (const [t, limit] of thresholds.entries()) {
        const at = school * thresholds.length + t;
        alarms[at] = ((alarms[at] << 1) | (z < -limit ? 1 : 0)) & 7;
        const bits = (alarms[at] & 1) + ((alarms[at] >> 1) & 1) + ((alarms[at] >> 2) & 1);
        listed[t] = bits >= 2 ? 1 : 0;
      }
    },
  };
}

export function makeRivals(schools: number): Rival[] {
  return [
    todayBelowTarget(),
    fiveDayMean(schools),
    xmr(schools),
    ewma(schools, 'EWMA, last year', fromLast),
    ewma(schools, 'EWMA, own level', fromOwn(schools)),
    cusum(schools, 'CUSUM, shock left in', withShock),
    cusum(schools, 'CUSUM, last year', fromLast),
    cusum(schools, 'CUSUM, own level', fromOwn(schools)),
    farrington(schools),
    rammie(schools, 'RAMMIE-style, last year', fromLast),
    rammie(schools, 'RAMMIE-style, own level', fromOwn(schools)),
  ];
}
