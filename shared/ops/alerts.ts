/**
 * When somebody must look at the installation itself. Pure: what was seen goes in, what is wrong comes out. Each rule
 * has its section in `docs/runbook.md`, under its own name.
 */

/** What the server saw at one look. */
export interface Seen {
  /** Whether registers are due about now: a school day, a session's usual minutes, and not all in. */
  expecting: boolean;
  /** Age of the newest mark by the clock in use, ms; null before the first. */
  newestMarkAgeMs: number | null;
  /** Entries accepted and not yet counted. */
  pendingRegisters: number;
  /** Age of the oldest entry that waits to be counted, real ms; 0 when none waits. */
  commitLagMs: number;
  /** Whether intake finds too little disk left. */
  diskLow: boolean;
  /** Wall displays that reported within a day and then fell silent. */
  silentWalls: readonly string[];
  /** School-sessions whose counts broke a rule that always holds, and figures that the last recount found different. */
  brokenFigures: number;
}

export interface AlertRule {
  name: string;
  isBad: (seen: Seen) => boolean;
  /** How long it must be so before it is told, real ms. */
  forMs: number;
  /** What is wrong, for people. */
  words: (seen: Seen) => string;
  /** What to do first; the rest is in the runbook. */
  whatToDo: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const NEWEST_MARK_LIMIT_MS = 5 * MINUTE;
export const PENDING_LIMIT = 5_000;
export const COMMIT_LAG_LIMIT_MS = 10 * SECOND;
/** A display reports every ten seconds. */
export const WALL_SILENT_MS = MINUTE;
/** A display that said nothing for a day was taken down. */
export const WALL_FORGOTTEN_MS = 24 * 60 * MINUTE;

const seconds = (ms: number): string => `${Math.round(ms / SECOND)} s`;

export const ALERT_RULES: readonly AlertRule[] = [
  {
    name: 'newest-mark-age',
    isBad: ({ expecting, newestMarkAgeMs }) =>
      expecting && (newestMarkAgeMs === null || newestMarkAgeMs > NEWEST_MARK_LIMIT_MS),
    forMs: 10 * SECOND,
    words: ({ newestMarkAgeMs }) =>
      newestMarkAgeMs === null
        ? 'Registers are due and no mark has come yet.'
        : `Registers are due and the newest mark is ${seconds(newestMarkAgeMs)} old.`,
    whatToDo: 'See whether suppliers reach /readyz and post; run bellwether doctor.',
  },
  {
    name: 'pending-registers',
    isBad: ({ pendingRegisters }) => pendingRegisters > PENDING_LIMIT,
    forMs: 30 * SECOND,
    words: ({ pendingRegisters }) => `${pendingRegisters} registers wait to be counted.`,
    whatToDo: 'See that the count workers run; add one by bellwether work count.',
  },
  {
    name: 'commit-lag',
    isBad: ({ commitLagMs }) => commitLagMs > COMMIT_LAG_LIMIT_MS,
    forMs: 5 * SECOND,
    words: ({ commitLagMs }) =>
      `The oldest register that waits to be counted came ${seconds(commitLagMs)} ago.`,
    whatToDo: 'Look for a count worker that hangs, or a Redis that is slow: bellwether doctor.',
  },
  {
    name: 'disk-low',
    isBad: ({ diskLow }) => diskLow,
    forMs: 0,
    words: () => 'The disk that keeps the marks is nearly full; intake refuses posts until there is room.',
    whatToDo: 'Free disk space, or move the data folder to a larger disk.',
  },
  {
    name: 'broken-figures',
    isBad: ({ brokenFigures }) => brokenFigures > 0,
    forMs: 0,
    words: ({ brokenFigures }) =>
      `${brokenFigures} figures break a rule of the counts or differ from the recount.`,
    whatToDo: 'Run bellwether reconcile: it names every figure that differs.',
  },
  {
    name: 'silent-wall',
    isBad: ({ silentWalls }) => silentWalls.length > 0,
    forMs: 0,
    words: ({ silentWalls }) =>
      `${silentWalls.length === 1 ? 'A wall display has' : `${silentWalls.length} wall displays have`} stopped reporting: ${silentWalls.join(', ')}.`,
    whatToDo: 'See whether the screen has power and network; it comes back by itself.',
  },
];

/** One alert that is on. */
export interface Alert {
  rule: string;
  /** Since when it is so, real ms. */
  since: number;
  words: string;
  whatToDo: string;
  runbook: string;
}

/** Keeps since when each rule has been broken; an alert ends once its rule has been kept for this long. */
export const CLEAR_MS = 10 * SECOND;

interface Standing {
  since: number;
  lastBad: number;
  words: string;
}

export class AlertBook {
  readonly #standing = new Map<string, Standing>();

  /** Takes in a look at `now` (real ms) and answers the alerts that are on. */
  update(seen: Seen, now: number): Alert[] {
    for (const rule of ALERT_RULES) this.#judge(rule, seen, now);
    return this.on(now);
  }

  #judge(rule: AlertRule, seen: Seen, now: number): void {
    const standing = this.#standing.get(rule.name);
    if (rule.isBad(seen)) {
      const since = standing?.since ?? now;
      this.#standing.set(rule.name, { since, lastBad: now, words: rule.words(seen) });
    } else if (standing && now - standing.lastBad >= CLEAR_MS) this.#standing.delete(rule.name);
  }

  /** The alerts that are on at `now` (real ms). */
  on(now: number): Alert[] {
    return ALERT_RULES.flatMap(({ name, forMs, whatToDo }) => {
      const standing = this.#standing.get(name);
      if (!standing || now - standing.since < forMs) return [];
      const { since, words } = standing;
      return [{ rule: name, since, words, whatToDo, runbook: `docs/runbook.md#${name}` }];
    });
  }
}
