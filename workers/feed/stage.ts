/** Follows what the demo's panel asks for and lets the schools send accordingly, at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Happening } from '../../shared/api/demo.ts';
import { londonInstant, londonTime, toDay } from '../../shared/attendance/dates.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { readStreams } from '../../shared/node/stream-read.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { readHappening, SITE_CLOSED, withHappening } from './happenings.ts';
import type { Player } from './play.ts';
import type { SimulatedSchool } from './school.ts';
import { type Sender, sessionUnderWay } from './sender.ts';
import type { FeedState } from './state.ts';

const BLOCK_MS = 1_000;
const PAUSE_MS = 500;
const AT_ONCE = 20;

export interface StageParts {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
  readonly sender: Sender;
  readonly player: Pick<Player, 'sendNow'>;
  readonly schools: readonly SimulatedSchool[];
  readonly state: FeedState;
  readonly stopping: AbortSignal;
}

/** Runs until stopped. */
export async function followHappenings(parts: StageParts): Promise<void> {
  const { redis, state, stopping } = parts;
  stopping.addEventListener('abort', () => redis.disconnect(), { once: true });
  while (!stopping.aborted) {
    const entries = await nextEntries(redis, state.happened.lastId).catch(() => undefined);
    if (entries === undefined) await sleep(PAUSE_MS, undefined, { signal: stopping }).catch(() => undefined);
    for (const [id, fields] of entries ?? []) {
      const happening = readHappening(fields[fields.indexOf('h') + 1] ?? '');
      if (happening) happen(parts, happening);
      state.happened = { ...state.happened, lastId: id };
    }
  }
}

async function nextEntries(redis: Redis, after: string): Promise<[id: string, fields: string[]][]> {
  const positions = new Map([[globalKeys.happenings, after]]);
  const read = await readStreams(redis, positions, { count: AT_ONCE, blockMs: BLOCK_MS });
  const entries = read.get(globalKeys.happenings) ?? [];
  return entries.map(({ id, fields }) => [id, fields.map(String)]);
}

/** Takes a happening into the state and sends what has changed of the session under way. */
export function happen(parts: Omit<StageParts, 'redis' | 'stopping'>, happening: Happening): void {
  const { sender, player, schools, state } = parts;
  const now = parts.clock.now();
  const { date } = londonTime(now);
  const second = (now - londonInstant(date, '00:00')) / 1000;
  const session = sessionUnderWay(toDay(date), second);
  state.happened = withHappening(state.happened, happening, session, now);
  if (happening.kind === 'school-falls') {
    const school = schools.find((one) => one.urn === happening.urn);
    if (school) player.sendNow(school, (writer) => sender.writeChanges(school, session, now, writer));
  }
  if (happening.kind === 'snow') {
    for (const school of schools.filter((one) => one.la === happening.la)) {
      player.sendNow(school, (writer) => sender.writeForAll(school, session, SITE_CLOSED, now, writer));
    }
  }
}
