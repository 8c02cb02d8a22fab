import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { takePort } from '../../../server/cli/free-port.ts';
import { parseLine } from '../../../shared/node/audit/chain.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { createJar, type Jar } from '../../helpers/cookie-jar.ts';
import {
  API_SECRET,
  CLIENT_ID,
  CLIENT_SECRET,
  type IdentityProvider,
  startIdentityProvider,
} from '../../helpers/identity-provider.ts';
import { connectLive, type LiveClient } from '../../helpers/live-client.ts';
import { startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

const SOON = { timeout: 4000 };
const MINUTE = 60_000;
const COOKIE = 'bellwether';
const LA = { id: 'org-la', name: 'Test <Council>', category: { id: '002' }, establishmentNumber: '201' };
const ROLES = {
  roles: [
    { code: 'BW_CENTRAL', role: 'central', organisations: ['org-dfe'] },
    { code: 'BW_LA', role: 'la' },
  ],
};

let provider: IdentityProvider;
let app: TestBellwether;
let folder: string;
/** How much later than now it is to the server, ms. */
let later = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-roles-'));
  const roleMap = join(folder, 'roles.json');
  await writeFile(roleMap, JSON.stringify(ROLES));
  const port = await takePort(0, '127.0.0.1');
  const publicUrl = `http://127.0.0.1:${port}`;
  provider = await startIdentityProvider(publicUrl);
  const config = {
    port,
    publicUrl,
    oidcIssuer: provider.issuer,
    oidcClientId: CLIENT_ID,
    oidcClientSecret: CLIENT_SECRET,
    accessApi: provider.api,
    accessApiSecret: API_SECRET,
    roleMap,
  };
  const realNow = () => Date.now() + later;
  app = await startTestBellwether({ demoAccess: 'off', withoutIntake: true, config, realNow });
}, 60_000);
beforeEach(() => {
  later = 0;
  provider.isApiUp.value = true;
});
afterAll(async () => {
  await app?.stop();
  await provider?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Gives somebody an account and sits them down at a browser. */
function person(
  subject: string,
  codes: string[] | null,
  organisation: Record<string, unknown> | undefined = LA,
): Jar {
  const roles = codes && organisation ? { [String(organisation.id)]: codes } : {};
  provider.people.set(subject, { ...(organisation ? { organisation } : {}), roles });
  provider.whoIsThere.subject = subject;
  return createJar();
}

const isCallback = (url: string) => url.startsWith(`${app.url}/session/callback`);
const isHome = (url: string) => url.startsWith(`${app.url}/`) && !url.startsWith(`${app.url}/session`);
const signIn = (jar: Jar, to = '') =>
  jar.follow(`${app.url}/session/sign-in?to=${encodeURIComponent(to)}`, isHome);

async function whoIs(jar: Jar): Promise<{ status: number; role?: string; scope?: string; demo?: boolean }> {
  const response = await jar.ask(`${app.url}/session`);
  const { role, scope, demo } = (await response.json()) as { role?: string; scope?: string; demo?: boolean };
  return { status: response.status, ...(role ? { role, scope, demo } : {}) };
}

async function socketOf(jar: Jar): Promise<LiveClient> {
  const { ticket } = (await (await jar.ask(`${app.url}/session/ticket`, { method: 'POST' })).json()) as {
    ticket: string;
  };
  return connectLive(app.url, { ticket });
}

test('[ACCESS110] who has an account signs in by it: role and scope come from the organisation, and the link leads on', async () => {
  const jar = person('alice', ['OTHER', 'BW_LA']);
  const { url } = await signIn(jar, '?view=la:201');
  expect(url).toBe(`${app.url}/?view=la:201`);
  expect(await whoIs(jar)).toEqual({ status: 200, role: 'la', scope: 'la:201', demo: false });
  expect(provider.asked.at(-1)).toBe(`/services/${CLIENT_ID}/organisations/org-la/users/alice`);
});

test('[ACCESS111] the way there carries PKCE, state and nonce; what comes back is taken once, by that browser, with that state', async () => {
  const jar = person('bob', ['BW_LA']);
  const there = await jar.ask(`${app.url}/session/sign-in`);
  const query = new URL(there.headers.get('location') ?? '').searchParams;
  expect(query.get('code_challenge_method')).toBe('S256');
  for (const name of ['code_challenge', 'state', 'nonce']) expect(query.get(name)).toMatch(/^[\w-]{40,}$/);
  const { url } = await jar.follow(there.headers.get('location') ?? '', isCallback);
  const stranger = await createJar().ask(url);
  expect(stranger.status).toBe(400);
  expect(await stranger.text()).toContain('has run out');
  const forged = new URL(url);
  forged.searchParams.set('state', 'x'.repeat(43));
  const refused = await jar.ask(forged.href);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('You are not signed in');
  expect((await jar.ask(url)).status).toBe(400);
  expect((await whoIs(jar)).status).toBe(401);
});

test('[ACCESS111] a place to come back to that is not of this site is refused', async () => {
  for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example', '?a=b#<script>']) {
    const answer = await createJar().ask(`${app.url}/session/sign-in?to=${encodeURIComponent(to)}`);
    expect(answer.status).toBe(400);
  }
});

test.each([
  ['no access to the service', null, LA, 'has no role in Bellwether'],
  ['no role that is known here', ['OTHER'], LA, 'Test &lt;Council&gt;'],
  ['a role that another organisation may give', ['BW_CENTRAL'], LA, 'has no role in Bellwether'],
  ['no organisation', [], undefined, 'No organisation was chosen'],
])(
  '[ACCESS112] %s: no session, and a page that says what to do next',
  async (_, codes, organisation, words) => {
    const jar = person(`nobody-${words.length}`, codes, organisation);
    if (!organisation) provider.people.set(provider.whoIsThere.subject, { roles: {} });
    const { response } = await signIn(jar);
    expect(response.status).toBe(403);
    const page = await response.text();
    expect(page).toContain(words);
    expect(page).toContain('Ask an approver');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await whoIs(jar)).status).toBe(401);
  },
);

