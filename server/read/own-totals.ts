/** A school's own totals held against ours. Nothing of what is sent is kept. */
import { parse } from 'csv-parse/sync';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import {
  OWN_TOTALS_COLUMNS,
  type OwnTotal,
  type OwnTotals,
  type OwnTotalsAnswer,
  ownTotalsBody,
} from '../../shared/api/own-totals.ts';
import { ALL, COHORTS, type Cohort, STATUTORY } from '../../shared/attendance/cohorts.ts';
import { sessionNumber, toDay } from '../../shared/attendance/dates.ts';
import { type Measures, measuresOf } from '../../shared/attendance/measures.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { readSchoolSessions, type Store } from '../../shared/node/packed-values.ts';
import {
  addCauses,
  type Corrections,
  causesOf,
  correctionsSince,
  headlineCauses,
  minus,
  total,
} from '../../shared/own-totals/compare.ts';
import { decodeMinutes, minuteOf } from '../../shared/redis/layouts/minutes.ts';
import type { Subjects } from '../access/subjects.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import type { Mount } from '../http/mount.ts';
import { badParameters, ProblemError } from '../http/problem.ts';
import type { Live } from '../live/live.ts';
import { countsOf } from './counts-source.ts';
import { LOGGED_ROWS } from './minute-sums.ts';

type SessionAnswer = OwnTotalsAnswer['sessions'][number];

/** The body as it came: JSON, or CSV with the columns of `OWN_TOTALS_COLUMNS`. */
function readTotals(body: unknown, drawnAt: string | undefined): OwnTotals {
  const parsed = ownTotalsBody.safeParse(
    typeof body === 'string' ? { drawnAt, totals: readRows(body) } : (body ?? {}),
  );
  if (!parsed.success) throw badParameters(parsed.error);
  return parsed.data;
}

function readRows(text: string): Record<string, string>[] {
  const fields: Record<string, string> = OWN_TOTALS_COLUMNS;
  try {
    return parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      columns: (header: string[]) => header.map((name) => fields[name.toLowerCase()] ?? name),
    });
  } catch {
    const columns = Object.keys(OWN_TOTALS_COLUMNS).join(',');
    throw new ProblemError(400, 'malformed', `The file cannot be read as CSV; its columns are ${columns}.`);
  }
}

/** Totals by session, in time order; a year group given twice is refused. */
function bySession(totals: readonly OwnTotal[]): OwnTotal[][] {
  const sessions = new Map<string, Map<string, OwnTotal>>();
  for (const one of totals) {
    const name = `${one.date} ${one.session}`;
    const years = sessions.get(name) ?? new Map<string, OwnTotal>();
    if (years.has(one.yearGroup)) {
      const detail = `Year group ${one.yearGroup} stands twice for ${name}; send each once.`;
      throw new ProblemError(400, 'bad_parameters', detail);
    }
    sessions.set(name, years.set(one.yearGroup, one));
  }
  return [...sessions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, years]) => [...years.values()]);
}

/** What is known to have been corrected in a session since an instant, by the log of its counts by minute. */
async function readCorrections(
  store: Store,
  urn: number,
  { date, session }: OwnTotal,
  drawnAt: string | undefined,
  now: Measures,
): Promise<Corrections> {
  if (drawnAt === undefined) return { up: 0, down: 0 };
  const number = sessionNumber(toDay(date), session);
  const log = (await readSchoolSessions(store, 'minutes', urn, [number])).get(number);
  const until = minuteOf(Date.parse(drawnAt));
  const then = log ? decodeMinutes(log).findLast(({ minute }) => minute <= until) : undefined;
  if (!then) return { up: 0, down: 0 };
  return correctionsSince(measuresOf(then.kinds, LOGGED_ROWS.all), now);
}

function compareSession(
  totals: readonly OwnTotal[],
  table: CountsTable,
  at: number,
  corrections: Corrections,
) {
  const years: SessionAnswer['years'] = totals.map((theirs) => {
    const cohort: Cohort = `year:${theirs.yearGroup}`;
    const ours = table.measuresAt(at, COHORTS.indexOf(cohort));
    const { onRoll, unmarked, possible, attending } = ours;
    return {
      yearGroup: theirs.yearGroup,
      ours: { onRoll, unmarked, possible, attending },
      theirs: {
        onRoll: theirs.onRoll,
        unmarked: theirs.unmarked,
        possible: theirs.possible,
        attending: theirs.attending,
      },
      difference: minus(ours, theirs),
      causes: causesOf(ours, theirs, corrections),
    };
  });
  const statutory = total([table.measuresAt(at, STATUTORY)]);
  const sent = { ours: total(years.map((one) => one.ours)), theirs: total(years.map((one) => one.theirs)) };
  const whole = { statutory, all: total([table.measuresAt(at, ALL)]), sent: sent.ours };
  const causes = headlineCauses(
    whole,
    years.map((one) => one.causes),
  );
  const difference = minus(statutory, sent.theirs);
  return { years, headline: { ours: statutory, theirs: sent.theirs, difference, causes } };
}

export function mountOwnTotals(
  mount: Mount,
  live: Live,
  store: Store,
  subjects: Subjects,
  clock: Clock,
): void {
  mount(ENDPOINTS.ownTotals, {
    subject: subjects.school,
    cache: 'no-store',
    rows: ({ sessions }) =>
      sessions.flatMap(({ date, session, years }) =>
        years.flatMap(({ yearGroup, causes }) =>
          causes.map((part) => ({ date, session, yearGroup, ...part })),
        ),
      ),
    answer: async ({ params: { urn }, query, request }) => {
      const { totals, drawnAt } = readTotals(request.body, query.drawnAt);
      const sessions: SessionAnswer[] = [];
      for (const one of bySession(totals)) {
        const { date, session } = one[0];
        const table = await countsOf(live, store, [urn], date, session);
        const at = table.indexOf(urn);
        const corrections = await readCorrections(store, urn, one[0], drawnAt, table.measuresAt(at, ALL));
        sessions.push({ date, session, ...compareSession(one, table, at, corrections) });
      }
      const causes = addCauses(sessions.flatMap(({ years }) => years.map((year) => year.causes)));
      return { urn, comparedAt: new Date(clock.now()).toISOString(), sessions, causes };
    },
  });
}
