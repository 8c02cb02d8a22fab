import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { Pressure } from '../../../workers/ingest/pressure.ts';
import { CSV, NDJSON, schoolsCsv, startTestIngest, type TestIngest } from '../../helpers/ingest.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 123_456;
const register = { urn: URN, date: '2026-11-20', session: 'AM', marks: [{ upn: makeUpn(1), code: '/' }] };
const line = `${JSON.stringify(register)}\n`;

let ingest: TestIngest;

beforeAll(async () => {
  ingest = await startTestIngest();
  await ingest.post('schools', schoolsCsv([URN]), { type: CSV });
});
afterAll(() => ingest.stop());
beforeEach(() => ingest.clearStreams());

test('[INTAKE54] a Redis that stops writing in the middle of a body is waited for, and nothing is lost', async () => {
  const redis = ingest.redis.connect();
  const headers = { authorization: 'Bearer demo-supplier', 'content-type': NDJSON };
  const post = request({ socketPath: ingest.socket, method: 'POST', path: '/api/v1/registers', headers });
  const answered = new Promise<{ status: number | undefined; body: string }>((settle, fail) => {
    post.on('error', fail).on('response', (response) => {
      let body = '';
      response.on('data', (part) => {
        body += part;
      });
      response.on('end', () => settle({ status: response.statusCode, body }));
    });
  });
  post.write(line.repeat(100));
  await expect.poll(async () => (await ingest.entries()).length).toBe(100);
  await redis.config('SET', 'maxmemory', '1');
  post.end(line.repeat(200));
  await sleep(300);
  expect(await ingest.entries()).toHaveLength(100);
  await redis.config('SET', 'maxmemory', '0');
  const { status, body } = await answered;
  expect(status).toBe(202);
  expect(JSON.parse(body).accepted).toEqual({ registers: 300, marks: 300 });
  expect(await ingest.entries()).toHaveLength(300);
});

test('[INTAKE55] a queue that is too long makes 429 with Retry-After until it is shorter', async () => {
  const redis = ingest.redis.connect();
  const key = partitionKeys.intake(0);
  const before = await redis.hget(key, 'entries');
  await redis.hset(key, 'entries', 2_000_000);
  const status = async () => (await ingest.post('registers', register)).status;
  await expect.poll(status, { timeout: 8_000, interval: 200 }).toBe(429);
  const { headers, body } = await ingest.post('registers', register);
  expect(body.code).toBe('queue_full');
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  await (before === null ? redis.hdel(key, 'entries') : redis.hset(key, 'entries', before));
  await expect.poll(status, { timeout: 8_000, interval: 200 }).toBe(202);
});

test('[INTAKE55] a disk with less room than is needed makes 503 disk_low', async () => {
  const redis = ingest.redis.connect();
  await redis.ping();
  const options = { partitions: 1, maxPending: 10, dataFolder: ingest.redis.data };
  const look = async (minFreeBytes: number) => {
    const pressure = new Pressure(redis, { ...options, minFreeBytes }, new AbortController().signal);
    await pressure.look();
    return pressure.refusal();
  };
  expect(await look(2 ** 60)).toMatchObject({ status: 503, code: 'disk_low', retryAfterSeconds: 5 });
  expect(await look(0)).toBeUndefined();
});

test('[INTAKE56] /livez and /metrics answer on the worker’s own socket', async () => {
  const get = (path: string) =>
    new Promise<string>((settle, fail) => {
      const sent = request({ socketPath: ingest.socket, path }, (response) => {
        let text = '';
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => settle(text));
      });
      sent.on('error', fail);
      sent.end();
    });
  await ingest.post('registers', register);
  expect(JSON.parse(await get('/livez'))).toMatchObject({ status: 'ok', redis: 'ready', state: 'ok' });
  const metrics = await get('/metrics');
  expect(metrics).toMatch(/bellwether_intake_accepted_total\{what="marks"\} \d/);
  expect(metrics).toMatch(/bellwether_intake_requests_total\{kind="registers",status="202"\} \d/);
  expect(metrics).toContain('bellwether_intake_schools_known 1');
});
