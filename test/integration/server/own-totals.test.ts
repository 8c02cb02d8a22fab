import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OwnTotalsAnswer } from '../../../shared/api/own-totals.ts';
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
const A = 100_000;
const pupils = Array.from({ length: 12 }, (_, i) => ({
  upn: makeUpn(i),
  yearGroup: i < 4 ? 'R' : '4',
  dateOfBirth: i < 2 ? '2022-08-31' : '2021-01-01',
}));

let app: TestBellwether;
const compare = (body: string | object, query = '', token = 'demo-central') => {
  const isText = typeof body === 'string';
  return fetch(`${app.url}/api/v1/schools/${A}/own-totals${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': isText ? 'text/csv' : 'application/json' },
    body: isText ? body : JSON.stringify(body),
  });
};
const row = (yearGroup: string, onRoll: number, possible: number, attending: number) => ({
  date: FRIDAY,
  session: 'AM',
  yearGroup,
  onRoll,
  possible,
  attending,
});

beforeAll(async () => {
  app = await startTestBellwether();
  await app.post('schools', [SCHOOLS_HEADER, schoolLine(A, '201')].join('\n'));
  await app.post('rosters', rosterBody(A, '2026-09-01', pupils), NDJSON);
  const marks = pupils.slice(0, 10).map(({ upn }, i) => [upn, i === 9 ? 'U' : i === 8 ? 'N' : '/'] as const);
  await app.post('registers', registerBody(A, marks));
  await app.settled();
}, 60_000);
afterAll(() => app?.stop());

test('[DISPUTE26] totals by year group come back with each difference by cause, as JSON and as CSV', async () => {
  const totals = [row('R', 4, 4, 4), row('4', 9, 9, 9)];
  const answer = (await (await compare({ totals })).json()) as OwnTotalsAnswer;
  const [reception, year4] = answer.sessions[0].years;
  expect(reception.causes).toEqual([]);
  expect(year4).toMatchObject({ difference: { possible: -3, attending: -5 } });
  expect(year4.causes).toEqual([
    { cause: 'late-feed', possible: -2, attending: -2 },
    { cause: 'roster', possible: -1, attending: -1 },
    { cause: 'code-class', possible: 0, attending: -1 },
    { cause: 'unexplained', possible: 0, attending: -1 },
  ]);
  expect(answer.sessions[0].headline).toMatchObject({ difference: { possible: -5, attending: -7 } });
  expect(answer.sessions[0].headline.causes).toContainEqual({ cause: 'age', possible: -2, attending: -2 });
  const csv = [
    'Date,session,year_group,on_roll,possible,attending',
    ...totals.map((one) => Object.values(one).join()),
  ];
  const again = (await (await compare(csv.join('\r\n'))).json()) as OwnTotalsAnswer;
  expect(again.sessions).toEqual(answer.sessions);
});

test('[DISPUTE27] what was corrected since the totals were drawn is told apart by the log of counts by minute', async () => {
  app.clock.set(Date.parse(`${FRIDAY}T09:30:00Z`));
  const corrected = [[pupils[8].upn, '/']] as const;
  await app.post('registers', registerBody(A, corrected, { recordedAt: `${FRIDAY}T09:30:00Z` }));
  await app.settled();
  const totals = [{ ...row('4', 8, 6, 4), unmarked: 2 }];
  const causesAt = async (drawnAt: string) => {
    const answer = (await (await compare({ totals, drawnAt })).json()) as OwnTotalsAnswer;
    return answer.causes.map(({ cause }) => cause);
  };
  expect(await causesAt(`${FRIDAY}T09:10:00Z`)).toEqual(['correction']);
  expect(await causesAt(`${FRIDAY}T09:40:00Z`)).toEqual(['unexplained']);
});

test('[DISPUTE28] faults are named with their place, and nobody outside the scope compares', async () => {
  const wrong = await compare({ totals: [row('R', 4, 5, 4)] });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ faults: [{ path: 'totals.0.possible' }] });
  expect((await compare('date,session\n"')).status).toBe(400);
  expect((await compare({ totals: [row('R', 4, 4, 4), row('R', 4, 4, 4)] })).status).toBe(400);
  expect((await compare({ totals: [row('R', 4, 4, 4)] }, '', 'demo-inspectorate')).status).toBe(403);
});
