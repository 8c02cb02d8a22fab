import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignalBody } from '../../../shared/api/signal.ts';
import type { Running } from '../../../shared/node/lifecycle.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { signalsSettled, startTestSignal } from '../../helpers/signal-worker.ts';
import { FIRST_URN, historyCsv, registerOf, rosterOf, schoolsCsv } from '../../helpers/small-england.ts';

const SCHOOLS = 24;
const STEADY = FIRST_URN + 2;
const FALLEN = FIRST_URN + 7;
const THURSDAY = '2026-11-19';
const PARTITIONS = 4;
let bellwether: TestBellwether;
let worker: Running;

const at = (clock: string, date = FRIDAY) => `${date}T${clock}:00Z`;
const goTo = (clock: string) => bellwether.clock.set(Date.parse(at(clock)));
const signalOf = (urn: number, query = '') =>
  bellwether.json<SignalBody>(`/api/v1/schools/${urn}/signal${query}`);

async function signalsOf(query = ''): Promise<Map<number, SignalBody>> {
  const text = await (await bellwether.get(`/api/v1/areas/england/E92000001/signals${query}`)).text();
  const bodies = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SignalBody);
  return new Map(bodies.map((body) => [body.urn, body]));
}

async function post(kind: string, body: unknown): Promise<void> {
  expect((await bellwether.post(kind, body)).status).toBe(202);
  await bellwether.settled();
}

async function settled(): Promise<void> {
  await bellwether.settled();
  await signalsSettled(bellwether);
}

/** Every school's signal, worked out again by the server, is what the worker told. */
async function expectAgreement(): Promise<void> {
  const told = await signalsOf();
  expect(told.size).toBe(SCHOOLS);
  for (const [urn, body] of told) expect(body).toEqual(await signalOf(urn));
}

beforeAll(async () => {
  bellwether = await startTestBellwether();
  worker = await startTestSignal(bellwether);
  await post('schools', schoolsCsv(SCHOOLS));
  await post('history', historyCsv(SCHOOLS, THURSDAY, [{ urn: FALLEN, from: '2026-11-02', points: 14 }]));
  for (const urn of [STEADY, FALLEN]) await post('rosters', JSON.parse(rosterOf(urn)));
  await post(
    'targets',
    `urn,academic_year,attendance_target,kind,issued_on,version,note\n${FALLEN},2026/27,94.2,abie,2026-09-01,1,\n`,
  );
  await settled();
}, 60_000);
afterAll(async () => {
  await worker.stop();
  await bellwether.stop();
});

let atHalfPastNine: SignalBody;

test('[WATCH1] what the worker tells live is what the server works out from the days again', async () => {
  await post('registers', registerOf(FALLEN, { absent: 12, to: 30, recordedAt: at('08:55') }));
  await post('registers', registerOf(STEADY, { absent: 3, recordedAt: at('08:56') }));
  goTo('09:30');
  await settled();
  await expectAgreement();
  atHalfPastNine = await signalOf(FALLEN);
  expect(atHalfPastNine).toMatchObject({
    standing: 'slipping',
    target: 94.2,
    coverage: 0.5,
    today: 'waiting',
  });
  expect((await signalOf(STEADY)).standing).toBe('on-track');
});

test('[WATCH2] a worker that is started again, or takes over from another, tells the same', async () => {
  const before = await signalsOf();
  await worker.stop();
  worker = await startTestSignal(bellwether);
  await settled();
  expect(await signalsOf()).toEqual(before);
  const second = await startTestSignal(bellwether);
  await worker.stop();
  worker = second;
  await settled();
  expect(await signalsOf()).toEqual(before);
  await expectAgreement();
}, 30_000);

test('[WATCH3] with asOf the signal is as it stood at that instant, whatever came in later', async () => {
  goTo('09:35');
  await post('registers', registerOf(FALLEN, { from: 30, absent: 1, recordedAt: at('09:34') }));
  await post('registers', registerOf(FALLEN, { absent: 2, date: THURSDAY, recordedAt: at('09:34') }));
  goTo('09:45');
  await settled();
  const now = await signalOf(FALLEN);
  expect(now).not.toEqual(atHalfPastNine);
  expect(await signalOf(FALLEN, `?date=${FRIDAY}&asOf=${at('09:30')}`)).toEqual(atHalfPastNine);
  await expectAgreement();
});

test('[WATCH12] of an imported day nothing is known as of its morning, and all of it as of its close', async () => {
  const imported = FIRST_URN + 4;
  const asOf = (clock: string) => signalOf(imported, `?date=${THURSDAY}&asOf=${at(clock, THURSDAY)}`);
  expect(await asOf('09:40')).toMatchObject({ today: 'waiting', attendance: null });
  expect((await asOf('17:05')).attendance).toBeGreaterThan(50);
});

let evening: Map<number, SignalBody>;

test('[WATCH4] a day that is closed decides, and is worked out the same on a later day', async () => {
  const morning = await signalOf(FALLEN);
  goTo('17:05');
  await settled();
  await expectAgreement();
  evening = await signalsOf();
  expect(await signalOf(FALLEN, `?date=${FRIDAY}&asOf=${at('09:45')}`)).toEqual(morning);
  bellwether.clock.set(Date.parse('2026-11-23T08:00:00Z'));
  await settled();
  for (const [urn, body] of evening) expect(await signalOf(urn, `?date=${FRIDAY}`)).toEqual(body);
  expect(await signalsOf(`?date=${FRIDAY}`)).toEqual(evening);
  await expectAgreement();
});

test('[WATCH5] the series does not need the counts of days gone by', async () => {
  const redis = bellwether.redis.connect();
  for (let p = 0; p < PARTITIONS; p++)
    for (const date of [THURSDAY, FRIDAY])
      for (const session of ['AM', 'PM'] as const) await redis.del(partitionKeys.counts(p, date, session));
  redis.disconnect();
  for (const [urn, body] of evening) expect(await signalOf(urn, `?date=${FRIDAY}`)).toEqual(body);
  await worker.stop();
  worker = await startTestSignal(bellwether);
  await settled();
  await expectAgreement();
}, 30_000);

test('[WATCH6] a correction of a day gone by is in the standing at once', async () => {
  const before = await signalOf(STEADY, `?date=${FRIDAY}`);
  await post('registers', registerOf(STEADY, { absent: 40, recordedAt: at('09:00', '2026-11-21') }));
  await settled();
  const after = await signalOf(STEADY, `?date=${FRIDAY}`);
  expect(after.attendance).toBeLessThan(before.attendance ?? 0);
  await expectAgreement();
});

test('[WATCH7] changes that were trimmed while no worker read them are read from the counts', async () => {
  await worker.stop();
  await post('registers', registerOf(STEADY, { absent: 1, recordedAt: at('10:00', '2026-11-21') }));
  const redis = bellwether.redis.connect();
  for (let p = 0; p < PARTITIONS; p++) await redis.xtrim(partitionKeys.changes(p), 'MAXLEN', 0);
  redis.disconnect();
  worker = await startTestSignal(bellwether);
  await settled();
  await expectAgreement();
  expect((await signalOf(STEADY, `?date=${FRIDAY}`)).attendance).toBeGreaterThan(95);
}, 30_000);
