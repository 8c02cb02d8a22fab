/** A session of an area as it filled, from the logs of counts by minute of receipt. */
import { sightOf } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { AreaMinutes } from '../../shared/api/sessions.ts';
import { type Session, sessionNumber, toDay } from '../../shared/attendance/dates.ts';
import { measuresOf } from '../../shared/attendance/measures.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { forEachSessionValue, type Store } from '../../shared/node/packed-values.ts';
import { firstMinuteOf, minuteOf } from '../../shared/redis/layouts/minutes.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { schoolsOf } from '../registry/areas.ts';
import { type Shown, shownHeadline } from './cohorts-body.ts';
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
import { ToldAreas } from './told-area.ts';
import { ToldMinuteSums } from './told-minutes.ts';

const MS_PER_MINUTE = 60_000;
const LAG_MS = 5000;
const MOST_HELD = 300;

/** The logs of schools added up. */
interface ReadMinutes {
  rows: MinuteSum[];
  /** Of each school the minute in which it was first heard from. */
  firsts: ReadonlyMap<number, number>;
}

/** @param sums exact, or of what readers without small numbers may see of each school at the end of each minute */
async function readMinutes(
  store: Store,
  urns: readonly number[],
  { date, session }: Moment,
  sums: MinuteSums | ToldMinuteSums,
): Promise<ReadMinutes> {
  const firsts = new Map<number, number>();
  const number = sessionNumber(toDay(date), session);
  await forEachSessionValue(store, 'minutes', number, urns, (urn, bytes) => {
    sums.add(bytes);
    const first = firstMinuteOf(bytes);
    if (first !== undefined) firsts.set(urn, first);
  });
  return { rows: sums.rows(), firsts };
}

/** What adds up the logs for a reader. */
export const sumsFor = (isExact: boolean): MinuteSums | ToldMinuteSums =>
  isExact ? new MinuteSums() : new ToldMinuteSums();

/** The rows whose sums the reader gets: those of a single unseen school are not told. */
export function rowsTold(
  { rows, firsts }: ReadMinutes,
  shownBy: (isHeard: (urn: number) => boolean) => Shown,
): MinuteSum[] {
  let areTold = false;
  return rows.filter(({ minute }) => {
    if (areTold) return true;
    let heard = 0;
    // Asked of schools that the reader does not see.
    const isHeard = (urn: number) => {
      const is = (firsts.get(urn) ?? Number.POSITIVE_INFINITY) <= minute;
      if (is) heard++;
      return is;
    };
    const isTold = shownBy(isHeard).cohorts !== 'rolls';
    areTold = isTold && heard > 0;
    return isTold;
  });
}

interface Moment {
  date: string;
  session: Session;
}

interface Held<Rows> {
  version: number;
  readAt: number;
  rows: Promise<Rows>;
}

/** Rows that were read, kept while nothing changed, and of a session under way for five seconds beyond. */
export class HeldMinutes<Rows> {
  readonly #held = new Map<string, Held<Rows>>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(name: string, version: number, isLive: boolean, read: () => Promise<Rows>): Promise<Rows> {
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

function bothCohorts(
  rows: readonly MinuteSum[],
  now: ArrayLike<number>,
  reader: Reader,
): AreaMinutes['cohorts'] {
  const sums = loggedSums(now);
  const [everyone, statutory] = [0, 1].map((row) => measuresOf(sums, row));
  const shown = rows.map((row) => ({
    at: new Date(row.minute * MS_PER_MINUTE).toISOString(),
    ...shownHeadline(
      measuresAtMinute(row, 'all', everyone.onRoll),
      measuresAtMinute(row, 'statutory', statutory.onRoll),
      reader,
    ),
  }));
  const roll = shownHeadline(everyone, statutory, reader);
  const body = (cohort: LoggedCohort) => ({
    ...(roll[cohort].onRoll === undefined ? {} : { onRoll: roll[cohort].onRoll }),
    minutes: shown.map(({ at, [cohort]: { onRoll: _, unmarked: __, ...measures } }) => ({ at, ...measures })),
  });
  return { all: body('all'), statutory: body('statutory') };
}

export function mountMinutes(mount: Mount, live: Live, store: Store, subjects: Subjects, clock: Clock): void {
  const held = new HeldMinutes<ReadMinutes>(() => Date.now());
  const toldAreas = new ToldAreas(Date.now);
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
      const isExact = sightOf(reader).smallNumbers;
      const name = `${area.kind}:${area.id}/${phase ?? ''}/${date}/${session}`;
      const isLive = live.model.tableOf(date, session) !== undefined;
      const log = await held.get(`${name}/${isExact}`, live.model.version, isLive, () =>
        readMinutes(store, urns, { date, session }, sumsFor(isExact)),
      );
      const table = await countsOf(live, store, urns, date, session);
      const { tallies, isApproximate } = isExact
        ? { ...sumArea(schools, table, live.registry.calendar, date), isApproximate: false }
        : await toldAreas.of(name, schools, table);
      const cut = phase !== undefined;
      const shownBy = (isHeard: (urn: number) => boolean) =>
        subjects.shown(area, reader, date, { cut, isHeard });
      const isFew = shownBy((urn) => table.isHeard(urn)).cohorts === 'rolls';
      const upToNow = isFew
        ? []
        : withNow(rowsTold(log, shownBy), loggedSums(tallies), minuteOf(clock.now()));
      return {
        ...area,
        date,
        session,
        ...(phase ? { phase } : {}),
        ...(isFew ? { withheld: 'few-registers' as const } : {}),
        ...(isApproximate ? { approximate: true as const } : {}),
        cohorts: bothCohorts(upToNow, tallies, reader),
      };
    },
  });
}
