/** A day of an installation with planted pupils: through its public doors, commands, sockets and screens. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { ENDPOINTS, type EndpointName } from '../../../shared/api/endpoints.ts';
import { DOORS } from '../doors.ts';
import { bellwether, type TestInstallation } from '../installation.ts';
import { connectLive } from '../live-client.ts';
import * as planted from './planted.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const CSV = { 'content-type': 'text/csv' };

export interface Person {
  name: string;
  role: string;
  scope: string;
  token: string;
}

/** Roles as they are made by command; `own` lies over the planted school, `other` beside it. */
const PEOPLE: readonly (readonly [string, string, string, ...string[]])[] = [
  ['central', 'central', 'england'],
  ['rise', 'rise', 'region:E12000007'],
  ['hub', 'hub', 'hub:H01'],
  ['own-la', 'la', 'la:201'],
  ['other-la', 'la', 'la:202'],
  ['own-school', 'school', `school:${planted.OWN}`],
  ['other-school', 'school', `school:${planted.OTHER}`],
  ['wall', 'wall', 'england'],
  ['named-wall', 'wall', 'la:201', '--names'],
  ['inspectorate', 'inspectorate', 'england'],
  ['supplier', 'supplier', `school:${planted.OTHER}`],
  ['admin', 'admin', ''],
];

/** Who may be told a planted name, at which doors; and who a planted target. */
export const MAY_NAME = { people: ['own-la', 'own-school', 'hub'], doors: ['absentees', 'schoolPersistent'] };
export const MAY_TARGET = ['central', 'rise', 'hub', 'own-la', 'own-school', 'named-wall'];

export class Journey {
  readonly installation: TestInstallation;
  /** Everything that commands printed. */
  printed = '';
  people: Person[] = [];

  constructor(installation: TestInstallation) {
    this.installation = installation;
  }

  async command(...args: string[]): Promise<string> {
    const { data } = this.installation;
    const { stdout, stderr } = await bellwether(...args, '--data', data);
    this.printed += `${args.slice(0, 2).join(' ')}\n${stdout}${stderr}\n`;
    return stdout;
  }

