/** Signals over HTTP: of one school on any date, of an area's schools one a line, and whose registers are late. */
import { once } from 'node:events';
import type { Response } from 'express';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { School } from '../../shared/api/schools.ts';
import type { SignalBody } from '../../shared/api/signal.ts';
import { londonTime, toDay } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import type { CsvRow } from '../http/csv.ts';
import { ANSWERED, type Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';
import { sessionUnderWay } from '../live/beat.ts';
import type { Live } from '../live/live.ts';
import { schoolsOf } from '../registry/areas.ts';
import { dayBody, signalBody } from './body.ts';
import { SchoolJudge } from './school-judge.ts';
import { suppliersOf } from './suppliers.ts';

const AT_ONCE = 8;

export interface SignalRoutesParts {
  live: Live;
  store: Store;
  subjects: Subjects;
  clock: Clock;
}

/** @throws ProblemError for an instant that is to come, or before the date asked for */
function checkAsOf(asOf: number | undefined, date: string, now: number): void {
  if (asOf === undefined) return;
  if (asOf > now)
    throw new ProblemError(400, 'bad_parameters', 'asOf lies in the future; leave it out for now.');
  if (londonTime(asOf).date < date)
    throw new ProblemError(
      400,
      'bad_parameters',
      'asOf lies before the date; give an instant of that day or later.',
    );
}

function toRow({ gap, yearToDate, ...signal }: SignalBody): CsvRow {
  const { attendance, path, verdict, neededFromHere } = yearToDate;
  return {
    ...signal,
    gapToTarget: gap.toTarget,
    season: gap.season,
    shared: gap.shared,
    own: gap.own,
    yearToDate: attendance,
    path,
    verdict,
    neededFromHere,
  };
}

async function sendLines(response: Response, bodies: AsyncIterable<SignalBody>): Promise<void> {
  response.set('Cache-Control', 'private, no-cache').vary('Accept').type('application/x-ndjson');
  for await (const body of bodies) {
    if (response.destroyed) return;
    if (!response.write(`${JSON.stringify(body)}\n`))
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

export function mountSignals(mount: Mount, { live, store, subjects, clock }: SignalRoutesParts): void {
  const judge = new SchoolJudge({ store, registry: live.registry, shocks: live.shocks, clock });
  const today = (): string => londonTime(clock.now()).date;

  async function* bodiesOf(schools: readonly School[], date: string): AsyncGenerator<SignalBody> {
    const day = toDay(date);
    for (let from = 0; from < schools.length; from += AT_ONCE) {
      const some = schools.slice(from, from + AT_ONCE);
      const known = date === live.signals.date ? some.map(({ urn }) => live.signals.of(urn)) : [];
      const signals = await Promise.all(some.map((school, i) => known[i] ?? judge.signalOf(school, day)));
      yield* signals.map(signalBody);
    }
  }

  mount(ENDPOINTS.schoolSignal, {
    subject: subjects.school,
    answer: async ({ params: { urn }, query: { asOf, ...query } }) => {
      const date = query.date ?? (asOf === undefined ? today() : londonTime(asOf).date);
      checkAsOf(asOf, date, clock.now());
      const school = await subjects.knownSchool(urn);
      return signalBody(await judge.signalOf(school, toDay(date), asOf));
    },
  });

  mount(ENDPOINTS.signalDays, {
    subject: subjects.school,
    rows: ({ days }) => days,
    answer: async ({ params: { urn }, query: { date = today() } }) => {
      const { days, daysLeft, target } = await judge.daysOf(await subjects.knownSchool(urn), toDay(date));
      return {
        urn,
        date,
        target: target?.value ?? null,
        schoolDays: days.length + daysLeft,
        days: days.map(dayBody),
      };
    },
  });

  mount(ENDPOINTS.areaSignals, {
    subject: subjects.area,
    rows: (body) => (Array.isArray(body) ? body.map(toRow) : [toRow(body)]),
    answer: async ({ params, query, reader, request, response }) => {
      const date = query.date ?? today();
      const schools = subjects.held(reader, schoolsOf(live.registry, readArea(params), date, query.phase));
      const bodies = bodiesOf(schools, date);
      const wanted = filtered(
        bodies,
        (body) => query.standing === undefined || body.standing === query.standing,
      );
      if (request.accepts(['application/x-ndjson', 'text/csv']) === 'text/csv') {
        const all: SignalBody[] = [];
        for await (const body of wanted) all.push(body);
        return all as never;
      }
      await sendLines(response, wanted);
      return ANSWERED;
    },
  });

  mount(ENDPOINTS.late, {
    subject: subjects.area,
    rows: ({ schools }) => schools,
    answer: async ({ params, query: { phase }, reader }) => {
      const now = clock.now();
      const { date } = live.model;
      const schools = schoolsOf(live.registry, readArea(params), date, phase);
      const late = schools.filter(({ urn }) => live.signals.of(urn)?.silent);
      return {
        date,
        session: sessionUnderWay(now),
        at: new Date(now - (now % 60_000)).toISOString(),
        schools: late.map((school) => {
          const { urn, name, phase } = school;
          const coverage = live.signals.of(urn)?.coverage ?? 0;
          return { urn, name, la: membershipOn(school, date).la, phase, coverage };
        }),
        ...(reader.role === 'central' ? { suppliers: await suppliersOf(store.redis, live, schools) } : {}),
      };
    },
  });
}

async function* filtered<T>(all: AsyncIterable<T>, isWanted: (one: T) => boolean): AsyncGenerator<T> {
  for await (const one of all) if (isWanted(one)) yield one;
}
