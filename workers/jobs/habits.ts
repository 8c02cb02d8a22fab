/**
 * Each evening: how marks come in is learnt from the logs by minute of the last school days, so that where a session
 * will close is said from these schools' own habits (`shared/projection`).
 */
import type { School } from '../../shared/api/schools.ts';
import { KIND_COUNT } from '../../shared/attendance/codes.ts';
import {
  fromDay,
  londonInstant,
  londonTime,
  SESSIONS,
  sessionNumber,
  toDay,
} from '../../shared/attendance/dates.ts';
import { measuresOf } from '../../shared/attendance/measures.ts';
import { forEachSessionValue, type Store } from '../../shared/node/packed-values.ts';
import { RegistryModel } from '../../shared/node/registry-model.ts';
import { learnHabits, type PastSession } from '../../shared/projection/habits.ts';
import type { Habits } from '../../shared/projection/learnt.ts';
import { PARAMETERS, PROJECTION_VERSION } from '../../shared/projection/parameters.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { decodeMinutes, minuteOf } from '../../shared/redis/layouts/minutes.ts';
import type { JobParts } from './job.ts';

const DAYS = 5;
const LOOK_BACK_DAYS = 20;
/** Some thousands of sessions are plenty; a day's are of every so-manieth school, others on the next day. */
const SCHOOLS_A_DAY = 600;
const DAY_ENDS = '17:30';
/** In a log the row of `statutory` follows that of `all`. */
const STATUTORY_ROW = 1;

export async function learn({ redis, config, clock, logger }: JobParts): Promise<void> {
  const registry = new RegistryModel(redis);
  await registry.load();
  const store = { redis, partitions: config.partitions };
  const habits = await learnFrom(store, [...registry.schools.values()], clock.now());
  if (habits.sessions === 0) return;
  await redis.set(globalKeys.habits, JSON.stringify(habits));
  logger.info({ days: habits.days, sessions: habits.sessions }, 'habits_learnt');
}

/** @param now ms; the day of `now` counts once it has ended */
export async function learnFrom(store: Store, schools: readonly School[], now: number): Promise<Habits> {
  const { date, clock } = londonTime(now);
  const newest = clock >= DAY_ENDS ? toDay(date) : toDay(date) - 1;
  const days: string[] = [];
  const past: PastSession[] = [];
  for (let day = newest; day > newest - LOOK_BACK_DAYS && days.length < DAYS; day--) {
    const found = await sessionsOf(store, sampleOn(schools, day), fromDay(day));
    if (found.length === 0) continue;
    days.push(fromDay(day));
    past.push(...found);
  }
  const parameters = learnHabits(past, PARAMETERS) as Habits['parameters'];
  return { version: PROJECTION_VERSION, days, sessions: past.length, parameters };
}

function sampleOn(schools: readonly School[], day: number): School[] {
  const every = Math.ceil(schools.length / SCHOOLS_A_DAY);
  return schools.filter((_, i) => i % every === day % every);
}

async function sessionsOf(store: Store, schools: readonly School[], date: string): Promise<PastSession[]> {
  const phases = new Map(schools.map(({ urn, phase }) => [urn, phase]));
  const until = minuteOf(londonInstant(date, DAY_ENDS));
  const found: PastSession[] = [];
  for (const session of SESSIONS) {
    const number = sessionNumber(toDay(date), session);
    await forEachSessionValue(store, 'minutes', number, phases.keys(), (urn, bytes) => {
      const rows = rowsOf(bytes, until);
      if (rows.length > 0) found.push({ session, phase: phases.get(urn) ?? '', rows });
    });
  }
  return found;
}

/** The statutory course of a session up to the end of its day: what is corrected later is no habit of the morning. */
function rowsOf(bytes: Buffer, until: number): PastSession['rows'] {
  const rows = decodeMinutes(bytes).filter(({ minute }) => minute <= until);
  return rows.map(({ minute, kinds }) => {
    const own = kinds.subarray(STATUTORY_ROW * KIND_COUNT, (STATUTORY_ROW + 1) * KIND_COUNT);
    const { possible, attending, unexplained, notPossible, administrative } = measuresOf(own, 0);
    const marked = possible + notPossible + administrative;
    return { minutesIn: minute - rows[0].minute, marked, possible, attending, unexplained };
  });
}
