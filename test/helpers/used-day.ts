/** A day on which everything that is kept came in, each by its own door: what a rebuild is held against. */

import { prepareClock } from '../../server/cli/clock-keeper.ts';
import type { DisplayCode } from '../../shared/api/displays.ts';
import type { DisputeView } from '../../shared/api/disputes.ts';
import type { EventsBody } from '../../shared/api/events.ts';
import type { TargetView } from '../../shared/api/targets.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { learn } from '../../workers/jobs/habits.ts';
import { retain } from '../../workers/jobs/retention.ts';
import { eventually } from './browser.ts';
import { ENHANCED, NDJSON, namedRoster, PUPILS_A_SCHOOL, registerWith, tokenFor, upnOf } from './pupils.ts';
import { FRIDAY, type TestBellwether } from './server.ts';
import { signalsSettled } from './signal-worker.ts';
import { FIRST_URN, historyCsv, registerOf, rosterOf, schoolsCsv, urnsOf } from './small-england.ts';

const SCHOOLS = 24;
const [DROPPED, CLOSED] = [FIRST_URN + 6, FIRST_URN + 8];
const OTHERS = urnsOf(SCHOOLS).filter((urn) => urn !== ENHANCED);
/** Of 60: enough more than usual that all schools share it. */
const ILL_EVERYWHERE = 9;
const at = (clock: string) => `${FRIDAY}T${clock}:00Z`;

/** Plays the day. A signal worker must run. `ENHANCED` is the school whose pupils have names. */
export async function useEverything(app: TestBellwether): Promise<void> {
  await postRegistry(app);
  await postMorning(app);
  await enterAtDesks(app);
  await runWalls(app);
  app.clock.set(Date.parse(at('17:35')));
  await app.settled();
  await signalsSettled(app);
  const { redis, config, clock, logger } = { ...app.parts, redis: app.redis.connect() };
  await retain({ redis, config, clock, logger });
  await learn({ redis, config, clock, logger });
  const clocks = { feed: 'england', date: FRIDAY, feedSpeed: undefined } as const;
  const running = await prepareClock(redis, clocks, Date.now());
  await prepareClock(redis, { ...clocks, feed: 'none' }, Date.now());
  await redis.set(globalKeys.clock, JSON.stringify(running));
}

async function expectTaken(answer: Promise<Response>): Promise<Response> {
  const { status } = await answer;
  if (status >= 300) throw new Error(`${status} ${await (await answer).text()}`);
  return answer;
}

async function send<T>(app: TestBellwether, path: string, body: unknown, token = 'demo-central'): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = fetch(app.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await (await expectTaken(sent)).json()) as T;
}

async function postRegistry(app: TestBellwether): Promise<void> {
  const post = (kind: string, body: unknown, headers?: Record<string, string>) =>
    expectTaken(app.post(kind, body, headers));
  await post('schools', schoolsCsv(SCHOOLS));
  const schools = [{ urn: ENHANCED, tier: 'enhanced' }];
  await post('hubs', [{ id: 'H01', name: 'Hub one', region: 'E12000007', leadUrn: ENHANCED, schools }]);
  await post('calendars', 'scope,id,from,to,kind\nla,202,2026-10-26,2026-10-30,holiday\n');
  await post('history', historyCsv(SCHOOLS, '2026-11-19'));
  await post(
    'targets',
    `urn,academic_year,attendance_target,kind,issued_on,version,note\n${DROPPED},2026/27,94.2,abie,2026-09-01,1,\n`,
  );
  await post('rosters', namedRoster(ENHANCED), NDJSON);
  await post('rosters', OTHERS.map(rosterOf).join('\n'), NDJSON);
}

async function postMorning(app: TestBellwether): Promise<void> {
  await expectTaken(app.post('registers', registerWith(ENHANCED, FRIDAY, 'AM', { 1: 'I', 2: 'N' })));
  await expectTaken(
    app.post('registers', registerOf(DROPPED, { absent: 5, to: 30, recordedAt: at('08:55') })),
  );
  for (const urn of OTHERS.filter((other) => other !== DROPPED && other !== CLOSED))
    await expectTaken(
      app.post('registers', registerOf(urn, { absent: ILL_EVERYWHERE, recordedAt: at('08:55') })),
    );
  const closed = registerOf(CLOSED, { recordedAt: at('08:56') }) as {
    marks: { upn: string; code: string }[];
  };
  for (const mark of closed.marks) mark.code = 'Y4';
  await expectTaken(app.post('registers', closed));
  app.clock.set(Date.parse(at('09:30')));
  await app.settled();
  await signalsSettled(app);
}

async function enterAtDesks(app: TestBellwether): Promise<void> {
  const school = await tokenFor(app, { role: 'school', scope: `school:${ENHANCED}` });
  const figure = { name: 'attendance', date: FRIDAY, session: 'AM' };
  await send<DisputeView>(
    app,
    '/api/v1/disputes',
    { urn: ENHANCED, figure, says: 'Two were on a trip' },
    school,
  );
  const hub = await tokenFor(app, { role: 'hub', scope: 'hub:H01' });
  const note = { about: 'school', urn: ENHANCED, owner: 'A. Adviser', note: 'Rang the office' };
  await send(app, '/api/v1/contacts', note, hub);
  const about = {
    about: 'absence',
    urn: ENHANCED,
    upn: upnOf(ENHANCED, 1),
    date: FRIDAY,
    outcome: 'reached',
  };
  await send(app, '/api/v1/contacts', about, hub);
  const { similar } = await app.json<TargetView>(`/api/v1/schools/${DROPPED}/target?date=${FRIDAY}`);
  const change = { other: similar.schools[0].urn, leftOut: true, reason: 'not alike' };
  await send(app, `/api/v1/schools/${DROPPED}/comparators`, change);
  const events = async () => (await app.json<EventsBody>('/api/v1/events')).items;
  await eventually('the closure is an event', async () => (await events()).length > 0);
  await send(app, `/api/v1/events/${(await events())[0].id}/acknowledge`, {});
}

/** A wall that looks while a school drops suddenly. */
async function runWalls(app: TestBellwether): Promise<void> {
  const { code, token } = await send<DisplayCode>(app, '/api/v1/displays/codes', {});
  await send(app, '/api/v1/displays', { code, name: 'Ops 1', room: 'ops' }, 'demo-admin');
  await send(app, '/api/v1/displays/rooms/ops', { command: 'hold' });
  const look = () => app.get('/api/v1/displays/scene', token);
  await expectTaken(look());
  await expectTaken(app.post('registers', registerOf(DROPPED, { absent: 40, recordedAt: at('09:31') })));
  await app.settled();
  await signalsSettled(app);
  const redis = app.redis.connect();
  await eventually('the drop is noted', async () => {
    await look();
    return (await redis.exists(globalKeys.suddenDrops(FRIDAY))) === 1;
  });
}

/** The roster of the school with names once more, issued later. */
export const rosterAgain = (): string => namedRoster(ENHANCED, { issuedAt: at('17:00') });
export { ENHANCED, PUPILS_A_SCHOOL };
