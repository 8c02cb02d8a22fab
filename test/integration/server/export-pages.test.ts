import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf } from '../../../server/cli/export.ts';
import { readAllPages } from '../../../server/cli/export-pages.ts';
import { ENDPOINTS } from '../../../shared/api/endpoints.ts';
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

const URNS = [100_000, 100_001, 100_002];
const UPNS = URNS.map((urn) => makeUpn(urn));

let app: TestBellwether;
beforeAll(async () => {
  app = await startTestBellwether();
  const schools = [SCHOOLS_HEADER, ...URNS.map((urn) => schoolLine(urn, '201'))].join('\n');
  await app.post('schools', schools);
  const rosters = URNS.map((urn, i) => rosterBody(urn, '2026-09-01', [{ upn: UPNS[i], yearGroup: '4' }]));
  await app.post('rosters', rosters.join('\n'), { 'content-type': 'application/x-ndjson' });
  for (const [i, urn] of URNS.entries()) await app.post('registers', registerBody(urn, [[UPNS[i], '/']]));
  await app.settled();
}, 60_000);
afterAll(() => app?.stop());

const noWait = async (): Promise<never> => {
  throw new Error('nobody said to wait');
};
const board = (limit: number): URL => {
  const url = addressOf(ENDPOINTS.leaderboard, { date: FRIDAY, session: 'AM' }, app.url);
  url.searchParams.set('limit', String(limit));
  return url;
};
const read = (url: URL, format: 'csv' | 'json', token = 'demo-central') =>
  readAllPages({ url, token, format, reason: undefined }, noWait);

/** Rows as they were read, but for which page said them and when. */
async function rowsOf(url: URL): Promise<unknown[]> {
  const rows: Record<string, string>[] = parse(await read(url, 'csv'), { columns: true });
  return rows.map(({ query, answeredAt, ...row }) => {
    expect(query).toContain('/leaderboard?limit=');
    expect(Date.parse(answeredAt)).toBeGreaterThan(0);
    return row;
  });
}

test('[HOUSE36] a list of several pages is exported whole, and is the list that one page holds', async () => {
  const rows = await rowsOf(board(1));
  expect(rows).toEqual(await rowsOf(board(1000)));
  expect(rows).toHaveLength(URNS.length);
  const json = JSON.parse(await read(board(1), 'json'));
  expect(json).toEqual(JSON.parse(await read(board(1000), 'json')));
  expect(json.next).toBeUndefined();
});

test('[HOUSE36] the address of an area is made from --area, and what is no area is told', () => {
  const of = (area: string) => addressOf(ENDPOINTS.areaCohorts, { area, window: '5d' }, app.url);
  expect(of('la:201').pathname).toBe('/api/v1/areas/la/201/cohorts');
  expect(of('england').pathname).toBe('/api/v1/areas/england/E92000001/cohorts');
  expect(of('la:201').search).toBe('?window=5d');
  expect(() => of('201')).toThrow('--area must be england, region:…, la:…, trust:… or hub:…; it is "201".');
});

test('[HOUSE37] an export sees what its token sees: a refusal is told with the address and what to do', async () => {
  const url = addressOf(ENDPOINTS.schoolPersistent, { urn: String(URNS[0]) }, app.url);
  await expect(read(url, 'csv')).rejects.toThrow(
    `${url.pathname}: The role central may not do this; ask for a token of another role. (HTTP 403)`,
  );
});
