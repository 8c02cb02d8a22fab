import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignalBody } from '../../../shared/api/signal.ts';
import type { SignalDays } from '../../../shared/api/signal-days.ts';
import type { Running } from '../../../shared/node/lifecycle.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { signalsSettled, startTestSignal } from '../../helpers/signal-worker.ts';
import { FIRST_URN, historyCsv, registerOf, rosterOf, schoolsCsv } from '../../helpers/small-england.ts';

const SCHOOLS = 24;
const FALLEN = FIRST_URN + 7;
const THURSDAY = '2026-11-19';
let bellwether: TestBellwether;
let worker: Running;
const url = `/api/v1/schools/${FALLEN}/signal`;

async function post(kind: string, body: unknown): Promise<void> {
  expect((await bellwether.post(kind, body)).status).toBe(202);
  await bellwether.settled();
}

beforeAll(async () => {
  bellwether = await startTestBellwether();
  worker = await startTestSignal(bellwether);
  await post('schools', schoolsCsv(SCHOOLS));
  await post('history', historyCsv(SCHOOLS, THURSDAY, [{ urn: FALLEN, from: '2026-11-02', points: 14 }]));
  await post('rosters', JSON.parse(rosterOf(FALLEN)));
  const target = `${FALLEN},2026/27,94.2,abie,2026-09-01,1,`;
  await post('targets', `urn,academic_year,attendance_target,kind,issued_on,version,note\n${target}\n`);
  await post('registers', registerOf(FALLEN, { absent: 12, recordedAt: `${FRIDAY}T08:55:00Z` }));
  await signalsSettled(bellwether);
}, 60_000);
afterAll(async () => {
  await worker?.stop();
  await bellwether?.stop();
});

test('[SCREEN185] the days of the chart end on what the signal says of the day, and fall where the school fell', async () => {
  const signal = await bellwether.json<SignalBody>(`${url}?date=${FRIDAY}`);
  const { days, target, schoolDays } = await bellwether.json<SignalDays>(`${url}/days?date=${FRIDAY}`);
  const today = days.at(-1);
  expect(today).toMatchObject({
    date: FRIDAY,
    attendance: signal.attendance,
    expected: signal.expected,
    usualRange: signal.usualRange,
    standing: signal.standing,
  });
  expect(target).toBe(94.2);
  expect(schoolDays).toBeGreaterThan(days.length);
  expect(days.map(({ date }) => date)).toEqual(days.map(({ date }) => date).toSorted());
  const mean = (of: typeof days) =>
    of.reduce((sum, { attendance, expected }) => sum + attendance - expected, 0) / of.length;
  const [before, after] = [
    days.filter((day) => day.date < '2026-11-02'),
    days.filter((day) => day.date >= '2026-11-02'),
  ];
  expect(mean(after)).toBeLessThan(mean(before) - 5);
  expect(before.every(({ standing }) => standing !== 'slipping')).toBe(true);
  expect(today?.standing).toBe('slipping');
});

test('[SCREEN185] a past day shows the days up to it, as CSV too, and only to readers of targets', async () => {
  const { days } = await bellwether.json<SignalDays>(`${url}/days?date=2026-11-13`);
  expect(days.at(-1)?.date).toBe('2026-11-13');
  const csv = await bellwether.get(`${url}/days`, 'demo-central', { accept: 'text/csv' });
  expect((await csv.text()).split('\n')[0]).toContain('usualRange');
  expect((await bellwether.get(`${url}/days`, 'demo-inspectorate')).status).toBe(403);
});
