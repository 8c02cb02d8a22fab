import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { dataPaths } from '../../shared/node/data-folder.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeEntry } from '../../shared/redis/layouts/entries.ts';
import { CSV, schoolsCsv, sendTo } from '../helpers/ingest.ts';
import { startTestRedis } from '../helpers/redis.ts';
import { makeUpn } from '../helpers/upns.ts';
import { startWorkerProcess } from '../helpers/worker-process.ts';

const URN = 123_456;

const register = (second: number) => ({
  urn: URN,
  date: '2026-11-20',
  session: 'AM',
  recordedAt: `2026-11-20T09:00:0${second}Z`,
  marks: [{ upn: makeUpn(second), code: '/' }],
});

test('[CLUSTER10] a worker that dies in the middle of a repair goes on with it when it starts again', async () => {
  const server = await startTestRedis();
  const socket = join(server.data, 'ingest.sock');
  const options = {
    redis: server.location,
    data: server.data,
    ingestSocket: socket,
    partitions: '1',
    feed: 'none',
    journal: 'on',
  };
  const deliver = async (kind: string, body: unknown, type = 'application/json') => {
    while ((await sendTo(socket, kind, body, { type }).catch(() => undefined))?.status !== 202)
      await sleep(50);
  };
  const first = startWorkerProcess('ingest', options);
  await deliver('schools', schoolsCsv([URN]), CSV);
  await deliver('registers', register(1));
  const live = dataPaths(server.data).redis;
  const copy = join(server.data, 'copy');
  await cp(live, copy, { recursive: true });
  for (const second of [2, 3, 4]) await deliver('registers', register(second));
  await first.kill();
  await server.kill();
  await rm(live, { recursive: true });
  await cp(copy, live, { recursive: true });
  await server.restart();
  process.env.BELLWETHER_CRASH_AT = 'repair:begun';
  const dying = startWorkerProcess('ingest', options);
  delete process.env.BELLWETHER_CRASH_AT;
  await dying.ended;
  const next = startWorkerProcess('ingest', options);
  const redis = server.connect();
  const seconds = async () => {
    const items = await redis.xrangeBuffer(partitionKeys.marks(0), '-', '+');
    const entries = items.map(([, fields]) => decodeEntry(fields[1]));
    const times = entries.flatMap((entry) => (entry.kind === 'register' ? [...entry.marks.times] : []));
    return [...new Set(times.map((time) => new Date(time).getUTCSeconds()))].sort();
  };
  await expect.poll(seconds, { timeout: 60_000 }).toEqual([1, 2, 3, 4]);
  await next.kill();
  await server.stop();
}, 120_000);
