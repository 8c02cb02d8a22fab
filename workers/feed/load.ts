/** What has to be in before registers count: schools, hubs, calendars, rosters; and history behind the picture. */
import { schoolYearOf, schoolYearStart } from '../../shared/attendance/dates.ts';
import { byteWriter, take } from './byte-writer.ts';
import { calendarCsv, schoolDaysBefore } from './calendar.ts';
import { HISTORY_HEADER, historyRows } from './history-csv.ts';
import { hubsOf } from './hubs.ts';
import type { Poster } from './post.ts';
import { pupilBatch } from './pupils.ts';
import { writeRoster } from './roster-lines.ts';
import type { SimulatedSchool } from './school.ts';
import { schoolsCsv } from './schools-csv.ts';
import type { FeedState } from './state.ts';
import { targetsCsv } from './targets-csv.ts';
import type { World } from './world.ts';

export const ADMIN = 'demo-admin';
export const SUPPLIER = 'demo-supplier';

/**
 * Last year's days: of the schools played first all, which tell how neighbouring days resemble each other; of the rest
 * enough to know each school's level, the season and the weekdays.
 */
const WHOLE_LAST_YEAR = 1_800;
const LAST_YEAR_EVERY = 6;
const MOST_DAYS = 400;
const WINDOW_DAYS = 60;
/** Training days are announced this far ahead of the first day. */
const CALENDAR_AHEAD = 60;
/** Pupils in a body of rosters: few in the first, so that something moves at once. */
const FIRST_BODY_PUPILS = 4_000;
const BODY_PUPILS = 60_000;
const BODIES_IN_FLIGHT = 2;
const HISTORY_SCHOOLS = 600;
const LARGEST_SCHOOL = 6_000;

export interface LoadParts {
  readonly world: World;
  /** In playing order. */
  readonly schools: readonly SimulatedSchool[];
  readonly post: Poster;
  readonly state: FeedState;
  readonly stopping: AbortSignal;
  /** Are the schools in the registry already (imported)? */
  readonly imported: boolean;
  /** Told when the rosters of schools `from` to `to` (excluded) are in. */
  readonly onRosters: (from: number, to: number) => void;
}

/** Posts schools, hubs, calendars and targets, once. */
export async function loadRegistry(parts: LoadParts): Promise<void> {
  const { world, schools, post, state } = parts;
  if (state.registry) return;
  if (!parts.imported) {
    await post({
      path: '/api/v1/schools',
      token: ADMIN,
      type: 'text/csv',
      body: Buffer.from(schoolsCsv(schools)),
    });
  }
  const window = { from: state.firstDay - WINDOW_DAYS, to: state.firstDay + CALENDAR_AHEAD };
  const calendars = Buffer.from(calendarCsv(schools, window));
  const calendarsIn = post({ path: '/api/v1/calendars', token: ADMIN, type: 'text/csv', body: calendars });
  if (!parts.imported) {
    const hubs = Buffer.from(JSON.stringify(hubsOf(schools, world.england.seed)));
    await post({ path: '/api/v1/hubs', token: ADMIN, type: 'application/json', body: hubs });
  }
  await calendarsIn;
  const targets = Buffer.from(targetsCsv(schools, schoolYearOf(state.firstDay)));
  await post({ path: '/api/v1/targets', token: ADMIN, type: 'text/csv', body: targets });
  state.registry = !parts.stopping.aborted;
}

/** Posts the rosters that are not in yet, school by school in playing order, two bodies under way at a time. */
export async function loadRosters(parts: LoadParts): Promise<void> {
  const { schools, state, stopping } = parts;
  const underWay: { to: number; answered: Promise<void> }[] = [];
  // Only an unbroken run from the first school counts as in, so bodies are noted in the order of sending.
  const noteOldest = async () => {
    const oldest = underWay.shift();
    await oldest?.answered;
    if (oldest && !stopping.aborted) state.rosters = oldest.to;
  };
  let from = state.rosters;
  let limit = FIRST_BODY_PUPILS;
  while (from < schools.length && !stopping.aborted) {
    const to = reach(schools, from, limit);
    const body = rosterBody(parts, from, to);
    underWay.push({ to, answered: postRosters(parts, body, from, to) });
    if (underWay.length >= BODIES_IN_FLIGHT) await noteOldest();
    from = to;
    limit = Math.min(BODY_PUPILS, limit * 2);
  }
  while (underWay.length > 0) await noteOldest();
}

/** One past the last school that still fits into `pupils` pupils; at least one school. */
function reach(schools: readonly SimulatedSchool[], from: number, pupils: number): number {
  let to = from + 1;
  let left = pupils - schools[from].pupils;
  while (to < schools.length && schools[to].pupils <= left) left -= schools[to++].pupils;
  return to;
}

const writer = () => byteWriter(1 << 20);
const rosterWriter = writer();
const rosterBatch = pupilBatch(LARGEST_SCHOOL);

function rosterBody(parts: LoadParts, from: number, to: number): Buffer {
  const schoolYear = schoolYearOf(parts.state.firstDay);
  for (let i = from; i < to; i++) {
    writeRoster(rosterWriter, parts.schools[i], schoolYear, rosterBatch);
  }
  return take(rosterWriter);
}

async function postRosters(parts: LoadParts, body: Buffer, from: number, to: number): Promise<void> {
  const accepted = await parts.post({
    path: '/api/v1/rosters',
    token: SUPPLIER,
    type: 'application/x-ndjson',
    body,
  });
  if (accepted) parts.onRosters(from, to);
}

/** All school days of the year before the first one played, and of the year before one day in `every`. */
function historyDays(firstDay: number, every: number): number[] {
  const start = schoolYearStart(schoolYearOf(firstDay));
  return schoolDaysBefore(firstDay, MOST_DAYS).filter((day, i) => day >= start || i % every === 0);
}

/** Posts the school days before the first one, school by school behind the rosters. */
export async function loadHistory(parts: LoadParts, rostersIn: () => boolean): Promise<void> {
  const { schools, state, stopping } = parts;
  const [whole, sample] = [1, LAST_YEAR_EVERY].map((every) => historyDays(state.firstDay, every));
  while (state.history < schools.length && !stopping.aborted) {
    const to = Math.min(schools.length, state.history + HISTORY_SCHOOLS);
    if (to > state.rosters && !rostersIn()) {
      await new Promise((settle) => setTimeout(settle, 200));
      continue;
    }
    const days = state.history < WHOLE_LAST_YEAR ? whole : sample;
    await postHistory(parts, schools.slice(state.history, to), days);
    if (!stopping.aborted) state.history = to;
  }
}

/** Posts whole-school totals of given days. */
export async function postHistory(
  parts: Pick<LoadParts, 'world' | 'post'>,
  schools: readonly SimulatedSchool[],
  days: readonly number[],
): Promise<void> {
  let rows = HISTORY_HEADER;
  for (const school of schools) rows += historyRows(parts.world, school, days);
  await parts.post({ path: '/api/v1/history', token: ADMIN, type: 'text/csv', body: Buffer.from(rows) });
}
