/** A session of an area as it filled, from the logs of counts by minute of receipt. */
import type { Reader } from '../../shared/access/roles.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { AreaMinutes } from '../../shared/api/sessions.ts';
import { type Session, sessionNumber, toDay } from '../../shared/attendance/dates.ts';
import { measuresOf, type Tallies } from '../../shared/attendance/measures.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { forEachSessionValue, type Store } from '../../shared/node/packed-values.ts';
import { minuteOf } from '../../shared/redis/layouts/minutes.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { schoolsOf } from '../registry/areas.ts';
import { shownMeasures } from './cohorts-body.ts';
import { countsOf } from './counts-source.ts';
import {
  type LoggedCohort,
  loggedSums,
  type MinuteSum,
  MinuteSums,
  measuresAtMinute,
  withNow,
} from './minute-sums.ts';
import { sumArea } from './sum-area.ts';

const MS_PER_MINUTE = 60_000;
const LAG_MS = 5000;
const MOST_HELD = 300;

/** Adds the logs of schools up. */
export async function readMinutes(
  store: Store,
  urns: readonly number[],
  date: string,
  session: Session,
): Promise<MinuteSum[]> {
  const sums = new MinuteSums();
  const number = sessionNumber(toDay(date), session);
  await forEachSessionValue(store, 'minutes', number, urns, (_, bytes) => sums.add(bytes));
  return sums.rows();
}

interface Held {
  version: number;
  readAt: number;
  rows: Promise<MinuteSum[]>;
}

/** Rows that were read, kept while nothing changed, and of a session under way for five seconds beyond. */
export class HeldMinutes {
  readonly #held = new Map<string, Held>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(
    name: string,
    version: number,
    isLive: boolean,
    read: () => Promise<MinuteSum[]>,
  ): Promise<MinuteSum[]> {
    const known = this.#held.get(name);
    const now = this.#now();
    if (known && (known.version === version || (isLive && now - known.readAt < LAG_MS))) return known.rows;
    if (this.#held.size >= MOST_HELD) this.#held.clear();
    const rows = read();
    this.#held.set(name, { version, readAt: now, rows });
    rows.catch(() => this.#held.delete(name));
    return rows;
  }
}

function cohortBody(
  rows: readonly MinuteSum[],
  cohort: LoggedCohort,
  onRoll: number,
  reader: Reader,
): AreaMinutes['cohorts']['all'] {
  const minutes = rows.map((row) => {
    const shown = shownMeasures(measuresAtMinute(row, cohort, onRoll), reader);
    const { onRoll: _, unmarked: __, ...measures } = shown;
    return { at: new Date(row.minute * MS_PER_MINUTE).toISOString(), ...measures };
  });
  const roll = shownMeasures({ onRoll }, reader);
  return { ...roll, minutes };
}

function bothCohorts(rows: readonly MinuteSum[], now: Tallies, reader: Reader): AreaMinutes['cohorts'] {
  const sums = loggedSums(now);
  const rollOf = (row: number): number => measuresOf(sums, row).onRoll;
  return {
    all: cohortBody(rows, 'all', rollOf(0), reader),
    statutory: cohortBody(rows, 'statutory', rollOf(1), reader),
  };
}

export function mountMinutes(mount: Mount, live: Live, store: Store, subjects: Subjects, clock: Clock): void {
  const held = new HeldMinutes(() => Date.now());
  mount(ENDPOINTS.areaMinutes, {
    subject: subjects.area,
    rows: ({ cohorts }) =>
      (['all', 'statutory'] as const).flatMap((cohort) =>
        cohorts[cohort].minutes.map((minute) => ({ cohort, ...minute })),
      ),
    answer: async ({ params: { date, session, ...raw }, query: { phase }, reader }) => {
      const area = readArea(raw);
      const schools = schoolsOf(live.registry, area, date, phase);
      const urns = schools.map((school) => school.urn);
      const name = `${area.kind}:${area.id}/${phase ?? ''}/${date}/${session}`;
      const isLive = live.model.tableOf(date, session) !== undefined;
      const rows = await held.get(name, live.model.version, isLive, () =>
        readMinutes(store, urns, date, session),
      );
      const table = await countsOf(live, store, urns, date, session);
      const { tallies } = sumArea(schools, table, live.registry.calendar, date);
      const upToNow = withNow(rows, loggedSums(tallies), minuteOf(clock.now()));
      return {
        ...area,
        date,
        session,
        ...(phase ? { phase } : {}),
        cohorts: bothCohorts(upToNow, tallies, reader),
      };
    },
  });
}
