import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromDay, toDay, weekday } from '../../../shared/attendance/dates.ts';
import { archiveFolder } from '../../../shared/node/archive/paths.ts';
import { moveOldDays, retireScripts } from '../../../workers/archive/old-days.ts';
import { WINDOW } from '../../../workers/archive/window.ts';
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
const [A, B] = [100_000, 100_001];
const FIRST = '2026-09-07';
/** Ten weeks and a day before the Friday. */
const CORRECTED = '2026-09-10';
const PARTITIONS = 4;
const pupilsOf = (urn: number) =>
  Array.from({ length: 6 }, (_, i) => ({ upn: makeUpn(urn * 100 + i), yearGroup: i === 0 ? 'R' : '4' }));

let app: TestBellwether;

const schoolDays = Array.from({ length: toDay(FRIDAY) - toDay(FIRST) + 1 }, (_, i) => toDay(FIRST) + i)
  .filter((day) => weekday(day) <= 5)
  .map(fromDay);

/** Who is absent changes from day to day. */
const registersOf = (urn: number) =>
  schoolDays.flatMap((date, day) =>
    (['AM', 'PM'] as const).map((session, half) =>
      registerBody(
        urn,
        pupilsOf(urn).map(({ upn }, i) => [upn, (day * 2 + half + i) % 11 === 0 ? 'I' : '/'] as const),
        { date, session, recordedAt: `${date}T09:05:00Z` },
      ),
    ),
  );

beforeAll(async () => {
  app = await startTestBellwether();
  const lines = [schoolLine(A, '201'), schoolLine(B, '202', 'Secondary', '77')];
  await app.post('schools', [SCHOOLS_HEADER, ...lines].join('\n'));
  await app.post(
    'rosters',
    [A, B].map((urn) => rosterBody(urn, '2026-09-01', pupilsOf(urn))).join('\n'),
    NDJSON,
  );
  const registers = [...registersOf(A), ...registersOf(B)].map((body) => JSON.stringify(body)).join('\n');
  expect((await app.post('registers', registers, NDJSON)).status).toBe(202);
  await app.settled();
}, 60_000);
afterAll(() => app?.stop());

/** Everything that is read of days, near and far. */
async function readAll(): Promise<Record<string, unknown>> {
  const paths = [`/api/v1/schools/${A}/history`, `/api/v1/areas/england/E92000001/persistent?date=${FRIDAY}`];
  for (const date of [CORRECTED, '2026-09-30', '2026-10-15', FRIDAY]) {
    paths.push(
      `/api/v1/sessions/${date}/AM/schools/${A}`,
      `/api/v1/sessions/${date}/PM/areas/england/E92000001`,
    );
    paths.push(`/api/v1/sessions/${date}/AM/areas/la/201/minutes`);
    paths.push(`/api/v1/schools/${A}/signal?date=${date}&asOf=${FRIDAY}T09:01:00Z`);
    for (const window of ['5d', '20d', 'term', 'year'])
      paths.push(
        `/api/v1/schools/${A}/cohorts?date=${date}&window=${window}`,
        `/api/v1/areas/england/E92000001/cohorts?date=${date}&window=${window}`,
      );
  }
  const answers: Record<string, unknown> = {};
  for (const path of paths) answers[path] = await app.json(path);
  return answers;
}

async function move(): Promise<void> {
  const redis = app.redis.connect({ scripts: retireScripts });
  const archive = archiveFolder({ archive: undefined, data: app.redis.data });
  await moveOldDays({ redis, archive, partitions: PARTITIONS, window: WINDOW }, toDay(FRIDAY));
}

const datesInRedis = async (kind: string) => {
  const keys = await app.redis.connect().keys(`${kind}:*`);
  return [...new Set(keys.map((key) => key.split(':')[2]))].sort();
};

test('[ARCHIVE12] every route answers the same of days that have left Redis', async () => {
  app.clock.set(Date.parse(`${FRIDAY}T09:02:00Z`));
  const before = await readAll();
  const asOf = `/api/v1/schools/${A}/signal?date=${CORRECTED}&asOf=${FRIDAY}T09:01:00Z`;
  expect((before[asOf] as { attendance: number }).attendance).toBeGreaterThan(50);
  await move();
  const fifteen = schoolDays.slice(-15);
  expect(await datesInRedis('state')).toEqual(fifteen);
  expect(await datesInRedis('minutes')).toEqual(fifteen);
  // 21 days, and the last of September.
  expect(await datesInRedis('ledger')).toEqual(['2026-09-30', ...schoolDays.slice(-21)]);
  expect(await readAll()).toEqual(before);
});

test('[ARCHIVE13] a correction ten weeks back moves its day, every window behind it, and persistent absence', async () => {
  const path = (window: string, date: string) => `/api/v1/schools/${A}/cohorts?date=${date}&window=${window}`;
  const before = await readAll();
  const [{ upn }] = pupilsOf(A);
  const body = registerBody(A, [[upn, 'I']], { date: CORRECTED, recordedAt: `${FRIDAY}T08:59:00Z` });
  expect((await app.post('registers', body)).status).toBe(202);
  await app.settled();
  const after = await readAll();
  type Answer = { cohorts: Record<string, { absent: number; attending: number; persistent: number }> };
  const moved = (name: string, cell: 'absent' | 'attending' | 'persistent', cohort = 'all') =>
    (after[name] as Answer).cohorts[cohort][cell] - (before[name] as Answer).cohorts[cohort][cell];
  expect(moved(`/api/v1/sessions/${CORRECTED}/AM/schools/${A}`, 'absent')).toBe(1);
  expect(moved(path('year', FRIDAY), 'absent')).toBe(1);
  expect(moved(path('term', '2026-10-15'), 'attending', 'year:R')).toBe(-1);
  expect(moved(path('20d', '2026-09-30'), 'absent')).toBe(1);
  expect(moved(path('5d', CORRECTED), 'absent')).toBe(1);
  expect(moved(path('20d', FRIDAY), 'absent')).toBe(0);
  expect(moved(`/api/v1/areas/england/E92000001/persistent?date=${FRIDAY}`, 'persistent')).toBe(1);
  expect(await datesInRedis('state')).toContain(CORRECTED);
  await move();
  expect(await datesInRedis('state')).not.toContain(CORRECTED);
  expect(await readAll()).toEqual(after);
});
