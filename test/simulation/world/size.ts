/**
 * How large the world of a seed is. Most seeds play small worlds, which cost a third; each tenth plays a large one, in
 * which more meets and more time passes between.
 */

/** From and to, both included. */
export type Span = readonly [number, number];

export interface Size {
  /** Schools that post, of the four there are. */
  schools: Span;
  /** Bodies besides the first rosters. */
  bodies: Span;
  /** They come within this, ms. */
  postsMs: number;
  /** First rosters that come at once, and those that come late, ms. */
  earlyRosterMs: number;
  lateRosterFromMs: number;
  /** How likely a second intake process, a second gateway. */
  secondIntake: number;
  secondGateway: number;
  counters: Span;
  screens: Span;
  screensOpenMs: number;
  /** How likely a line to a screen breaks with a message. */
  lineBreaks: number;
  /** Faults from the table of kinds and points. */
  faults: number;
  /** How often a run comes by the points, beside a large one. */
  passes: number;
  /** No fault strikes any more after this, ms. */
  faultsUntilMs: number;
  trims: Span;
  mishapsMs: Span;
  processRestartMs: Span;
  redisRestartMs: Span;
  stoppedMs: Span;
  lateMs: Span;
  /** What a supplier waits for an answer before it posts again, ms. */
  answerWithinMs: number;
  againMs: Span;
  twiceMs: Span;
  slowMs: Span;
  /** How often a look is taken whether all is done, and how long it must have been, ms. */
  lookEveryMs: number;
  calmMs: number;
  lookAgainMs: number;
}

const LARGE: Size = {
  schools: [4, 4],
  bodies: [10, 16],
  postsMs: 2_600,
  earlyRosterMs: 600,
  lateRosterFromMs: 800,
  secondIntake: 0.5,
  secondGateway: 0.5,
  counters: [1, 3],
  screens: [2, 3],
  screensOpenMs: 1_500,
  lineBreaks: 0.04,
  faults: 5,
  passes: 1,
  faultsUntilMs: 4_500,
  trims: [1, 3],
  mishapsMs: [400, 3_800],
  processRestartMs: [150, 900],
  redisRestartMs: [100, 700],
  stoppedMs: [1_600, 4_000],
  lateMs: [5, 2_500],
  answerWithinMs: 2_500,
  againMs: [200, 600],
  twiceMs: [1, 1_500],
  slowMs: [50, 1_200],
  lookEveryMs: 300,
  calmMs: 1_000,
  lookAgainMs: 2_000,
};

const SMALL: Size = {
  schools: [1, 3],
  bodies: [3, 6],
  postsMs: 550,
  earlyRosterMs: 300,
  lateRosterFromMs: 400,
  secondIntake: 0.3,
  secondGateway: 0.25,
  counters: [1, 2],
  screens: [1, 2],
  screensOpenMs: 300,
  lineBreaks: 0.12,
  faults: 4,
  passes: 0.5,
  faultsUntilMs: 900,
  trims: [1, 2],
  mishapsMs: [50, 850],
  processRestartMs: [60, 400],
  redisRestartMs: [40, 300],
  stoppedMs: [1_250, 1_800],
  lateMs: [5, 1_500],
  answerWithinMs: 900,
  againMs: [60, 250],
  twiceMs: [1, 800],
  slowMs: [50, 600],
  lookEveryMs: 100,
  calmMs: 250,
  lookAgainMs: 400,
};

const LARGE_EVERY = 10;

export const sizeOf = (seed: number): Size => (seed % LARGE_EVERY === 0 ? LARGE : SMALL);