  async post(kind: string, body: string, headers: object = NDJSON): Promise<Response> {
    const token = kind === 'registers' || kind === 'rosters' ? 'demo-supplier' : 'demo-admin';
    return fetch(`${this.installation.url}/api/v1/${kind}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body,
    });
  }

  /** Two schools, a hub, targets, rosters (faulty ones as well, and one by command), registers of eight weeks. */
  async postAll(): Promise<void> {
    await this.post('schools', planted.schools(), CSV);
    const schools = [{ urn: planted.OWN, tier: 'enhanced' }];
    const hub = { id: 'H01', name: 'Hub', region: 'E12000007', leadUrn: planted.OWN, schools };
    await this.post('hubs', JSON.stringify([hub]), { 'content-type': 'application/json' });
    await this.post('targets', planted.targets(), CSV);
    for (const [i, faulty] of planted.faultyRosters().entries())
      await this.post('rosters', faulty, i % 4 === 0 ? { 'content-type': 'text/plain' } : NDJSON);
    const folder = await mkdtemp(join(tmpdir(), 'bellwether-planted-'));
    const file = join(folder, 'rosters.ndjson');
    await writeFile(file, planted.roster());
    await this.command('import', 'rosters', file);
    await rm(folder, { recursive: true });
    await this.post('registers', planted.registers());
    await this.settled();
  }

  async settled(): Promise<void> {
    for (;;) {
      const answer = await this.ask('/api/v1/status', 'demo-admin');
      const { pendingRegisters } = JSON.parse(answer.text) as { pendingRegisters: number };
      if (pendingRegisters === 0) return;
    }
  }

  async makePeople(): Promise<void> {
    for (const [name, role, scope, ...more] of PEOPLE) {
      const names = more.includes('--names');
      // One by command, since that prints; the others by the door of an admin.
      const made =
        name === 'rise'
          ? await this.command('token', 'create', '--role', role, '--scope', scope, '--json')
          : await this.#makeToken({ role, scope, names, label: name });
      this.people.push({ name, role, scope, token: (JSON.parse(made) as { token: string }).token });
    }
  }

  async #makeToken(asked: object): Promise<string> {
    const answer = await fetch(`${this.installation.url}/api/v1/tokens`, {
      method: 'POST',
      headers: { authorization: 'Bearer demo-admin', 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
    return answer.text();
  }

  async ask(path: string, token: string, headers: Record<string, string> = {}) {
    const answer = await fetch(this.installation.url + path, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    const head = [...answer.headers].map(([key, value]) => `${key}: ${value}`).join('\n');
    return { status: answer.status, text: await answer.text(), head };
  }

  /** Every reading door for every role, about the planted school and all that holds it, as JSON and as CSV. */
  async everyDoor(look: (person: Person, door: EndpointName, text: string) => void): Promise<number> {
    let answered = 0;
    for (const name of Object.keys(ENDPOINTS) as EndpointName[]) {
      if (ENDPOINTS[name].method !== 'get' || DOORS[name].about === 'anyone' || name === 'curl') continue;
      for (const address of addressesOf(name))
        for (const person of this.people)
          for (const accept of 'csv' in ENDPOINTS[name] ? ['*/*', 'text/csv'] : ['*/*']) {
            const { status, text, head } = await this.ask(address, person.token, {
              accept,
              'access-reason': 'home visit today',
            });
            if (status === 200) answered++;
            look(person, name, `${head}\n${text}`);
          }
    }
    return answered;
  }

  /** What sockets tell everybody of every view while a register comes in. */
  async everySocket(look: (person: Person, text: string) => void): Promise<void> {
    const views = ['england', 'region:E12000007', 'la:201', 'hub:H01', `school:${planted.OWN}`];
    const open = [];
    for (const person of this.people) {
      const client = await connectLive(this.installation.url, { token: person.token }).catch(() => undefined);
      if (!client) continue;
      const heard: unknown[] = [];
      client.socket.onAny((...told: unknown[]) => heard.push(told));
      for (const view of views) heard.push(await client.subscribe(view));
      open.push({ person, client, heard });
    }
    await this.post('registers', planted.registers().replaceAll('"I"', '"M"'));
    await this.settled();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    for (const { person, client, heard } of open) {
      client.close();
      look(person, JSON.stringify(heard));
    }
  }
}

/** The addresses of a door that concern the planted school. */
function addressesOf(name: EndpointName): string[] {
  const { OWN, TODAY, upnOf } = planted;
  const path = ENDPOINTS[name].path
    .replace('{date}', TODAY)
    .replace('{session}', 'AM')
    .replace('{urn}', String(OWN));
  const at = `at=${TODAY}T08:30:00Z&date=${TODAY}`;
  const areas = [
    ['england', 'E92000001'],
    ['la', '201'],
    ['hub', 'H01'],
  ];
  const views = ['england', 'la:201', `school:${OWN}`];
  if (path.includes('{kind}'))
    return areas.map(([kind, id]) => path.replace('{kind}', kind).replace('{id}', id));
  if (path.includes('{view}')) return views.map((view) => `${path.replace('{view}', view)}?${at}`);
  if (path.includes('{id}')) return [path.replace('{id}', upnOf(1))];
  if (path.includes(`/${OWN}`)) return [path];
  if (name === 'contacts') return [`${path}?urn=${OWN}&about=absence`, `${path}?la=201`];
  return [path, `${path}?urn=${OWN}`, `${path}?la=201`, `${path}?area=la:201`];
}

const VIEW = 'view=la:201';
const PAGES = [VIEW, `view=school:${planted.OWN}`].concat(
  ['absentees', 'disputes', 'admin', 'displays'].map((page) => `${VIEW}&page=${page}`),
);

/** Opens every page as a role and hands over what stands on it; `browser` is one that keeps what it fetched. */
export async function tourScreens(
  context: BrowserContext,
  url: string,
  { role, scope }: { role: string; scope: string },
  look: (text: string) => void,
): Promise<void> {
  await context.request.post(`${url}/session`, { data: scope ? { role, scope } : { role } });
  const page = await context.newPage();
  page.on('console', (message) => look(message.text()));
  for (const query of PAGES) {
    await page.goto(`${url}/?${query}`, { waitUntil: 'networkidle' });
    look(`${page.url()}\n${await page.content()}\n${await page.locator('body').innerText()}`);
  }
  await page.close();
}

/** Plants the canary in everything where a browser keeps things. */
export async function plantInBrowser(context: BrowserContext, url: string, word: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${url}/`);
  await page.evaluate(async (text) => {
    localStorage.setItem('canary', text);
    const cache = await caches.open('canary');
    await cache.put('/canary', new Response(text));
    await new Promise((done) => {
      const opening = indexedDB.open('canary');
      opening.onupgradeneeded = () => opening.result.createObjectStore('canary').put(text, 'canary');
      opening.onsuccess = done;
    });
  }, word);
  await page.close();
}
