/** Every door of a server that really runs: on the list, kept by the policy, and caught when it leaks. */
import type { Express, RequestHandler } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS, type EndpointName } from '../../../shared/api/endpoints.ts';
import { areasOf, drawer, pick } from '../../helpers/access-world.ts';
import { addressOf } from '../../helpers/battery.ts';
import { DOORS, OTHER_DOORS, VIEW_KINDS } from '../../helpers/doors.ts';
import { connectLive } from '../../helpers/live-client.ts';
import { type About, type Gives, isOwn, tableSays } from '../../helpers/role-table.ts';
import { routeTable, watchApps } from '../../helpers/route-table.ts';
import { startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { COUNTRY, type Person, people, settle } from '../../helpers/small-country.ts';

/** Similar schools are named beyond one's scope (contract), without any figure of theirs. */
const NAMES_OTHERS = ['target', 'comparators'];
/** Doors that give a school's own dispute by its id, or wait: asked by tests of their own. */
const NOT_DRAWN = ['dispute', 'receipt', 'wallScene', 'curl'];
const REQUESTS = 1_500;
/** Doors that stand only where their part is configured. */
const MAY_BE_SHUT = /\/session\//;
const AREAS = areasOf(COUNTRY).filter(({ id }) => !/9$/.test(id) || id.length > 3);

let app: TestBellwether;
let twin: TestBellwether;
let everybody: Person[];
/** The express app of `app`. */
let door: Express;

beforeAll(async () => {
  const watch = watchApps();
  app = await startTestBellwether();
  watch.stop();
  const found = watch.apps.find((one) =>
    routeTable(one).routes.some(({ name }) => name === 'get /api/v1/status'),
  );
  if (!found) throw new Error('the front door was not seen');
  door = found;
  twin = await startTestBellwether();
  await settle(app, (urn) => 90 + (urn % 100) / 10);
  await settle(twin, (urn) => 98.9 - (urn % 100) / 10);
  everybody = await people(app);
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await twin?.stop();
});

const toExpress = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');
const READING = (Object.keys(ENDPOINTS) as EndpointName[]).filter(
  (name) => ENDPOINTS[name].method === 'get' && DOORS[name]?.about !== 'anyone' && !NOT_DRAWN.includes(name),
);

/** They list an area; a school's own list is its scope's. */
const LISTS: readonly EndpointName[] = ['leaderboard', 'events'];

interface Asked {
  name: EndpointName;
  person: Person;
  about: About;
  gives: Gives;
  cut: boolean;
}

function drawAsked(draw: () => number): Asked | undefined {
  const [name, person] = [pick(draw, READING), pick(draw, everybody)];
  const door = DOORS[name];
  if (door.about === 'anyone' || door.about === 'owner') return undefined;
  const base = { name, person, cut: false };
  if (door.about === 'nothing') return { ...base, gives: door.gives, about: 'nothing' };
  const ofSchool =
    door.about === 'school' || (door.about === 'either' && !LISTS.includes(name) && draw() < 0.5);
  if (ofSchool) return { ...base, gives: door.gives, about: { school: pick(draw, COUNTRY) } };
  const area = pick(draw, AREAS);
  const isScoped = name === 'absentees' || name === 'contacts';
  if (isScoped && ['england', 'region'].includes(area.kind)) return undefined;
  const cut = door.about === 'area' && name !== 'areaCohorts' && draw() < 0.2;
  return { ...base, gives: door.about === 'either' ? door.ofArea : door.gives, about: { area }, cut };
}

/** URNs in an answer that the reader may not see. */
function strangers(name: EndpointName, person: Person, text: string): string[] {
  const found = [...new Set(text.match(/(?<!\d)1000\d\d(?!\d)/g))];
  if (NAMES_OTHERS.includes(name) || ['admin', 'supplier'].includes(person.reader.role)) return [];
  return found.filter((urn) => {
    const school = COUNTRY.find((one) => one.urn === Number(urn));
    return !school || person.reader.role === 'wall' || !isOwn(person.reader, school);
  });
}

async function ask(
  { name, person, about, cut }: Asked,
  csv: boolean,
): Promise<{ status: number; text: string }> {
  const headers = { accept: csv ? 'text/csv' : '*/*', 'accept-encoding': 'identity' };
  const answer = await app.get(addressOf(name, about, cut), person.token, headers);
  return { status: answer.status, text: await answer.text() };
}

test('[ACCESS207] every route of the running server is on the list of doors, and nothing hides before them', () => {
  const { routes, before } = routeTable(door);
  const declared = new Set([
    ...Object.values(ENDPOINTS).map(({ method, path }) => `${method} ${toExpress(path)}`),
    ...OTHER_DOORS,
  ]);
  const standing = new Set(routes.map(({ name }) => name));
  expect([...standing].filter((name) => !declared.has(name))).toEqual([]);
  const missing = [...declared].filter((name) => !standing.has(name) && name !== 'get client');
  expect(missing.filter((name) => !MAY_BE_SHUT.test(name))).toEqual([]);
  expect(Object.keys(ENDPOINTS).filter((name) => !DOORS[name])).toEqual([]);
  expect(before.filter((name) => /router|app/i.test(name))).toEqual([]);
  for (const one of Object.values(ENDPOINTS))
    if ('csv' in one && one.csv) expect(one.method === 'get' || one.action === 'dispute').toBe(true);
});

test('[ACCESS208] of thousands of requests at the running server none gives what lies outside the scope', async () => {
  const draw = drawer(7);
  let answered = 0;
  for (let n = 0; n < REQUESTS; n++) {
    const asked = drawAsked(draw);
    if (!asked) continue;
    const { name, person, about, gives, cut } = asked;
    const csv = 'csv' in ENDPOINTS[name] && draw() < 0.3;
    const { status, text } = await ask(asked, csv);
    const table =
      cut && person.reader.role === 'wall' ? 'no' : tableSays(person.reader, gives, about, COUNTRY);
    const what = `${status} for ${person.reader.role} ${person.reader.scope} at ${addressOf(name, about, cut)}`;
    if (table === 'no') expect([403, 400], what).toContain(status);
    else if (table === 'yes') expect(status, what).toBe(200);
    else expect([200, 403], what).toContain(status);
    expect(strangers(name, person, status === 200 ? text : ''), what).toEqual([]);
    if (status === 200) answered++;
  }
  expect(answered).toBeGreaterThan(REQUESTS / 6);
}, 180_000);

test('[ACCESS208] a socket watches the views the table of roles gives it, and no other', async () => {
  for (const person of everybody) {
    const client = await connectLive(app.url, { token: person.token }).catch(() => undefined);
    const reads = tableSays(person.reader, 'live area', 'nothing', COUNTRY) === 'yes';
    expect(client !== undefined, person.reader.role).toBe(reads);
    if (!client) continue;
    const views: [string, About, Gives][] = [
      ...AREAS.map((area): [string, About, Gives] => [
        area.kind === 'england' ? 'england' : `${area.kind}:${area.id}`,
        { area },
        'live area',
      ]),
      ...COUNTRY.map((school): [string, About, Gives] => [`school:${school.urn}`, { school }, 'live school']),
    ];
    expect(VIEW_KINDS).toEqual(expect.arrayContaining(views.map(([view]) => view.split(':')[0])));
    for (const [view, about, gives] of views) {
      const table = tableSays(person.reader, gives, about, COUNTRY);
      const told = await client.subscribe(view);
      const isLetIn = !('error' in told);
      if (table !== 'sum')
        expect(isLetIn, `${person.reader.role} ${person.reader.scope} ${view}`).toBe(table === 'yes');
      client.socket.emit('unsubscribe', view);
    }
    client.close();
  }
}, 60_000);

test('[ACCESS209] a row of a school out of scope, planted into any door, is caught', async () => {
  const { routes } = routeTable(door);
  const planted = '{"urn":100017,"target":91.7}';
  const plant = (body: unknown) => (body === undefined ? body : `${String(body)}\n${planted}`);
  const uncaught: string[] = [];
  let doors = 0;
  for (const name of READING) {
    const route = routes.find((one) => one.name === `get ${toExpress(ENDPOINTS[name].path)}`);
    const draw = drawer(name.length);
    let allowed: Asked | undefined;
    for (let n = 0; n < 3_000 && !allowed; n++) {
      const asked = drawAsked(draw);
      const stranger = asked && !isOwn(asked.person.reader, COUNTRY[17]);
      if (
        asked?.name === name &&
        stranger &&
        tableSays(asked.person.reader, asked.gives, asked.about, COUNTRY) === 'yes'
      )
        allowed = asked;
    }
    if (
      !route ||
      !allowed ||
      ['admin', 'supplier'].includes(allowed.person.reader.role) ||
      NAMES_OTHERS.includes(name)
    )
      continue;
    doors++;
    const { handle } = route.stack[0];
    const leaking: RequestHandler = (request, response, next) => {
      const [send, end] = [response.send.bind(response), response.end.bind(response)];
      response.json = (body) => response.type('json').send(JSON.stringify(body));
      response.send = (body) => send(plant(Buffer.isBuffer(body) ? body.toString() : body));
      if (name === 'areaSignals') response.end = () => end(planted);
      return handle(request, response, next);
    };
    route.stack[0].handle = leaking;
    const { text } = await ask(allowed, false);
    route.stack[0].handle = handle;
    if (strangers(name, allowed.person, text).length === 0) uncaught.push(name);
  }
  expect(uncaught).toEqual([]);
  expect(doors).toBeGreaterThan(15);
}, 60_000);

/** What differs between two servers whatever they tell. */
const withoutOwn = (text: string) =>
  text.replaceAll(/"epoch":"[^"]*"/g, '').replaceAll(/"receipt":"[^"]*"/g, '');

test('[ACCESS210] two Englands that differ only in targets and signals are the same to the inspectorate, byte for byte', async () => {
  let same = 0;
  for (const name of READING) {
    const door = DOORS[name];
    if (door.about === 'anyone' || door.about === 'owner') continue;
    const subjects: About[] =
      door.about === 'nothing'
        ? ['nothing']
        : [
            ...(door.about === 'area' ? [] : COUNTRY.slice(0, 6).map((school): About => ({ school }))),
            ...(door.about === 'school' ? [] : AREAS.map((area): About => ({ area }))),
          ];
    for (const about of subjects)
      for (const accept of ['*/*', 'text/csv']) {
        const address = addressOf(name, about, false);
        const get = (one: TestBellwether) => one.get(address, 'demo-inspectorate', { accept });
        const [ours, theirs] = [await get(app), await get(twin)];
        expect(ours.status, address).toBe(theirs.status);
        const text = withoutOwn(await ours.text());
        expect(text, address).toBe(withoutOwn(await theirs.text()));
        if (ours.status !== 200) continue;
        expect(text, address).not.toMatch(/target|standing|slipping|on-track|gap/i);
        same++;
      }
  }
  expect(same).toBeGreaterThan(50);
  const [ours, theirs] = [app, twin].map((one) => one.get(`/api/v1/schools/100000/target`, 'demo-central'));
  expect(await (await ours).text()).not.toBe(await (await theirs).text());
}, 90_000);
