import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type Registry,
  ROW,
  registrySchema,
  type Snapshot,
  snapshotSchema,
} from '../../../shared/live/down.ts';
import { partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { encodeChange } from '../../../shared/redis/layouts/changes.ts';
import { decodeCounts, writeCounts } from '../../../shared/redis/layouts/counts.ts';
import { connectLive, type LiveClient, rowsAfter, until } from '../../helpers/live-client.ts';
import {
  FRIDAY,
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const [A, B, C] = [100_000, 100_001, 100_002];
const pupilsOf = (urn: number) =>
  Array.from({ length: 10 }, (_, i) => ({ upn: makeUpn(urn * 100 + i), yearGroup: '4' }));

let app: TestBellwether;
const clients: LiveClient[] = [];

async function connect(auth: Record<string, string> = { token: 'demo-central' }): Promise<LiveClient> {
  const client = await connectLive(app.url, auth);
  clients.push(client);
  return client;
}

async function snapshotAt(url: string, token = 'demo-central'): Promise<Snapshot> {
  return snapshotSchema.parse(await app.json(url, token));
}

async function follow(client: LiveClient, view: string, token?: string) {
  const answer = await client.subscribe(view);
  if ('error' in answer) throw new Error(answer.error.code);
  return { ...answer, taken: await snapshotAt(answer.snapshot, token) };
}

const mark = (urn: number, code: string, at: string, more: object = {}) =>
  app.post('registers', registerBody(urn, [[pupilsOf(urn)[0].upn, code]], { recordedAt: at, ...more }));

beforeAll(async () => {
  app = await startTestBellwether();
  const lines = [schoolLine(A, '201'), schoolLine(B, '202', 'Secondary', '77'), schoolLine(C, '202')];
  await app.post('schools', [SCHOOLS_HEADER, ...lines].join('\n'));
  await app.post(
    'rosters',
    [A, B, C].map((urn) => rosterBody(urn, '2026-09-01', pupilsOf(urn))).join('\n'),
    NDJSON,
  );
  await app.post(
    'registers',
    registerBody(
      A,
      pupilsOf(A).map(({ upn }) => [upn, '/'] as const),
    ),
  );
  await app.settled();
}, 60_000);
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => app?.stop());

test('[LIVE1] a snapshot has a row for every school that has pupils, marked or not', async () => {
  const { taken } = await follow(await connect(), 'england');
  expect(taken).toMatchObject({ view: 'england', date: FRIDAY });
  expect(taken.rows).toHaveLength(6);
  const row = taken.rows.find((each) => each[ROW.urn] === A && each[ROW.session] === 0)!;
  expect([row[ROW.onRoll], row[ROW.marked], row[ROW.attending]]).toEqual([10, 10, 10]);
  const unmarked = taken.rows.find((each) => each[ROW.urn] === B)!;
  expect([unmarked[ROW.onRoll], unmarked[ROW.marked], unmarked[ROW.state]]).toEqual([10, 0, 0]);
});

test('[LIVE2] deltas are numbered without gaps and carry absolute rows to the views that show the school', async () => {
  const client = await connect();
  const england = await follow(client, 'england');
  const camden = await follow(client, 'la:202');
  await mark(B, 'I', `${FRIDAY}T08:40:00Z`);
  await until(() => client.deltas.filter(({ view }) => view === 'england').length >= 1);
  await mark(A, 'I', `${FRIDAY}T08:58:00Z`);
  await until(() => client.deltas.filter(({ view }) => view === 'england').length >= 2);
  const seqs = client.deltas.filter(({ view }) => view === 'england').map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, i) => england.seq + 1 + i));
  const urns = client.deltas
    .filter(({ view }) => view === 'la:202')
    .flatMap(({ changes }) => changes.map((row) => row[0]));
  expect(new Set(urns)).toEqual(new Set([B]));
  expect(camden.taken.rows).toHaveLength(4);
});

test('[LIVE3] a snapshot and the deltas after it give what a later snapshot gives', async () => {
  const client = await connect();
  const { taken, snapshot } = await follow(client, 'england');
  for (const [i, code] of ['L', 'I', '/', 'M', 'N'].entries()) await mark(C, code, `${FRIDAY}T08:5${i}:00Z`);
  await app.settled();
  await until(() => client.deltas.some(({ changes }) => changes.some((row) => row[ROW.unexplained] === 1)));
  const later = await snapshotAt(snapshot);
  expect(rowsAfter(taken, client.deltas)).toEqual(rowsAfter(later, []));
});

