import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../../helpers/live-client.ts';
import { startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

let app: TestBellwether;
let intake: Server | undefined;

async function startIntake(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<void> {
  // The server looks at its intake's health now and then; only posts are the test's.
  intake = createServer((request, response) => {
    if (request.method === 'GET') response.writeHead(503).end();
    else handle(request, response);
  });
  await new Promise<void>((settle) => intake?.listen(join(app.redis.data, 'ingest.sock'), settle));
}

beforeAll(async () => {
  app = await startTestBellwether({ withoutIntake: true });
}, 60_000);
afterEach(async () => {
  intake?.closeAllConnections();
  await new Promise((settle) => (intake ? intake.close(settle) : settle(undefined)));
  intake = undefined;
});
afterAll(() => app?.stop());

const post = (init: RequestInit & { duplex?: 'half' }) =>
  fetch(`${app.url}/api/v1/registers?dryRun=true`, { method: 'POST', ...init });

test('[READ20] without an ingest worker intake answers 503 and when to come back', async () => {
  const answer = await post({ body: '{}' });
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({ code: 'intake_unavailable' });
  const ready = await app.get('/readyz', null);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false, reading: 'ok' });
});

test('[READ21] intake bodies and headers pass through untouched, compressed ones too', async () => {
  let seen: { url?: string; encoding?: string; key?: string; body?: Buffer } = {};
  await startIntake(async (request, response) => {
    const { 'content-encoding': encoding = '', 'idempotency-key': key = '' } = request.headers;
    seen = { url: request.url ?? '', encoding, key: String(key), body: await buffer(request) };
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"receipt":"r1"}');
  });
  const body = gzipSync('x'.repeat(100_000));
  const answer = await post({ body, headers: { 'content-encoding': 'gzip', 'idempotency-key': 'k1' } });
  expect([answer.status, await answer.json()]).toEqual([202, { receipt: 'r1' }]);
  expect(seen).toEqual({ url: '/api/v1/registers?dryRun=true', encoding: 'gzip', key: 'k1', body });
});

test('[READ22] a slow ingest worker holds the sender back: the body is not gathered here', async () => {
  let received = 0;
  let arrived = (_release: () => void) => {};
  const releasing = new Promise<() => void>((settle) => {
    arrived = settle;
  });
  await startIntake((request, response) => {
    arrived(() => {
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
      request.on('end', () => response.writeHead(202).end('{}'));
    });
  });
  let sent = 0;
  const chunk = new Uint8Array(1 << 20);
  const body = new ReadableStream({
    pull: async (controller) => {
      await sleep(0);
      sent += chunk.length;
      if (sent > 64 * chunk.length) controller.close();
      else controller.enqueue(chunk);
    },
  });
  const answering = post({ body, duplex: 'half' });
  const release = await releasing;
  await sleep(500);
  expect(sent).toBeLessThan(32 * chunk.length);
  release();
  expect((await answering).status).toBe(202);
  expect(received).toBe(64 * chunk.length);
});

test('[READ23] a sender that goes away is gone for the ingest worker too', async () => {
  let cutOff = false;
  await startIntake((request) => {
    request.resume();
    request.on('close', () => {
      cutOff = !request.complete;
    });
  });
  const stop = new AbortController();
  const body = new ReadableStream({
    pull: async (controller) => {
      await sleep(5);
      controller.enqueue(new Uint8Array(1000));
    },
  });
  const answering = post({ body, duplex: 'half', signal: stop.signal }).catch(() => 'aborted');
  await sleep(100);
  stop.abort();
  expect(await answering).toBe('aborted');
  await until(() => cutOff);
});

test('[READ24] an answer that comes before the body has ended reaches the sender', async () => {
  await startIntake((_, response) => response.writeHead(413).end('{"code":"too_large"}'));
  const answer = await post({ body: 'x'.repeat(2_000_000) });
  expect([answer.status, await answer.json()]).toEqual([413, { code: 'too_large' }]);
});

test('[READ26] after such an answer the sender goes on over the same connection', async () => {
  await startIntake((_, response) => response.writeHead(413).end('{}'));
  const { port } = new URL(app.url);
  const socket = connect(Number(port));
  const statuses: string[] = [];
  socket.on('data', (bytes) => statuses.push(...(String(bytes).match(/HTTP\/1\.1 \d+/g) ?? [])));
  const length = 4_000_000;
  const head = `Host: x\r\nAuthorization: Bearer demo-supplier\r\nContent-Type: application/json`;
  socket.write(`POST /api/v1/registers HTTP/1.1\r\n${head}\r\nContent-Length: ${length}\r\n\r\n `);
  await until(() => statuses.length === 1);
  socket.write(' '.repeat(length - 1));
  socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await until(() => statuses.length === 2);
  expect(statuses).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  socket.destroy();
});

test('[READ25] an address there is not answers a problem that says where to look', async () => {
  const answer = await app.get('/api/v1/nothing');
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});
