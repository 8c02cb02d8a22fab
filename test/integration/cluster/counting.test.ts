import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../../../server/app.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import { startTestCluster, type TestCluster } from '../../helpers/cluster.ts';
import {
  FRIDAY,
  registerBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';
import { startWorkerProcess, type WorkerProcess } from '../../helpers/worker-process.ts';

const PARTITIONS = 4;
const URNS = Array.from({ length: 24 }, (_, i) => 100_001 + i);
const PUPILS = 20;
/** Marks that are present; their number in a register is what tells one register from the next. */
const PRESENT = '/';
const ABSENT = 'I';

let cluster: TestCluster;
let bellwether: TestBellwether;
let second: RunningServer;
let worker: WorkerProcess;

beforeAll(async () => {
  bellwether = await startTestBellwether({
    startRedis: async () => {
      cluster = await startTestCluster();
      return cluster;
    },
  });
  second = await bellwether.secondServer();
  const { location, data } = bellwether.redis;
  worker = startWorkerProcess('count', {
    redis: location,
    data,
    partitions: String(PARTITIONS),
    feed: 'none',
  });
  await bellwether.post('schools', [SCHOOLS_HEADER, ...URNS.map((urn) => schoolLine(urn, '201'))].join('\n'));
  for (const urn of URNS) await postUntilAccepted('rosters', rosterOf(urn), 'application/x-ndjson');
}, 90_000);
afterAll(async () => {
  await worker.kill();
  await second.stop();
  await bellwether.stop();
});

const pupilsOf = (urn: number) => Array.from({ length: PUPILS }, (_, i) => makeUpn((urn % 1000) * 100 + i));

function rosterOf(urn: number): string {
  const pupils = pupilsOf(urn).map((upn) => ({ upn, yearGroup: '7' }));
  return `${JSON.stringify({ urn, asOf: '2026-09-01', pupils })}\n`;
}

/** A supplier: what gets no 202 is sent again. Answers how often it was refused. */
async function postUntilAccepted(kind: string, body: string, type: string): Promise<number> {
  for (let refused = 0; ; refused++) {
    const status = await bellwether.post(kind, body, { 'content-type': type }).then(
      async (answer) => {
        await answer.text();
        return answer.status;
      },
      () => 0,
    );
    if (status === 202) return refused;
    if (![0, 503].includes(status)) throw new Error(`status ${status}`);
    await sleep(100);
  }
}

/** Rounds of all tests together: what a later one says has to be the newer. */
let round = 0;

/** Sends rounds of registers until told to stop; answers the number present that each school said last. */
async function keepSending(isOver: () => boolean): Promise<{ present: Map<number, number>; rounds: number }> {
  const present = new Map<number, number>();
  const before = round;
  for (; !isOver(); round++) {
    const bodies = URNS.map((urn) => {
      const count = (urn + round) % PUPILS;
      present.set(urn, count);
      const marks = pupilsOf(urn).map((upn, i) => [upn, i < count ? PRESENT : ABSENT] as const);
      const recordedAt = new Date(Date.parse(`${FRIDAY}T08:00:00Z`) + round * 1000).toISOString();
      return JSON.stringify(registerBody(urn, marks, { recordedAt }));
    });
    const half = bodies.length / 2;
    await Promise.all(
      [bodies.slice(0, half), bodies.slice(half)].map((some) =>
        postUntilAccepted('registers', `${some.join('\n')}\n`, 'application/x-ndjson'),
      ),
    );
  }
  return { present, rounds: round - before };
}

async function expectExact(present: ReadonlyMap<number, number>): Promise<void> {
  await bellwether.settled();
  for (const port of [new URL(bellwether.url).port, second.port]) {
    const path = `http://127.0.0.1:${port}/api/v1/sessions/${FRIDAY}/AM/schools`;
    const shown = async () => {
      const found = new Map<number, number>();
      for (const urn of URNS) {
        const answer = await fetch(`${path}/${urn}`, { headers: { authorization: 'Bearer demo-central' } });
        const { cohorts } = (await answer.json()) as {
          cohorts: { all: { onRoll: number; present: number } };
        };
        expect(cohorts.all.onRoll).toBe(PUPILS);
        found.set(urn, cohorts.all.present);
      }
      return found;
    };
    await expect.poll(shown, { timeout: 10_000 }).toEqual(present);
  }
  const result = await recount(cluster.connect(), { partitions: PARTITIONS });
  expect(result.firstDifferences).toEqual([]);
  expect(result).toMatchObject({ schools: URNS.length, marks: URNS.length * PUPILS });
}

test('[CLUSTER3] a slot moved to another master under load: nothing is lost and every count is exact', async () => {
  let isOver = false;
  const sending = keepSending(() => isOver);
  await sleep(500);
  const key = partitionKeys.marks(1);
  const before = await cluster.ownerOf(key);
  await cluster.moveSlotOf(key);
  await sleep(500);
  isOver = true;
  const { present, rounds } = await sending;
  expect(await cluster.ownerOf(key)).not.toBe(before);
  expect(rounds).toBeGreaterThan(1);
  await expectExact(present);
}, 60_000);

test('[CLUSTER3] a master killed under load and replaced by its replica: every count is exact, on both gateways', async () => {
  let isOver = false;
  const sending = keepSending(() => isOver);
  await sleep(500);
  const key = partitionKeys.marks(2);
  const master = await cluster.ownerOf(key);
  await cluster.killNode(master);
  await expect.poll(() => cluster.ownerOf(key), { timeout: 20_000 }).not.toBe(master);
  await cluster.restartNode(master);
  await sleep(1_500);
  isOver = true;
  const { present } = await sending;
  await expectExact(present);
}, 90_000);
