import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROW, type Snapshot } from '../../../shared/live/down.ts';
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

const URN = 100_000;
const UPNS = [1, 2, 3].map((i) => makeUpn(URN * 100 + i));
const at = (clock: string): number => Date.parse(`${FRIDAY}T${clock}:00Z`);
let app: TestBellwether;

beforeAll(async () => {
  app = await startTestBellwether();
  await app.post('schools', [SCHOOLS_HEADER, schoolLine(URN, '201')].join('\n'));
  await app.post(
    'rosters',
    rosterBody(
      URN,
      '2026-09-01',
      UPNS.map((upn) => ({ upn, yearGroup: '4' })),
    ),
    {
      'content-type': 'application/x-ndjson',
    },
  );
  await app.post('registers', registerBody(URN, [[UPNS[0], '/']]));
  await app.settled();
  app.clock.set(at('09:30'));
  await app.post('registers', registerBody(URN, [[UPNS[1], 'N']], { recordedAt: `${FRIDAY}T09:29:00Z` }));
  await app.settled();
  app.clock.set(at('10:00'));
});

afterAll(async () => {
  await app.stop();
});

async function rowAt(clock: string) {
  const path = `/api/v1/live/england/as-of?at=${FRIDAY}T${clock}:00Z`;
  const { rows } = await app.json<Snapshot>(path);
  const row = rows.find((one) => one[ROW.urn] === URN && one[ROW.session] === 0) ?? [];
  return { onRoll: row[ROW.onRoll], marked: row[ROW.marked], attending: row[ROW.attending] };
}

test('[SCREEN309] a view as of an instant holds what had been received until then', async () => {
  expect(await rowAt('08:50')).toEqual({ onRoll: 3, marked: 0, attending: 0 });
  expect(await rowAt('09:10')).toEqual({ onRoll: 3, marked: 1, attending: 1 });
  expect(await rowAt('09:40')).toEqual({ onRoll: 3, marked: 2, attending: 1 });
});

test('[SCREEN309] an instant to come is refused, and so is who sees no single schools', async () => {
  const path = '/api/v1/live/england/as-of?at=';
  expect((await app.get(`${path}${FRIDAY}T11:00:00Z`)).status).toBe(400);
  expect((await app.get(`${path}${FRIDAY}T09:40:00Z`, 'demo-wall')).status).toBe(403);
});

test('[SCREEN305] the headlines of an area without last year say so', async () => {
  const year = await app.json('/api/v1/areas/england/E92000001/headlines');
  expect(year).toMatchObject({
    through: '2026-11-19',
    lastYearThrough: '2025-11-20',
    daysGained: null,
    improved: null,
  });
});
