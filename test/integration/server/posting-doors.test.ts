/** Doors that change something, and the three that name other schools: what they answer, refusals too, and planted leaks. */
import type { Express, RequestHandler } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS, type EndpointName } from '../../../shared/api/endpoints.ts';
import { DOORS } from '../../helpers/doors.ts';
import { isOwn } from '../../helpers/role-table.ts';
import { routeTable, watchApps } from '../../helpers/route-table.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { COUNTRY, type Person, people, settle } from '../../helpers/small-country.ts';

/** Figures of a similar school that only its own readers get. */
const FIGURES = ['today', 'yearToDate', 'lastYear'];
const PLANTED = { urn: 100_017, target: 91.7, name: 'School 100017', today: 90.1 };
/** Demo doors end a worker, which here is the test itself; they tell of no school. */
const POSTING = (Object.keys(ENDPOINTS) as EndpointName[]).filter((name) => {
  const kept = DOORS[name];
  return (
    ENDPOINTS[name].method !== 'get' && 'gives' in kept && kept.about !== 'owner' && kept.gives !== 'demo'
  );
});

let app: TestBellwether;
let door: Express;
let everybody: Person[];

beforeAll(async () => {
  const watch = watchApps();
  app = await startTestBellwether();
  watch.stop();
  const found = watch.apps.find((one) =>
    routeTable(one).routes.some(({ name }) => name === 'get /api/v1/status'),
  );
  if (!found) throw new Error('the front door was not seen');
  door = found;
  await settle(app, (urn) => 90 + (urn % 100) / 10);
  everybody = (await people(app)).filter(({ reader }) => !['admin', 'supplier'].includes(reader.role));
}, 120_000);
afterAll(() => app?.stop());

/** What each door would take, about a school. */
const bodyAbout = (urn: number): object => ({
  urn,
  about: 'school',
  note: 'a call',
  figure: { name: 'absent', date: FRIDAY, session: 'AM' },
  says: 'too many',
  other: urn === 100_000 ? 100_003 : 100_000,
  leftOut: true,
  reason: 'a special school',
  step: 'words',
  command: 'hold',
  kind: 'exclusion',
});

