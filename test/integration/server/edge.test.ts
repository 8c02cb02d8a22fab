import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyInTime, createEdgeServer } from '../../../server/edge/connections.ts';
import { mountClient } from '../../../server/edge/pages.ts';
import { createRates } from '../../../server/edge/rates.ts';
import { createToken } from '../../../shared/node/tokens.ts';
import { openBody } from '../../../workers/ingest/body/open.ts';
import { connectLive } from '../../helpers/live-client.ts';
import { startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

let app: TestBellwether;

beforeAll(async () => {
  app = await startTestBellwether({ withoutIntake: true });
}, 60_000);
afterAll(() => app?.stop());

/** Asks by another name than the one connected to, which fetch does not allow. */
const statusBy = (host: string, path: string, method = 'GET', headers: Record<string, string> = {}) =>
  new Promise<number>((settle, fail) => {
    const sent = request(app.url + path, { method, headers: { ...headers, host } }, (response) => {
      response.resume();
      settle(response.statusCode ?? 0);
    });
    sent.on('error', fail).end();
  });

test('[ACCESS130] a page runs only what carries its nonce, another each time, and is not kept', async () => {
  const root = await mkdtemp(join(tmpdir(), 'bellwether-page-'));
  await mkdir(join(root, 'dist/client/assets'), { recursive: true });
  await writeFile(
    join(root, 'dist/client/index.html'),
    '<script nonce="__CSP_NONCE__" src="/assets/a.js"></script>',
  );
  const door = express();
  mountClient(door, root);
  const server = door.listen(0);
  const { port } = server.address() as AddressInfo;
  const nonces = [];
  for (const path of ['/', '/index.html', '/?view=la:201']) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/html' } });
    const [, nonce] = /nonce="([\w-]{20,})"/.exec(await answer.text()) ?? [];
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`script-src 'nonce-${nonce}' 'strict-dynamic'`);
    expect(policy).not.toMatch(/script-src[^;]*(unsafe|'self')/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    nonces.push(nonce);
  }
  expect(new Set(nonces).size).toBe(3);
  server.close();
  await rm(root, { recursive: true });
});

test('[ACCESS131] in demo access a name that was made to point here is refused, over HTTP and by socket', async () => {
  expect(await statusBy('evil.example:3000', '/session')).toBe(421);
  expect(await statusBy('evil.example', '/session', 'POST', { origin: 'http://evil.example' })).toBe(421);
  expect(await statusBy('localhost', '/livez')).toBe(200);
  await expect(connectLive(app.url, { token: 'demo-central' }, { host: 'evil.example' })).rejects.toThrow();
});

test('[ACCESS132] pages of other and of sibling sites cannot make a browser do anything', async () => {
  const post = (headers: Record<string, string>) =>
    statusBy('127.0.0.1', '/session', 'POST', { 'content-type': 'application/json', ...headers });
  expect(await post({ origin: 'http://evil.example' })).toBe(403);
  expect(await post({ origin: 'null' })).toBe(403);
  expect(await post({ 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await post({ origin: 'http://127.0.0.1', 'sec-fetch-site': 'same-origin' })).toBe(400);
});

test('[ACCESS133] a reader’s requests are limited over two servers together, and the wait is said', async () => {
  let at = Date.now();
  const rates = [1, 2].map(() => createRates(app.redis.connect(), () => at, 200));
  const outcomes = await Promise.all(
    Array.from({ length: 600 }, (_, i) =>
      rates[i % 2].reader('token:loud').then(
        () => null,
        (error) => error,
      ),
    ),
  );
  const refused = outcomes.filter((error) => error !== null);
  expect(refused.length).toBeGreaterThan(0);
  expect(outcomes.length - refused.length).toBeGreaterThanOrEqual(200);
  expect(refused[0]).toMatchObject({ status: 429, headers: { 'Retry-After': '1' } });
  await rates[0].reader('token:quiet');
  await sleep(1100);
  at += 2000;
  await rates[0].reader('token:loud');
});

test('[ACCESS134] without Redis each server counts by itself, and nobody within the limit is refused', async () => {
  const redis = app.redis.connect({ maxRetriesPerRequest: 0 });
  await redis.ping();
  redis.disconnect();
  const rates = createRates(redis, Date.now, 200);
  const ask = () =>
    rates.reader('token:any').then(
      () => true,
      () => false,
    );
  const first = await Promise.all(Array.from({ length: 200 }, ask));
  expect(first.every(Boolean)).toBe(true);
  const more = await Promise.all(Array.from({ length: 200 }, ask));
  expect(more.every(Boolean)).toBe(false);
});

test('[ACCESS135] failed attempts are limited by address; a valid token from there is not hindered', async () => {
  const { token } = await createToken(app.redis.connect(), { role: 'central', scope: 'england' }, Date.now());
  const ask = async (as: string) =>
    (await fetch(`${app.url}/api/v1/status`, { headers: { authorization: `Bearer ${as}` } })).status;
  const seen = new Set<number>();
  for (let i = 0; i < 130; i++) seen.add(await ask(`bw_guess${i}`));
  expect([...seen]).toEqual([401, 429]);
  expect(await ask(token)).toBe(200);
});

test('[ACCESS136] a head that is too large is refused, and a body that does not come in time ends its connection', async () => {
  const large = await fetch(`${app.url}/livez`, { headers: { 'x-large': 'x'.repeat(20_000) } });
  expect(large.status).toBe(431);
  const door = express();
  door.use(bodyInTime(100), express.json());
  door.post('/', (_, response) => response.json({}));
  const server = createEdgeServer();
  server.on('request', door);
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{');
  await new Promise((settle) => socket.on('error', settle).on('close', settle));
  server.close();
});

test('[ACCESS137] a body that only trickles in to intake is ended', async () => {
  let cutOff: unknown;
  const server = createServer((incoming: IncomingMessage) => {
    (async () => {
      for await (const _ of openBody(incoming, 300));
    })().catch((error) => {
      cutOff = error;
    });
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n');
  const trickle = setInterval(() => socket.write('x'), 50);
  await expect
    .poll(() => (cutOff as Error | undefined)?.constructor.name, { timeout: 5000 })
    .toBe('BodyCutOff');
  clearInterval(trickle);
  socket.destroy();
  server.close();
});

test('[ACCESS321] no answer may be framed by another site, whatever it is and whoever asks', async () => {
  for (const path of ['/docs', '/api/openapi.json', '/api/v1/status', '/session', '/nowhere', '/livez']) {
    const answer = await fetch(app.url + path);
    expect(answer.headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('x-content-type-options'), path).toBe('nosniff');
  }
});