test('[LIVE4] a beat comes steadily with newest mark, coverage of the session and the date', async () => {
  const client = await connect();
  await until(() => client.beats.length >= 2);
  expect(client.beats[0]).toMatchObject({ date: FRIDAY, session: 'AM', simulated: null });
  expect(client.beats[0].coverage).toBeGreaterThan(0);
  expect(client.beats[0].newestMarkAt).toBeGreaterThan(0);
});

test('[LIVE5] a gap in a partition makes the server read the partition again and tell what it missed', async () => {
  const client = await connect();
  await follow(client, 'england');
  const redis = app.redis.connect();
  const p = partitionOf(A, 4);
  const key = partitionKeys.counts(p, FRIDAY, 'PM');
  const template = decodeCounts((await redis.hgetBuffer(partitionKeys.counts(p, FRIDAY, 'AM'), String(A)))!);
  const writer = new ByteWriter();
  writeCounts(writer, { ...template, version: 5 });
  await redis.hset(key, String(A), writer.take());
  const sequence = Number(await redis.hget(partitionKeys.head(p), 'changeSeq')) + 10;
  const note = encodeChange(new ByteWriter(), { sequence, counts: [], history: [], rosters: [] });
  // As another worker leaves it: with the head behind its changes the server would take Redis for rolled back.
  await redis.hset(partitionKeys.head(p), { changeSeq: sequence, token: 'another' });
  await redis.xadd(partitionKeys.changes(p), '*', 'c', note);
  await until(() => client.deltas.some(({ changes }) => changes.some((row) => row[0] === A && row[1] === 1)));
});

test('[LIVE6] a new live day begins with new rows under its own date', async () => {
  const client = await connect();
  const { snapshot } = await follow(client, 'england');
  app.clock.set(Date.parse('2026-11-23T08:30:00Z'));
  await until(() => client.deltas.some(({ date }) => date === '2026-11-23'));
  await app.settled();
  const taken = await snapshotAt(snapshot);
  expect(taken.date).toBe('2026-11-23');
  expect(taken.rows.every((row) => row[ROW.marked] === 0 && row[ROW.onRoll] === 10)).toBe(true);
  app.clock.set(Date.parse(`${FRIDAY}T09:00:00Z`));
  await until(() => client.deltas.some(({ date }, i) => i > 0 && date === FRIDAY));
  await app.settled();
});

test('[LIVE7] another server on the same store starts with the same picture under another epoch', async () => {
  const second = await app.secondServer();
  try {
    await app.settled();
    const ask = async (port: number) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/live/england/snapshot`, {
        headers: { authorization: 'Bearer demo-central' },
      });
      return snapshotSchema.parse(await answer.json());
    };
    const [first, other] = [await snapshotAt('/api/v1/live/england/snapshot'), await ask(second.port)];
    expect(other.epoch).not.toBe(first.epoch);
    const marked = (taken: Snapshot) =>
      taken.rows.filter((row) => row[ROW.marked] > 0).sort((a, b) => a[0] - b[0]);
    expect(marked(other)).toEqual(marked(first));
  } finally {
    await second.stop();
  }
});

test('[LIVE15] a server that starts knows the newest mark counted last, of whatever day it is', async () => {
  await mark(A, 'I', `${FRIDAY}T09:03:00Z`, { date: '2026-11-19' });
  await app.settled();
  const second = await app.secondServer();
  try {
    const answer = await fetch(`http://127.0.0.1:${second.port}/api/v1/status`, {
      headers: { authorization: 'Bearer demo-central' },
    });
    expect(await answer.json()).toMatchObject({ newestMarkAt: `${FRIDAY}T09:03:00.000Z` });
  } finally {
    await second.stop();
  }
});

test('[LIVE8] a school posted now is in the registry and in the rows of those who watch', async () => {
  const client = await connect();
  const { taken } = await follow(client, 'england');
  await app.post('schools', [SCHOOLS_HEADER, schoolLine(100_009, '203')].join('\n'));
  await until(() => client.deltas.some(({ registry }) => (registry ?? 0) > taken.registry));
  const registry: Registry = registrySchema.parse(await app.json('/api/v1/live/schools'));
  expect(registry.schools.urn).toContain(100_009);
  expect(registry.las.map(({ code }) => code).sort()).toEqual(['201', '202', '203']);
});

test('[LIVE26] every gateway lists schools by URN, whatever order they came in', async () => {
  const came = [100_019, 100_012, 100_015, 100_011].map((urn) => schoolLine(urn, '203'));
  await app.post('schools', [SCHOOLS_HEADER, ...came].join('\n'));
  const { schools }: Registry = registrySchema.parse(await app.json('/api/v1/live/schools'));
  expect(schools.urn).toContain(100_019);
  expect(schools.urn).toEqual(schools.urn.toSorted((a, b) => a - b));
});

