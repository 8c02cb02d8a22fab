import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Leaderboard } from '../../../shared/api/leaderboard.ts';
import type { AreaSession } from '../../../shared/api/sessions.ts';
import type { LateBody } from '../../../shared/api/signal.ts';
import { type Snapshot, snapshotSchema } from '../../../shared/live/down.ts';
import { SIGNAL, STANDINGS } from '../../../shared/live/signal-row.ts';
import type { Running } from '../../../shared/node/lifecycle.ts';
import { connectLive, until } from '../../helpers/live-client.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { signalsSettled, startTestSignal } from '../../helpers/signal-worker.ts';
import {
  FIRST_URN,
  historyCsv,
  registerOf,
  rosterOf,
  schoolsCsv,
  urnsOf,
} from '../../helpers/small-england.ts';

const SCHOOLS = 24;
const STEADY = FIRST_URN + 2;
const FALLEN = FIRST_URN + 7;
const AM = `/api/v1/sessions/${FRIDAY}/AM`;
const ENGLAND = `${AM}/areas/england/E92000001`;
let bellwether: TestBellwether;
let worker: Running;

async function post(kind: string, body: unknown): Promise<void> {
  expect((await bellwether.post(kind, body)).status).toBe(202);
  await bellwether.settled();
}

async function settled(): Promise<void> {
  await bellwether.settled();
  await signalsSettled(bellwether);
}

beforeAll(async () => {
  bellwether = await startTestBellwether();
  worker = await startTestSignal(bellwether);
  await post('schools', schoolsCsv(SCHOOLS));
  await post('history', historyCsv(SCHOOLS, '2026-11-19', [{ urn: FALLEN, from: '2026-11-02', points: 14 }]));
  for (const urn of [STEADY, FALLEN]) await post('rosters', JSON.parse(rosterOf(urn)));
  const targets = urnsOf(SCHOOLS).map((urn) => `${urn},2026/27,94.2,abie,2026-09-01,1,`);
  await post(
    'targets',
    ['urn,academic_year,attendance_target,kind,issued_on,version,note', ...targets].join('\n'),
  );
  await post('registers', registerOf(FALLEN, { absent: 12, recordedAt: `${FRIDAY}T08:55:00Z` }));
  await settled();
}, 60_000);
afterAll(async () => {
  await worker.stop();
  await bellwether.stop();
});

test('[WATCH8] the inspectorate, walls, suppliers and admins get no standing, target or gap to target anywhere', async () => {
  for (const token of ['demo-inspectorate', 'demo-wall', 'demo-supplier', 'demo-admin']) {
    for (const path of [
      `/api/v1/schools/${FALLEN}/signal`,
      '/api/v1/areas/england/E92000001/signals',
      '/api/v1/areas/england/E92000001/late',
      `${AM}/leaderboard`,
    ])
      expect((await bellwether.get(path, token)).status).toBe(403);
  }
  for (const path of [ENGLAND, `${AM}/schools/${FALLEN}`]) {
    const text = await (await bellwether.get(path, 'demo-inspectorate')).text();
    expect(text).not.toMatch(/standing|target|"gap"|"today"/);
  }
  const seen = await bellwether.json<AreaSession>(ENGLAND);
  expect(seen.gap).toMatchObject({ target: 94.2, schools: 1 });
  expect(seen.standings?.slipping).toBe(1);
});

test('[WATCH9] screens get a signal row a school, and only those that changed after that; nobody else gets any', async () => {
  const client = await connectLive(bellwether.url, { token: 'demo-central' });
  await client.subscribe('england');
  const fetched = await bellwether.json<Snapshot>('/api/v1/live/england/snapshot');
  const { signals } = snapshotSchema.parse(fetched);
  expect(signals).toHaveLength(SCHOOLS);
  const fallen = signals.find((row) => row[SIGNAL.urn] === FALLEN);
  expect(STANDINGS[fallen?.[SIGNAL.standing] ?? -1]).toBe('slipping');
  await post('registers', registerOf(STEADY, { absent: 3, recordedAt: `${FRIDAY}T08:56:00Z` }));
  await until(() =>
    client.deltas.some(({ signals: rows }) => rows?.some((row) => row[SIGNAL.urn] === STEADY)),
  );
  const told = client.deltas.flatMap(({ signals: rows }) => rows ?? []).map((row) => row[SIGNAL.urn]);
  expect(told).not.toContain(FIRST_URN);
  client.close();
  for (const token of ['demo-inspectorate', 'demo-wall'])
    expect((await bellwether.json<Snapshot>('/api/v1/live/england/snapshot', token)).signals).toEqual([]);
});

test('[WATCH10] schools are late when their registers are usually in and are not, however they do', async () => {
  bellwether.clock.set(Date.parse(`${FRIDAY}T10:30:00Z`));
  await settled();
  const late = await bellwether.json<LateBody>('/api/v1/areas/england/E92000001/late');
  expect(late.session).toBe('AM');
  expect(late.schools.map(({ urn }) => urn)).not.toContain(FALLEN);
  expect(late.schools).toHaveLength(SCHOOLS - 2);
  expect(late.suppliers).toMatchObject([{ id: 'demo-supplier', state: 'silent', late: SCHOOLS - 2 }]);
});

test('[WATCH11] the leaderboard begins with the school that has fallen, and says how many chance would explain', async () => {
  const board = await bellwether.json<Leaderboard>(`${AM}/leaderboard?area=england`);
  expect(board.items[0]).toMatchObject({ place: 1, urn: FALLEN, standing: 'slipping', target: 94.2 });
  expect(board.byChance).toBeLessThan(1);
  expect(board.total).toBe(SCHOOLS);
  const slipping = await bellwether.json<Leaderboard>(`${AM}/leaderboard?area=england&state=slipping`);
  expect(slipping.items.map(({ urn }) => urn)).toEqual([FALLEN]);
});
