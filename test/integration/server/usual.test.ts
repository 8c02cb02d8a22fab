import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '../../../shared/live/down.ts';
import {
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const [WEEK_BEFORE, TWO_BEFORE] = ['2026-11-13', '2026-11-06'];
const SCHOOLS = [100_000, 100_001, 100_002];
const PUPILS = 30;
const ILL = 10;
const upnsOf = (urn: number) => Array.from({ length: PUPILS }, (_, i) => makeUpn(urn * 100 + i));

let app: TestBellwether;

beforeAll(async () => {
  app = await startTestBellwether();
  await app.post('schools', [SCHOOLS_HEADER, ...SCHOOLS.map((urn) => schoolLine(urn, '202'))].join('\n'));
  const rosters = SCHOOLS.map((urn) =>
    rosterBody(
      urn,
      '2026-09-01',
      upnsOf(urn).map((upn) => ({ upn, yearGroup: '4' })),
    ),
  );
  await app.post('rosters', rosters.join('\n'), { 'content-type': 'application/x-ndjson' });
  // Of the week before there are totals of another system, and marks: those count.
  const history = SCHOOLS.flatMap((urn) => [
    `${urn},${WEEK_BEFORE},AM,30,1`,
    `${urn},${TWO_BEFORE},AM,30,24`,
  ]);
  await app.post('history', ['urn,date,session,possible,attending', ...history].join('\n'));
  for (const urn of SCHOOLS) {
    const marks = upnsOf(urn).map((upn, i) => [upn, i < ILL ? 'I' : '/'] as const);
    const recordedAt = `${WEEK_BEFORE}T09:00:00Z`;
    await app.post('registers', registerBody(urn, marks, { date: WEEK_BEFORE, recordedAt }));
  }
  await app.settled();
}, 60_000);
afterAll(() => app?.stop());

const usualOf = async (by: string, wanted: number) =>
  expect
    .poll(async () => (await app.json<Snapshot>('/api/v1/live/england/snapshot', by)).usual, {
      timeout: 20_000,
    })
    .toHaveLength(wanted)
    .then(async () => (await app.json<Snapshot>('/api/v1/live/england/snapshot', by)).usual);

test('[LIVE29] usual are the same weekdays before: by own marks where there are some, else by what was imported', async () => {
  expect(await usualOf('demo-central', SCHOOLS.length)).toEqual(SCHOOLS.map((urn) => [urn, 0, 60, 20 + 24]));
});

test('[LIVE29] who may see no small numbers is told usual levels made of what may be shown of each school and day', async () => {
  expect(await usualOf('demo-inspectorate', 1)).toEqual([[202, 0, 180, 3 * (20 + 24)]]);
});