async function ask(
  name: EndpointName,
  { token }: Person,
  urn: number,
  body: object | undefined,
): Promise<string> {
  const path = ENDPOINTS[name].path
    .replace('{urn}', String(urn))
    .replace('{room}', 'Hall')
    .replace('{id}', '00000000-0000-4000-8000-000000000000');
  const answer = await fetch(app.url + path, {
    method: ENDPOINTS[name].method.toUpperCase(),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(answer.status, name).toBeLessThan(500);
  return answer.text();
}

/** URNs in an answer that the reader may not see, but the one they named themselves. */
function strangers({ reader }: Person, text: string, asked: number): number[] {
  const found = [...new Set(text.match(/(?<!\d)1000\d\d(?!\d)/g))].map(Number);
  return found.filter((urn) => {
    const school = COUNTRY.find((one) => one.urn === urn);
    return urn !== asked && (!school || reader.role === 'wall' || !isOwn(reader, school));
  });
}

/** Names are told of similar schools (contract), figures of those in scope alone. */
function figuresOfStrangers({ reader }: Person, text: string): number[] {
  const found: number[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { urn } = value as { urn?: number };
    const school = COUNTRY.find((one) => one.urn === urn);
    const isTold = FIGURES.some((figure) => figure in value) || 'target' in value;
    if (urn !== undefined && isTold && !(school && isOwn(reader, school))) found.push(urn);
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(JSON.parse(text));
  return found;
}

/** Makes a door tell one row too many while something is asked. */
async function leaking(name: EndpointName, plant: (body: unknown) => unknown, task: () => Promise<void>) {
  const { method, path } = ENDPOINTS[name];
  const route = routeTable(door).routes.find(
    (one) => one.name === `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
  );
  if (!route) throw new Error(`${name} has no route`);
  const { handle } = route.stack[0];
  const leaky: RequestHandler = (request, response, next) => {
    const send = response.send.bind(response);
    response.json = (body) => {
      response.send = send;
      return response.type('json').send(JSON.stringify(plant(body)));
    };
    const end = response.end.bind(response);
    response.end = ((...rest: Parameters<typeof end>) =>
      response.headersSent || rest.length > 0 ? end(...rest) : response.json({})) as typeof response.end;
    return handle(request, response, next);
  };
  route.stack[0].handle = leaky;
  await task().finally(() => {
    route.stack[0].handle = handle;
  });
}

const withPlanted = (body: unknown): object => ({ ...(body as object), planted: PLANTED });

test('[ACCESS330] doors that change something tell nothing of schools outside the scope, in refusals as little', async () => {
  expect(POSTING.length).toBeGreaterThan(8);
  for (const name of POSTING)
    for (const person of everybody)
      for (const urn of [100_004, 100_017])
        for (const body of [bodyAbout(urn), undefined]) {
          const text = await ask(name, person, urn, body);
          const what = `${person.reader.role} ${person.reader.scope} at ${name} about ${urn}: ${text.slice(0, 200)}`;
          const found = name === 'changeComparators' ? [] : strangers(person, text, urn);
          expect(found, what).toEqual([]);
        }
}, 90_000);

test('[ACCESS330] a row planted into any of them is caught', async () => {
  const la = everybody.find(({ reader }) => reader.role === 'la' && !isOwn(reader, COUNTRY[17]));
  if (!la) throw new Error('there is no such LA');
  const uncaught: string[] = [];
  for (const name of POSTING) {
    let text = '';
    // A refusal is made behind the door; the row goes into whatever the door itself sends.
    await leaking(name, withPlanted, async () => {
      text = await ask(name, la, 100_006, bodyAbout(100_006));
    });
    const isSent = text.includes('"planted"');
    if (isSent && strangers(la, text, 100_006).length === 0) uncaught.push(name);
  }
  expect(uncaught).toEqual([]);
}, 60_000);

test('[ACCESS331] of similar schools outside the scope no figure is told, and a planted one is caught', async () => {
  const asked = everybody.flatMap((person) =>
    COUNTRY.filter((school) => person.reader.role !== 'wall' && isOwn(person.reader, school))
      .slice(0, 3)
      .map((school) => ({ person, urn: school.urn })),
  );
  let named = 0;
  for (const { person, urn } of asked) {
    if (person.reader.role === 'inspectorate') continue;
    const answer = await app.get(`/api/v1/schools/${urn}/target`, person.token);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(figuresOfStrangers(person, text), `${person.reader.role} ${urn}`).toEqual([]);
    named += (text.match(/"urn":1000\d\d/g) ?? []).length;
  }
  expect(named).toBeGreaterThan(10);
  const la = asked.find(({ person }) => person.reader.role === 'la');
  if (!la) throw new Error('there is no LA');
  for (const name of ['target', 'comparators'] as const)
    await leaking(name, withPlanted, async () => {
      const path = ENDPOINTS[name].path.replace('{urn}', String(la.urn));
      const text = await (await app.get(path, la.person.token)).text();
      expect(figuresOfStrangers(la.person, text), name).toEqual([PLANTED.urn]);
    });
}, 60_000);

test('[ACCESS331] a wall without names shows no school, and a planted one is caught', async () => {
  const walls = everybody.filter(({ reader }) => reader.role === 'wall');
  for (const wall of walls) {
    const scene = async () => (await app.get('/api/v1/displays/scene', wall.token)).text();
    const text = await scene();
    expect(strangers(wall, text, 0)).toEqual([]);
    expect(text).not.toMatch(/"target"|"standing"/);
    await leaking('wallScene', withPlanted, async () => {
      expect(strangers(wall, await scene(), 0)).toEqual([PLANTED.urn]);
    });
  }
}, 60_000);
