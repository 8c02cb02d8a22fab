import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../../../server/app.ts';
import type { ListedTokenBody, MadeToken } from '../../../shared/api/tokens.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { connectLive } from '../../helpers/live-client.ts';
import { registerBody, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

let app: TestBellwether;
let second: RunningServer;

beforeAll(async () => {
  app = await startTestBellwether();
  second = await app.secondServer();
}, 60_000);
afterAll(async () => {
  await second?.stop();
  await app?.stop();
});

const urls = () => [app.url, `http://127.0.0.1:${second.port}`];

function ask(method: string, path: string, body?: unknown, token = 'demo-admin'): Promise<Response> {
  return fetch(app.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function make(body: unknown): Promise<MadeToken> {
  const answer = await ask('POST', '/api/v1/tokens', body);
  expect(answer.status).toBe(200);
  return (await answer.json()) as MadeToken;
}

async function listed(id: string): Promise<ListedTokenBody | undefined> {
  const { tokens } = await app.json<{ tokens: ListedTokenBody[] }>('/api/v1/tokens', 'demo-admin');
  return tokens.find((token) => token.id === id);
}

const england = (url: string, token: string) =>
  fetch(`${url}/api/v1/sessions/2026-11-20/AM/areas/england/E92000001`, {
    headers: { authorization: `Bearer ${token}` },
  }).then(({ status }) => status);

/** A second as the rules have it, and as much again twice for a machine that is busy. */
const SOON = { timeout: 3000 };

/** The answer of intake to a register of a school nobody knows: 422 when the sender is let in. */
const posting = (url: string, token: string) =>
  fetch(`${url}/api/v1/registers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(registerBody(123_456, [[makeUpn(1), '/']])),
  }).then(({ status }) => status);

test('[ACCESS100] an admin makes a token; its secret is shown once and kept as a hash alone', async () => {
  const made = await make({ role: 'central', label: 'Desk of the unit', days: 7 });
  expect(made).toMatchObject({ role: 'central', scope: 'england', label: 'Desk of the unit' });
  expect(await england(app.url, made.token)).toBe(200);
  const seen = await app.get('/api/v1/tokens', 'demo-admin');
  expect(seen.headers.get('cache-control')).toContain('no-store');
  const text = await seen.text();
  expect(text).toContain(made.id);
  expect(text).not.toContain(made.token);
  const stored = await app.redis.connect().hgetall(globalKeys.tokens);
  expect(JSON.stringify(stored)).not.toContain(made.token);
});

test('[ACCESS101] only admins manage tokens, and what is asked wrongly is said', async () => {
  for (const token of ['demo-central', 'demo-supplier', 'demo-wall'])
    expect((await ask('GET', '/api/v1/tokens', undefined, token)).status).toBe(403);
  const wrong = await ask('POST', '/api/v1/tokens', { role: 'hub' });
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('hub:H01');
  expect((await ask('DELETE', '/api/v1/tokens/t-0000000000000000')).status).toBe(404);
  expect((await ask('POST', '/api/v1/tokens/t-0000000000000000/rotate', {})).status).toBe(404);
});

test('[ACCESS102] last use is shown to the minute and written at most once a minute', async () => {
  const { id, token } = await make({ role: 'central' });
  expect((await listed(id))?.lastUsedAt).toBeNull();
  await england(app.url, token);
  await expect.poll(async () => (await listed(id))?.lastUsedAt).toMatch(/:00\.000Z$/);
  const redis = app.redis.connect();
  await redis.hset(globalKeys.tokenUses, id, '60000');
  await england(app.url, token);
  await sleep(50);
  expect((await listed(id))?.lastUsedAt).toBe('1970-01-01T00:01:00.000Z');
});

test('[ACCESS103] a revoked token is refused within a second by every server and by intake', async () => {
  const reader = await make({ role: 'central' });
  const supplier = await make({ role: 'supplier', scope: 'england' });
  for (const url of urls()) {
    expect(await england(url, reader.token)).toBe(200);
    expect(await posting(url, supplier.token)).toBe(422);
  }
  for (const { id } of [reader, supplier])
    expect((await ask('DELETE', `/api/v1/tokens/${id}`)).status).toBe(204);
  for (const url of urls()) {
    await expect.poll(() => england(url, reader.token), SOON).toBe(401);
    await expect.poll(() => posting(url, supplier.token), SOON).toBe(401);
  }
  expect(await listed(reader.id)).toBeUndefined();
});

test('[ACCESS104] the sockets of a revoked token close within a second, on every server, by ticket too', async () => {
  const { id, token } = await make({ role: 'central' });
  const other = await make({ role: 'central' });
  const answer = await ask('POST', '/session/ticket', {}, token);
  const { ticket } = (await answer.json()) as { ticket: string };
  const [one, two] = urls();
  const clients = await Promise.all([
    connectLive(one, { token }),
    connectLive(two, { token }),
    connectLive(two, { ticket }),
  ]);
  const stays = await connectLive(one, { token: other.token });
  const { ticket: unused } = (await (await ask('POST', '/session/ticket', {}, token)).json()) as {
    ticket: string;
  };
  await ask('DELETE', `/api/v1/tokens/${id}`);
  const open = () => clients.filter(({ socket }) => socket.connected).length;
  await expect.poll(open, SOON).toBe(0);
  expect(stays.socket.connected).toBe(true);
  await expect(connectLive(one, { ticket: unused })).rejects.toThrow('unauthenticated');
  stays.close();
});

test('[ACCESS105] a rotated token has a new secret and the same id; the old one ends at once, or after its overlap', async () => {
  const { id, token } = await make({ role: 'central', label: 'kept' });
  const overlapping = (await (
    await ask('POST', `/api/v1/tokens/${id}/rotate`, { overlapMinutes: 10 })
  ).json()) as MadeToken;
  expect(overlapping).toMatchObject({ id, label: 'kept', role: 'central' });
  expect(await england(app.url, token)).toBe(200);
  expect(await england(app.url, overlapping.token)).toBe(200);
  expect(Date.parse((await listed(id))?.oldSecretEndsAt ?? '')).toBeGreaterThan(Date.now() + 9 * 60_000);
  const socket = await connectLive(app.url, { token });
  const last = (await (await ask('POST', `/api/v1/tokens/${id}/rotate`, {})).json()) as MadeToken;
  await expect.poll(() => socket.socket.connected, SOON).toBe(false);
  const seen = () =>
    Promise.all([token, overlapping.token, last.token].map((each) => england(app.url, each)));
  await expect.poll(seen, SOON).toEqual([401, 401, 200]);
});

test('[ACCESS106] a socket closes when the token it was let in by comes to its end', async () => {
  const { token, id } = await make({ role: 'central', days: 1 });
  const client = await connectLive(app.url, { token });
  const redis = app.redis.connect();
  const [hash, json] = Object.entries(await redis.hgetall(globalKeys.tokens)).find(([, text]) =>
    text.includes(id),
  ) as [string, string];
  await redis.hset(
    globalKeys.tokens,
    hash,
    JSON.stringify({ ...JSON.parse(json), endsAt: Date.now() + 900 }),
  );
  await sleep(600);
  const late = await connectLive(app.url, { token });
  await expect.poll(() => late.socket.connected, SOON).toBe(false);
  expect(await england(app.url, token)).toBe(401);
  client.close();
});

test('[ACCESS107] signing out closes the sockets of that session; everywhere closes all of the person', async () => {
  const signIn = async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${app.url}/session`, { method: 'POST', headers, body: '{"role":"central"}' });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0];
    const given = await fetch(`${app.url}/session/ticket`, { method: 'POST', headers: { cookie } });
    const { ticket } = (await given.json()) as { ticket: string };
    return { cookie, client: await connectLive(urls()[1], { ticket }) };
  };
  const [here, there] = [await signIn(), await signIn()];
  await fetch(`${app.url}/session`, { method: 'DELETE', headers: { cookie: here.cookie } });
  await expect.poll(() => here.client.socket.connected, SOON).toBe(false);
  expect(there.client.socket.connected).toBe(true);
  await fetch(`${app.url}/session/everywhere`, { method: 'DELETE', headers: { cookie: there.cookie } });
  await expect.poll(() => there.client.socket.connected, SOON).toBe(false);
});

test('[ACCESS108] a socket that sends anything but the two events is closed', async () => {
  const client = await connectLive(app.url, { token: 'demo-central' });
  await client.subscribe('england');
  expect(client.socket.connected).toBe(true);
  (client.socket as unknown as { emit(event: string, value: unknown): void }).emit('delta', {
    view: 'england',
  });
  await expect.poll(() => client.socket.connected).toBe(false);
  const binary = await connectLive(app.url, { token: 'demo-central' });
  (binary.socket as unknown as { emit(event: string, value: unknown): void }).emit('x', Buffer.alloc(16));
  await expect.poll(() => binary.socket.connected).toBe(false);
});
