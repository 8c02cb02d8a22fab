/** The beat: every screen hears it every two seconds, so that silence means a broken line and nothing else. */
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
  const table = live.model.tables[session === 'AM' ? 0 : 1];
  let [onRoll, marked] = [0, 0];
  for (let index = 0; index < table.size; index++) {
    const measures = table.measuresAt(index, STATUTORY);
    onRoll += measures.onRoll;
    marked += measures.marked;
  }
  return onRoll === 0 ? null : marked / onRoll;
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

export function beatOf(live: Live, clock: Clock, parts: BeatParts): Beat {
  const at = clock.now();
  const session = sessionUnderWay(at);
  const silentMs = Date.now() - live.model.heardAt;
  return {
    epoch: live.epoch,
    at,
    newestMarkAt: newestToday(live),
    coverage: coverageOf(live, session),
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