test('[LIVE9] a reader of a narrow scope gets sums, not schools, of the areas around it', async () => {
  const { url } = app;
  const redis = app.redis.connect();
  const { createToken } = await import('../../../shared/node/tokens.ts');
  const { token } = await createToken(redis, { role: 'la', scope: 'la:202' }, Date.now());
  const client = await connectLive(url, { token });
  clients.push(client);
  const england = await follow(client, 'england', token);
  expect(england.taken.rows.map((row) => row[ROW.urn])).toEqual([0, 0]);
  const own = await follow(client, 'la:202', token);
  expect(new Set(own.taken.rows.map((row) => row[ROW.urn]))).toEqual(new Set([B, C]));
  expect(await client.subscribe('la:201')).toMatchObject({ error: { code: 'outside_scope' } });
  expect(await client.subscribe(`school:${A}`)).toMatchObject({ error: { code: 'outside_scope' } });
});

test('[LIVE10] a wall gets one row an LA, no school, and counts rounded to 5', async () => {
  await mark(B, 'I', `${FRIDAY}T08:59:59Z`);
  await app.settled();
  const client = await connect({ token: 'demo-wall' });
  const { taken } = await follow(client, 'england', 'demo-wall');
  expect(taken.rows.map((row) => [row[ROW.urn], row[ROW.session]])).toEqual([
    [202, 0],
    [202, 1],
  ]);
  for (const row of taken.rows) for (const cell of row.slice(ROW.onRoll)) expect(cell % 5).toBe(0);
  const registry = registrySchema.parse(await app.json('/api/v1/live/schools', 'demo-wall'));
  expect(registry.schools.urn.every((urn) => urn < 1000)).toBe(true);
  expect(await client.subscribe(`school:${A}`)).toMatchObject({ error: { code: 'role' } });
});

test('[LIVE11] nobody gets in without a valid token or ticket, from a foreign page, or twice on one ticket', async () => {
  await expect(connectLive(app.url, {})).rejects.toThrow('unauthenticated');
  await expect(connectLive(app.url, { token: 'demo-admin' })).rejects.toThrow('role');
  await expect(
    connectLive(app.url, { token: 'demo-central' }, { origin: 'http://evil.example' }),
  ).rejects.toThrow();
  const signedIn = await fetch(`${app.url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'central' }),
  });
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0];
  const answer = await fetch(`${app.url}/session/ticket`, { method: 'POST', headers: { cookie } });
  const { ticket } = (await answer.json()) as { ticket: string };
  await follow(await connect({ ticket }), 'england');
  await expect(connectLive(app.url, { ticket })).rejects.toThrow('unauthenticated');
});

test('[LIVE14] a program on the default transports of socket.io is let in, and so is one that only polls', async () => {
  for (const transports of [['polling', 'websocket'], ['polling']]) {
    const client = await connectLive(app.url, { token: 'demo-central' }, {}, transports);
    clients.push(client);
    await follow(client, 'england');
  }
});

test('[LIVE12] the snapshot comes compressed and is answered 304 while nothing changed', async () => {
  const url = '/api/v1/live/england/snapshot';
  // A gateway that starts, or is busy, still tells what came before, and names its snapshots by its ticks.
  let [etag, again] = ['', 0];
  for (let tries = 0; again !== 304 && tries < 100; tries++) {
    await sleep(50);
    const first = await app.get(url);
    expect(first.headers.get('content-encoding')).toBe('gzip');
    etag = first.headers.get('etag')!;
    again = (await app.get(url, 'demo-central', { 'if-none-match': etag })).status;
  }
  expect(again).toBe(304);
  await mark(A, 'M', `${FRIDAY}T08:59:00Z`);
  await app.settled();
  expect((await app.get(url, 'demo-central', { 'if-none-match': etag })).status).toBe(200);
});

test('[LIVE13] unknown views are answered, half a subscription is ignored, never fatal', async () => {
  const client = await connect();
  expect(await client.subscribe('moon')).toMatchObject({ error: { code: 'bad_view' } });
  expect(await client.subscribe('la:999')).toMatchObject({ error: { code: 'unknown_area' } });
  client.socket.emit('subscribe', 'england', undefined as never);
  await follow(client, 'england');
  client.socket.emit('unsubscribe', 'england');
  await app.json('/api/v1/status');
  const heard = client.deltas.length;
  await mark(A, 'V', `${FRIDAY}T08:59:30Z`);
  await app.settled();
  await until(() => client.beats.length >= 2);
  expect(client.deltas.length).toBe(heard);
});
