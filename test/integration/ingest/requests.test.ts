import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createToken } from '../../../shared/node/tokens.ts';
import { globalKeys, partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import type { RegisterEntry, RosterEntry } from '../../../shared/redis/layouts/entries.ts';
import {
  CSV,
  NDJSON,
  NOW,
  PARTITIONS,
  schoolsCsv,
  startTestIngest,
  type TestIngest,
} from '../../helpers/ingest.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 123_456;
const OTHER = 123_457;
const register = (over: Record<string, unknown> = {}) => ({
  urn: URN,
  date: '2026-11-20',
  session: 'AM',
  marks: [{ upn: makeUpn(1), code: '/' }],
  ...over,
});

let ingest: TestIngest;

beforeAll(async () => {
  ingest = await startTestIngest();
  await ingest.post('schools', schoolsCsv([URN]), { type: CSV });
  await ingest.post('schools', schoolsCsv([OTHER], '202'), { type: CSV });
});
afterAll(() => ingest.stop());
beforeEach(async () => {
  ingest.clock.set(NOW);
  await ingest.clearStreams();
});

describe('who may post', () => {
  test('[INTAKE40] nobody is let in without a token that is known', async () => {
    for (const token of ['', 'bw_unknown']) {
      const { status, headers, body } = await ingest.post('registers', register(), { token });
      expect(status).toBe(401);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(body).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
  });

  test('[INTAKE41] registers and rosters are the supplier’s, everything else the admin’s, before the body is looked at', async () => {
    for (const kind of ['registers', 'rosters']) {
      expect((await ingest.post(kind, 'x', { token: 'demo-admin', type: '' })).status).toBe(403);
      expect((await ingest.post(kind, 'x', { token: 'demo-central', type: '' })).status).toBe(403);
    }
    for (const kind of ['schools', 'hubs', 'targets', 'calendars', 'history'])
      expect((await ingest.post(kind, 'x', { token: 'demo-supplier', type: '' })).status).toBe(403);
  });

  test('[INTAKE42] a supplier posts for the schools of its scope alone', async () => {
    const redis = ingest.redis.connect();
    const list = `${JSON.stringify(register())}\n${JSON.stringify(register({ urn: OTHER }))}\n`;
    for (const scope of [`school:${URN}`, 'la:201']) {
      const { token, id } = await createToken(redis, { role: 'supplier', scope }, NOW);
      const { status, body } = await ingest.post('registers', list, { type: NDJSON, token });
      expect(status).toBe(202);
      expect(body.rejected).toMatchObject([{ index: 1, path: 'urn', code: 'outside_scope', value: OTHER }]);
      const entries = await ingest.entries();
      expect(entries.map(({ urn, tokenId }) => [urn, tokenId])).toEqual([[URN, id]]);
      await ingest.clearStreams();
    }
  });
});

describe('bodies that cannot be read', () => {
  test('[INTAKE43] a broken JSON document is 400, a wrong type 415, an unknown encoding 415', async () => {
    expect((await ingest.post('registers', '{"urn":')).body).toMatchObject({
      status: 400,
      code: 'broken_json',
    });
    expect((await ingest.post('registers', '17')).status).toBe(400);
    expect((await ingest.post('registers', 'x', { type: 'text/plain' })).status).toBe(415);
    expect((await ingest.post('registers', 'x', { type: '' })).status).toBe(415);
    expect((await ingest.post('hubs', 'id', { type: CSV })).status).toBe(415);
    const headers = { 'content-encoding': 'br' };
    expect((await ingest.post('registers', 'x', { headers })).status).toBe(415);
  });

  test('[INTAKE44] a CSV header without a column that is needed is 400 and names it', async () => {
    const { status, body } = await ingest.post('registers', 'urn,upn,date,code\n1,2,3,4\n', { type: CSV });
    expect(status).toBe(400);
    expect(body.code).toBe('wrong_header');
    expect(body.detail).toContain('"session", "recorded_at"');
    expect((await ingest.post('registers', '', { type: CSV })).status).toBe(400);
  });

  test('[INTAKE45] broken gzip is 400 when nothing could be read of it', async () => {
    const headers = { 'content-encoding': 'gzip' };
    expect((await ingest.post('registers', 'no gzip', { type: NDJSON, headers })).body.code).toBe(
      'broken_gzip',
    );
    const cut = gzipSync(JSON.stringify(register())).subarray(0, 40);
    expect((await ingest.post('registers', cut, { type: NDJSON, headers })).status).toBe(400);
  });

  test('[INTAKE45] of gzip that breaks off later the items before stand and the rest is one rejection', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) =>
      JSON.stringify(
        register({ marks: [{ upn: makeUpn(i % 50), code: '/', minutesLate: (i * 7919) % 1440 }] }),
      ),
    );
    const whole = gzipSync(lines.join('\n'));
    const { status, body } = await ingest.post('registers', whole.subarray(0, whole.length / 2), {
      type: NDJSON,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(status).toBe(202);
    const accepted = body.accepted.registers;
    expect(accepted).toBeGreaterThan(1_000);
    expect(body.rejected).toMatchObject([{ index: accepted, code: 'malformed' }]);
    expect(await ingest.entries()).toHaveLength(accepted);
  });

  test('[INTAKE46] a gzip bomb is 413, in whatever it wraps its bytes', async () => {
    const zeros = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const headers = { 'content-encoding': 'gzip' };
    expect((await ingest.post('registers', zeros, { type: NDJSON, headers })).status).toBe(413);
    expect((await ingest.post('registers', zeros, { headers })).status).toBe(413);
    const blanks = gzipSync('\n'.repeat(5_000_000));
    expect((await ingest.post('registers', blanks, { type: NDJSON, headers })).status).toBe(413);
    expect(await ingest.entries()).toEqual([]);
  });

  test('[INTAKE47] an application/json body above 8 MB is 413, NDJSON of that size is not', async () => {
    const filler = 'x'.repeat(200_000);
    const list = Array.from({ length: 45 }, () => register({ group: filler }));
    expect((await ingest.post('registers', list)).status).toBe(413);
    const lines = list.map((item) => JSON.stringify(item)).join('\n');
    const { status, body } = await ingest.post('registers', lines, { type: NDJSON });
    expect([status, body.accepted.registers]).toEqual([202, 45]);
  });

  test('[INTAKE48] of a body cut off in the middle whole registers stay, and intake goes on', async () => {
    const lines = Array.from({ length: 5_000 }, () => `${JSON.stringify(register())}\n`).join('');
    const head = [
      'POST /api/v1/registers HTTP/1.1',
      'Host: x',
      'Authorization: Bearer demo-supplier',
      `Content-Type: ${NDJSON}`,
      `Content-Length: ${lines.length}`,
    ];
    const socket = connect(ingest.socket);
    socket.write(`${head.join('\r\n')}\r\n\r\n${lines.slice(0, lines.length / 2 - 30)}`);
    await expect.poll(async () => (await ingest.entries()).length, { timeout: 5_000 }).toBeGreaterThan(2_000);
    socket.destroy();
    await sleep(50);
    const entries = (await ingest.entries()) as RegisterEntry[];
    expect(entries.length).toBeLessThanOrEqual(2_500);
    expect(entries.every(({ marks }) => marks.rows.length === 1)).toBe(true);
    expect((await ingest.post('registers', register())).status).toBe(202);
  });

  test('[INTAKE49] an unknown address is 404, a wrong dryRun 400', async () => {
    expect((await ingest.post('pupils', {}, { token: 'demo-admin' })).status).toBe(404);
    expect((await ingest.post('registers', register(), { query: '?dryRun=perhaps' })).status).toBe(400);
  });
});

describe('stamps, receipts, counters', () => {
  const timesOf = async () =>
    ((await ingest.entries()) as RegisterEntry[]).map(({ marks }) => marks.times[0]);
  const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });

  test('[INTAKE50] a repeat with the same idempotency key reuses the first stamp, another key or token does not', async () => {
    await ingest.post('registers', register(), withKey('k1'));
    ingest.clock.set(NOW + 60_000);
    await ingest.post('registers', register(), withKey('k1'));
    await ingest.post('registers', register(), withKey('k2'));
    await ingest.post('registers', register());
    expect(await timesOf()).toEqual([NOW, NOW, NOW + 60_000, NOW + 60_000]);
    const ttl = await ingest.redis.connect().ttl(globalKeys.idempotency('demo-supplier', 'k1'));
    expect(ttl).toBeGreaterThan(47 * 3_600);
    expect((await ingest.post('registers', register(), withKey('with space'))).status).toBe(400);
  });

  test('[INTAKE50] the stamp stands for rosters without issuedAt as well', async () => {
    const roster = JSON.stringify({ urn: URN, asOf: '2026-09-01', pupils: [] });
    await ingest.post('rosters', roster, { type: NDJSON, ...withKey('r1') });
    ingest.clock.set(NOW + 1_000);
    await ingest.post('rosters', roster, { type: NDJSON, ...withKey('r1') });
    const entries = (await ingest.entries()) as RosterEntry[];
    expect(entries.map(({ roster: { issuedAt } }) => issuedAt)).toEqual([NOW, NOW]);
    expect(entries.map(({ receivedAt }) => receivedAt)).toEqual([NOW, NOW + 1_000]);
  });

  test('[INTAKE51] the receipt names the last entry of every partition, and what it was about', async () => {
    const lines = [register(), register(), register({ urn: OTHER, session: 'PM' })].map((item) =>
      JSON.stringify(item),
    );
    const { body } = await ingest.post('registers', lines.join('\n'), { type: NDJSON });
    const redis = ingest.redis.connect();
    const record = JSON.parse((await redis.get(globalKeys.receipt(body.receipt))) ?? '');
    expect(record).toMatchObject({
      id: body.receipt,
      at: NOW,
      tokenId: 'demo-supplier',
      kind: 'registers',
      marks: 3,
      registers: 3,
    });
    expect(record.urns.sort()).toEqual([URN, OTHER]);
    expect(record.sessions).toHaveLength(2);
    for (const [p, id] of Object.entries(record.entries)) {
      const [last] = await redis.xrevrange(partitionKeys.marks(Number(p)), '+', '-', 'COUNT', 1);
      expect(last[0]).toBe(id);
    }
    expect(await redis.ttl(globalKeys.receipt(body.receipt))).toBeGreaterThan(6 * 24 * 3_600);
  });

  test('[INTAKE52] accepted entries and marks are counted with the append', async () => {
    const redis = ingest.redis.connect();
    const key = partitionKeys.intake(partitionOf(URN, PARTITIONS));
    const read = async () => Object.values(await redis.hmget(key, 'entries', 'marks')).map(Number);
    const [entries, marks] = await read();
    const two = [makeUpn(1), makeUpn(2)].map((upn) => ({ upn, code: '/' }));
    await ingest.post('registers', [register(), register({ marks: two })]);
    expect(await read()).toEqual([entries + 2, marks + 3]);
  });

  test('[INTAKE53] what was answered 202 is there after kill -9 of Redis; while it is away intake answers 503', async () => {
    const { body } = await ingest.post('registers', [register(), register()]);
    expect(body.accepted.registers).toBe(2);
    await ingest.redis.kill();
    const away = await ingest.post('registers', register());
    expect(away.status).toBe(503);
    expect(Number(away.headers['retry-after'])).toBeGreaterThan(0);
    await ingest.redis.restart();
    expect(await ingest.entries()).toHaveLength(2);
    await expect
      .poll(async () => (await ingest.post('registers', register())).status, { timeout: 10_000 })
      .toBe(202);
  });

  test('[INTAKE54] a Redis that may not write makes 503 with Retry-After, and nothing is appended', async () => {
    const redis = ingest.redis.connect();
    await redis.config('SET', 'maxmemory', '1');
    const { status, headers, body } = await ingest.post('registers', register());
    await redis.config('SET', 'maxmemory', '0');
    expect([status, body.code]).toEqual([503, 'unavailable']);
    expect(headers['retry-after']).toBe('5');
    expect(await ingest.entries()).toEqual([]);
  });
});