test('[ACCESS113] a sign-in gives a session of its own: never one the browser brought, and the one before it ends', async () => {
  const jar = person('carol', ['BW_LA']);
  const planted = 'planted-by-somebody-else-0123456789';
  jar.set(app.url, COOKIE, planted);
  await signIn(jar);
  const first = jar.cookies(app.url);
  expect(first).not.toContain(planted);
  await signIn(jar);
  expect(jar.cookies(app.url)).not.toBe(first);
  const old = await fetch(`${app.url}/session`, { headers: { cookie: first } });
  expect(old.status).toBe(401);
});

test('[ACCESS114] signing out everywhere ends every session of the person and nobody else’s, and goes on to the sign-in service', async () => {
  const here = person('dave', ['BW_LA']);
  await signIn(here);
  const there = createJar();
  await signIn(there);
  const other = person('erin', ['BW_LA']);
  await signIn(other);
  const socket = await socketOf(there);
  const answer = await here.ask(`${app.url}/session/everywhere`, { method: 'DELETE' });
  const { next } = (await answer.json()) as { next: string };
  expect(next).toContain(`${provider.issuer}/session/end`);
  expect(next).toContain('id_token_hint=');
  await expect.poll(() => socket.socket.connected, SOON).toBe(false);
  expect((await whoIs(there)).status).toBe(401);
  expect((await whoIs(other)).status).toBe(200);
});

test('[ACCESS115] a notice of sign-out by the sign-in service ends the session; what is not its own is refused', async () => {
  const jar = person('frank', ['BW_LA']);
  await signIn(jar);
  const notice = (token: string) =>
    fetch(`${app.url}/session/back-channel`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    });
  for (const token of ['nonsense', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJmcmFuayJ9.'])
    expect((await notice(token)).status).toBe(400);
  expect((await whoIs(jar)).status).toBe(200);
  const end = await jar.ask(`${provider.issuer}/session/end`);
  const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(await end.text()) ?? [];
  const body = new URLSearchParams({ xsrf, logout: 'yes' });
  await jar.ask(`${provider.issuer}/session/end/confirm`, { method: 'POST', body });
  await expect.poll(async () => (await whoIs(jar)).status, SOON).toBe(401);
});

test('[ACCESS116] a role that is taken away or changed ends the person’s sessions and closes their sockets', async () => {
  const jar = person('grace', ['BW_LA']);
  await signIn(jar);
  const socket = await socketOf(jar);
  later = 4 * MINUTE;
  provider.people.set('grace', { organisation: LA, roles: { 'org-la': ['OTHER'] } });
  expect((await whoIs(jar)).status).toBe(200);
  later = 6 * MINUTE;
  await expect.poll(async () => (await whoIs(jar)).status, SOON).toBe(401);
  await expect.poll(() => socket.socket.connected, SOON).toBe(false);
});

test('[ACCESS117] while roles cannot be looked up nobody new is let in, and who is in stays for an hour at most', async () => {
  const jar = person('heidi', ['BW_LA']);
  await signIn(jar);
  provider.isApiUp.value = false;
  const { response } = await signIn(createJar());
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('Wait a minute');
  later = 30 * MINUTE;
  for (let i = 0; i < 3; i++) expect((await whoIs(jar)).status).toBe(200);
  later = 62 * MINUTE;
  await expect.poll(async () => (await whoIs(jar)).status, SOON).toBe(401);
});

test('[ACCESS118] a session ends when it was not used for the idle limit, and at its longest however it is used', async () => {
  const idle = person('ivan', ['BW_LA']);
  await signIn(idle);
  later = 62 * MINUTE;
  expect((await whoIs(idle)).status).toBe(401);
  later = 0;
  const used = person('judy', ['BW_LA']);
  await signIn(used);
  // A step of the clock is short of the idle limit twice over: a look-up of the role may still write the step before.
  for (later = 0; later < 12 * 60 * MINUTE; later += 20 * MINUTE)
    await expect.poll(async () => (await whoIs(used)).status, SOON).toBe(200);
  later = 12 * 60 * MINUTE;
  expect((await whoIs(used)).status).toBe(401);
});

test('[ACCESS119] without demo access a browser is told where to sign in', async () => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${app.url}/session`, { method: 'POST', headers, body: '{"role":"central"}' });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'sign_in_elsewhere' });
});

test('[AUDIT104] signing in, being refused, a role that changed and signing out are written down', async () => {
  const [kept, refused] = [person('wilma', ['BW_LA']), 'xaver'];
  await signIn(kept);
  person(refused, ['OTHER']);
  await createJar().follow(`${app.url}/session/sign-in`);
  await kept.ask(`${app.url}/session`, { method: 'DELETE', headers: { origin: app.url } });
  const log = await app.redis.connect().xrevrange(globalKeys.audit, '+', '-', 'COUNT', 20);
  const written = log.map(([, [, line]]) => parseLine(line)).map(({ action, by }) => `${action} ${by.id}`);
  expect(written).toEqual(
    expect.arrayContaining([
      'session.sign-in u-wilma',
      `session.refused u-${refused}`,
      'session.sign-out u-wilma',
    ]),
  );
});
