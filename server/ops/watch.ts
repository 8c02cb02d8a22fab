/** Looks at the installation every few seconds, tells the log what began and ended, and keeps what is wrong now. */
import { z } from 'zod';
import { londonTime } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Logger } from '../../shared/node/logger.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { type Alert, AlertBook, type Seen } from '../../shared/ops/alerts.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { readCounting } from '../health/counting.ts';
import { coverageOf, sessionUnderWay } from '../live/beat.ts';
import type { Live } from '../live/live.ts';

import { readCommitLag } from './commit-lag.ts';
import { readSilentDisplays } from './displays.ts';

const EVERY_MS = 5_000;
/** Minutes of the London day by which most registers of a session are on their way (domain.md, 7.6). */
const DUE = [
  { from: 8 * 60 + 50, to: 9 * 60 + 30 },
  { from: 13 * 60 + 10, to: 13 * 60 + 45 },
];
const ALL_BUT_IN = 0.95;

export interface WatchParts {
  live: Live;
  store: Store;
  clock: Clock;
  logger: Logger;
  /** Whether intake finds too little disk left. */
  isDiskLow: () => Promise<boolean>;
  everyMs?: number;
}

export class Watch {
  readonly #parts: WatchParts;
  readonly #book = new AlertBook();
  #alerts: Alert[] = [];
  #timer: NodeJS.Timeout;
  #looking = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#look(), parts.everyMs ?? EVERY_MS);
  }

  /** What is wrong now. */
  get alerts(): readonly Alert[] {
    return this.#alerts;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      this.#tell(this.#book.update(await this.#see(), Date.now()));
    } catch (error) {
      this.#parts.logger.warn({ err: error }, 'watch_cannot_see');
    } finally {
      this.#looking = false;
    }
  }

  async #see(): Promise<Seen> {
    const { live, store, clock, isDiskLow } = this.#parts;
    const [counting, commitLagMs, silentWalls, brokenFigures, diskLow] = await Promise.all([
      readCounting(store),
      readCommitLag(store),
      readSilentDisplays(store.redis, Date.now()),
      readBroken(store.redis),
      isDiskLow(),
    ]);
    const { newestMarkAt } = live.model;
    return {
      expecting: isExpecting(live, clock.now()),
      newestMarkAgeMs: newestMarkAt > 0 ? clock.now() - newestMarkAt : null,
      pendingRegisters: counting.pending,
      commitLagMs,
      diskLow,
      silentWalls,
      brokenFigures,
    };
  }

  #tell(alerts: Alert[]): void {
    const { logger } = this.#parts;
    const names = (list: readonly Alert[]) => new Set(list.map(({ rule }) => rule));
    const [before, after] = [names(this.#alerts), names(alerts)];
    for (const { rule, words, runbook } of alerts)
      if (!before.has(rule)) logger.error({ rule, words, runbook }, 'alert_on');
    for (const rule of before) if (!after.has(rule)) logger.info({ rule }, 'alert_off');
    this.#alerts = alerts;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** Whether registers are due: a session's usual minutes, some school in term, and not all in. */
function isExpecting(live: Live, now: number): boolean {
  const { minute } = londonTime(now);
  if (!DUE.some(({ from, to }) => minute >= from && minute < to)) return false;
  const { registry, model } = live;
  const coverage = coverageOf(live, sessionUnderWay(now));
  if (coverage === null || coverage > ALL_BUT_IN) return false;
  for (const school of registry.schools.values())
    if (registry.calendar.isSchoolDay(school.urn, membershipOn(school, model.date).la, model.day))
      return true;
  return false;
}

const recountSchema = z.object({ differences: z.number() });

/** Breaches told by the count workers, and differences of the last nightly recount. */
async function readBroken(redis: Store['redis']): Promise<number> {
  const [breaches, recount] = await Promise.all([
    redis.hlen(globalKeys.breaches),
    redis.get(globalKeys.lastReconcile),
  ]);
  return breaches + (recount === null ? 0 : recountSchema.parse(JSON.parse(recount)).differences);
}
