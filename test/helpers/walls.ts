/** Two gateways over a few schools, and what walls ask of them: what tests of displays are made with. */
import type { Display, DisplayCode, Wall } from '../../shared/api/displays.ts';
import {
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from './server.ts';
import { makeUpn } from './upns.ts';

/** Four primaries and one secondary in Camden, two primaries in Greenwich, one alone in Hackney. */
const SCHOOLS: [number, string, string][] = [
  [100_000, '202', 'Primary'],
  [100_001, '202', 'Primary'],
  [100_002, '202', 'Primary'],
  [100_003, '202', 'Primary'],
  [100_004, '202', 'Secondary'],
  [100_005, '203', 'Primary'],
  [100_006, '203', 'Primary'],
  [100_007, '204', 'Primary'],
];
const PUPILS = 20;

/** UPNs of the pupils of one of the schools. */
export const upnsOf = (urn: number) =>
  Array.from({ length: PUPILS }, (_, i) => makeUpn((urn - 100_000) * 100 + i));

/** The schools with their rosters, two of each school's pupils ill; one has sent no register. */
async function postSchools(app: TestBellwether): Promise<void> {
  await app.post('schools', [SCHOOLS_HEADER, ...SCHOOLS.map((school) => schoolLine(...school))].join('\n'));
  for (const [urn] of SCHOOLS) {
    const pupils = upnsOf(urn).map((upn) => ({ upn, yearGroup: '4' }));
    const type = { 'content-type': 'application/x-ndjson' };
    await app.post('rosters', rosterBody(urn, '2026-09-01', pupils), type);
    if (urn === 100_006) continue;
    const marks = upnsOf(urn).map((upn, i) => [upn, i < 2 ? 'I' : '/'] as const);
    await app.post('registers', registerBody(urn, marks));
  }
  await app.settled();
}

async function askAt(url: string, method: string, token: string | null, body?: unknown) {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

/** What displays and desks ask; `url` of the gateway asked, the first where none is named. */
function askersOf(home: string) {
  const ask = (method: string, path: string, token: string | null, body?: unknown, url = home) =>
    askAt(url + path, method, token, body);
  const codeFor = async (): Promise<DisplayCode> => (await ask('POST', '/api/v1/displays/codes', null)).body;
  return {
    ask,
    /** A code of a screen that has none. */
    codeFor,
    stateOf: async (token: string) =>
      (await ask('POST', '/api/v1/displays/codes/state', null, { token })).body.state,
    /** A display that an administrator has let in; `more`: what they chose. */
    setUp: async (more: object = {}): Promise<{ display: Display; token: string }> => {
      const { code, token } = await codeFor();
      const wanted = { code, name: 'Wall', ...more };
      const { status, body } = await ask('POST', '/api/v1/displays', 'demo-admin', wanted);
      if (status !== 200) throw new Error(`a display was not set up: ${status} ${JSON.stringify(body)}`);
      return { display: body, token };
    },
    sceneOf: async (token: string, seen?: string, url = home): Promise<Wall> => {
      const query = seen ? `?${new URLSearchParams({ seen })}` : '';
      return (await ask('GET', `/api/v1/displays/scene${query}`, token, undefined, url)).body;
    },
    tell: (room: string, command: string, url = home) =>
      ask('POST', `/api/v1/displays/rooms/${room}`, 'demo-central', { command }, url),
  };
}

/** Starts it all; `secondUrl` is the address of the second gateway. */
export async function startWalls() {
  const app = await startTestBellwether();
  await postSchools(app);
  const second = await app.secondServer();
  return {
    app,
    redis: app.redis.connect(),
    secondUrl: `http://127.0.0.1:${second.port}`,
    ...askersOf(app.url),
    stop: async () => {
      await second.stop();
      await app.stop();
    },
  };
}
export type Walls = Awaited<ReturnType<typeof startWalls>>;
