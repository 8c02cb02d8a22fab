/** The beat: every screen hears it every two seconds, so that silence means a broken line and nothing else. */
import { mayMove } from '../../shared/access/small-numbers.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { londonTime, type Session } from '../../shared/attendance/dates.ts';
import type { Beat } from '../../shared/live/down.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { IntakeState } from '../../shared/ops/intake-state.ts';
import type { Live } from './live.ts';

const NOON = 12 * 60;

/** The session under way: the morning's until noon. */
export function sessionUnderWay(now: number): Session {
  return londonTime(now).minute < NOON ? 'AM' : 'PM';
}

/** Share of the statutory pupils on roll that are marked; null with nobody on roll. */
export function coverageOf(live: Live, session: Session): number | null {
  const { onRoll, marked } = registersIn(live, session);
  return onRoll === 0 ? null : marked / onRoll;
}

/** The statutory pupils on roll, and those of them that are marked. */
function registersIn(live: Live, session: Session): { onRoll: number; marked: number } {
  const table = live.model.tables[session === 'AM' ? 0 : 1];
  let [onRoll, marked] = [0, 0];
  for (let index = 0; index < table.size; index++) {
    const measures = table.measuresAt(index, STATUTORY);
    onRoll += measures.onRoll;
    marked += measures.marked;
  }
  return { onRoll, marked };
}

function newestToday(live: Live): number | null {
  let newest = 0;
  for (const table of live.model.tables)
    for (let index = 0; index < table.size; index++) newest = Math.max(newest, table.newestAt(index));
  return newest > 0 ? newest : null;
}

/** What the beat says that is not in the picture. */
export interface BeatParts {
  build: string;
  pending: number;
  /** How intake is; undefined when it is well or elsewhere. */
  intake: IntakeState | undefined;
  /** Number of the day's events. */
  events?: number;
}

/** The beat in the forms that readers get (`shared/access/policy.ts`, `beatSightOf`). */
export interface Beats {
  exact: Beat;
  /** Of rounded coverage. */
  told: Beat;
}

/**
 * @param heldCoverage the coverage that is told while England is so small that its own could not move (`mayMove`)
 */
export function beatsOf(live: Live, clock: Clock, parts: BeatParts, heldCoverage: number | null): Beats {
  const at = clock.now();
  const session = sessionUnderWay(at);
  const { onRoll, marked } = registersIn(live, session);
  const coverage = onRoll === 0 ? null : marked / onRoll;
  const exact = beatOf(live, { at, session, coverage }, clock, parts);
  const rounded = coverage === null ? null : Math.round(1000 * coverage) / 1000;
  return { exact, told: { ...exact, coverage: mayMove(onRoll) ? rounded : heldCoverage } };
}

function beatOf(
  live: Live,
  { at, session, coverage }: Pick<Beat, 'at' | 'session' | 'coverage'>,
  clock: Clock,
  parts: BeatParts,
): Beat {
  const silentMs = Date.now() - live.model.heardAt;
  return {
    epoch: live.epoch,
    at,
    newestMarkAt: newestToday(live),
    coverage,
    build: parts.build,
    date: live.model.date,
    session,
    simulated: clock.simulated ? { speed: clock.speed() } : null,
    pending: parts.pending,
    ...(parts.intake === undefined || parts.intake === 'ok' ? {} : { intake: parts.intake }),
    ...(parts.events === undefined ? {} : { events: parts.events }),
    heardAt: at - silentMs,
  };
}
