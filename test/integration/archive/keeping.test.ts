import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp } from '../../../server/cli/backup.ts';
import type { Absentees } from '../../../shared/api/absentees.ts';
import { archivePaths } from '../../../shared/node/archive/paths.ts';
import { verifyAudit } from '../../../shared/node/audit/verify.ts';
import { dataPaths } from '../../../shared/node/data-folder.ts';
import type { Running } from '../../../shared/node/lifecycle.ts';
import { scanKeys } from '../../../shared/node/redis-nodes.ts';
import { GLOBAL_KEEPING, PARTITION_KEEPING } from '../../../shared/redis/keeping.ts';
import { globalKeys, partitionKeys } from '../../../shared/redis/keys.ts';
import { rebuild } from '../../../workers/archive/rebuild.ts';
import { startArchive } from '../../../workers/archive/start.ts';
import { startCount } from '../../../workers/count/start.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import { startJobs } from '../../../workers/jobs/start.ts';
import { newArchiveFolder } from '../../helpers/archive.ts';
import { archivedValues, nameOf } from '../../helpers/kept-values.ts';
import { absenteesAs, forenameOf, NDJSON, surnameOf, tokenFor, upnOf } from '../../helpers/pupils.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { signalsSettled, startTestSignal } from '../../helpers/signal-worker.ts';
import { ENHANCED, rosterAgain, useEverything } from '../../helpers/used-day.ts';

const OTHER_PARTITIONS = 7;
/** Doors whose answers are held against each other, and who asks. */
const DOORS: readonly [path: string, token: 'central' | 'hub' | 'admin'][] = [
  [`/api/v1/sessions/${FRIDAY}/AM/schools/${ENHANCED}`, 'central'],
  [`/api/v1/sessions/${FRIDAY}/AM/areas/england/E92000001`, 'central'],
  [`/api/v1/schools/${ENHANCED}/signal`, 'central'],
  ['/api/v1/disputes', 'central'],
  ['/api/v1/contacts?hub=H01', 'hub'],
  [`/api/v1/contacts?hub=H01&about=absence&date=${FRIDAY}`, 'hub'],
  ['/api/v1/displays', 'admin'],
];

let app: TestBellwether;
let running: Running[];
const backup = newArchiveFolder();
let hub: string;
/** What was archived at the instant of the backup. */
let kept: Awaited<ReturnType<typeof archivedValues>>;
const made = new Map<number, { target: TestRedis; archive: string }>();

/** The installation goes on meanwhile: a backup that has the same before it and behind is of that instant. */
async function backUpStill(redis: Redis): Promise<typeof kept> {
  const moving = new Set<string>();
  for (let tries = 0; tries < 30; tries++) {
    const before = await archivedValues(redis);
    await backUp(redis, app.parts.config, backup);
    const after = await archivedValues(redis);
    if (isDeepStrictEqual(after, before)) return before;
    for (const [name, value] of after) if (!isDeepStrictEqual(before.get(name), value)) moving.add(name);
  }
  throw new Error(`never still: ${[...moving].join(', ')}`);
}

beforeAll(async () => {
  app = await startTestBellwether();
  running = [await startTestSignal(app), await startArchive(app.parts), await startJobs(app.parts)];
  const redis = app.redis.connect();
  await redis
    .multi()
    .xadd(partitionKeys.marks(3), '*', 'e', 'of a build to come')
    .hincrby(partitionKeys.intake(3), 'entries', 1)
    .exec();
  await useEverything(app);
  hub = await tokenFor(app, { role: 'hub', scope: 'hub:H01' });
  await absenteesAs(app, { role: 'school', scope: `school:${ENHANCED}` }, `urn=${ENHANCED}`);

  kept = await backUpStill(redis);
  for (const partitions of [4, OTHER_PARTITIONS]) made.set(partitions, await rebuilt(partitions));
}, 240_000);
afterAll(async () => {
  for (const worker of running?.reverse() ?? []) await worker.stop();
  for (const { target } of made.values()) await target.stop();
  await app?.stop();
  rmSync(backup, { recursive: true, force: true });
});

const tokens = () => ({ central: 'demo-central', admin: 'demo-admin', hub });
/**
 * But for the version of a count, which says how often it was written and is not kept, and for where a session will
 * close: a server reads habits once a minute, and these were learnt a moment ago.
 */
const unversioned = (body: unknown) =>
  JSON.parse(
    JSON.stringify(body, (name, value) => (name === 'version' || name === 'close' ? undefined : value)),
  );
const answers = (of: TestBellwether) =>
  Promise.all(DOORS.map(async ([path, token]) => [path, unversioned(await of.json(path, tokens()[token]))]));

test('[ARCHIVE50] what becomes of every key at a rebuild is said, and Redis holds no key that nobody named', async () => {
  expect(Object.keys(PARTITION_KEEPING).sort()).toEqual(Object.keys(partitionKeys).sort());
  expect(Object.keys(GLOBAL_KEEPING).sort()).toEqual(Object.keys(globalKeys).sort());
  const keys = await scanKeys(app.redis.connect(), '*');
  expect(keys.filter((key) => nameOf(key) === undefined)).toEqual([]);
  const found = new Set(keys.map((key) => nameOf(key)?.name));
  const archived = Object.entries({ ...PARTITION_KEEPING, ...GLOBAL_KEEPING }).filter(
    ([, { kind }]) => kind === 'archived',
  );
  expect(archived.map(([name]) => name).filter((name) => !found.has(name))).toEqual([]);
});

/** A second installation, made from the backup. */
async function rebuilt(partitions: number, from = backup): Promise<{ target: TestRedis; archive: string }> {
  const target = await startTestRedis();
  const config = { ...app.parts.config, data: target.data, redis: target.location, partitions };
  const parts = { ...app.parts, config, connect: (_: string, more?: object) => target.connect(more) };
  await rebuild(parts, from, [startCount, startArchive]);
  return { target, archive: join(target.data, 'archive') };
}

test.each([4, OTHER_PARTITIONS])(
  '[ARCHIVE51] a rebuild in %i partitions brings back every value that is archived, and the figures of every entry',
  async (partitions) => {
    const { target, archive } = made.get(partitions)!;
    const after = await archivedValues(target.connect());
    expect([...after.keys()].sort()).toEqual([...kept.keys()].sort());
    for (const [name, value] of kept)
      if (name !== globalKeys.auditHead) expect([name, after.get(name)]).toEqual([name, value]);
    const { firstDifferences } = await recount(target.connect(), { partitions, archive });
    expect(firstDifferences).toEqual([]);
    const letters = Array.from({ length: partitions }, (_, p) =>
      target.connect().xlen(partitionKeys.dead(p)),
    );
    expect((await Promise.all(letters)).reduce((sum, length) => sum + length, 0)).toBe(1);
  },
);

test('[ARCHIVE52] the audit is whole behind a rebuild, goes on where it was, and says that there was one', async () => {
  const text = (value: unknown) => Buffer.from(String(value), 'hex').toString();
  const before = kept.get(globalKeys.auditHead) as Record<string, string>;
  const { target } = made.get(4)!;
  const redis = target.connect();
  const { chain, seq } = await redis.hgetall(globalKeys.auditHead);
  expect([chain, Number(seq)]).toEqual([text(before.chain), Number(text(before.seq)) + 1]);
  const found = await verifyAudit(dataPaths(target.data).audit, redis);
  expect(found).toMatchObject({ faults: [], entries: Number(seq) });
  const [[, [, line]]] = await redis.xrevrange(globalKeys.audit, '+', '-', 'COUNT', 1);
  expect(line).toContain('installation.rebuilt');
});

test('[ARCHIVE55] an installation rebuilt in another number of partitions answers the same at every door', async () => {
  const { target } = made.get(OTHER_PARTITIONS)!;
  const shown = await answers(app);
  const again = await startTestBellwether({
    startRedis: async () => ({ ...target, stop: async () => undefined }),
    config: { partitions: OTHER_PARTITIONS },
  });
  again.clock.set(app.clock.now());
  const signal = await startTestSignal(again);
  await signalsSettled(again);
  expect(await answers(again)).toEqual(shown);
  await signal.stop();
  await again.stop();
}, 60_000);

test('[ARCHIVE53] an audit whose files were cut before the rebuild is not made whole by it', async () => {
  const cut = newArchiveFolder();
  cpSync(backup, cut, { recursive: true });
  rmSync(archivePaths.audit(cut), { recursive: true });
  const { target } = await rebuilt(4, cut);
  const { faults } = await verifyAudit(dataPaths(target.data).audit, target.connect());
  expect(faults.length).toBeGreaterThan(0);
  await target.stop();
  rmSync(cut, { recursive: true, force: true });
});

/** Content of every file below a folder, unpacked. */
function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) =>
      (path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString('latin1'),
    );
}

test('[ARCHIVE54] names of pupils are in no archive; after a rebuild they come again with the next roster, and a copy of Redis keeps them', async () => {
  const texts = contents(backup);
  expect(texts.length).toBeGreaterThan(10);
  const sealed = await app.redis.connect().getBuffer(globalKeys.vault(ENHANCED));
  for (const secret of [
    forenameOf(ENHANCED, 1),
    surnameOf(ENHANCED, 1),
    sealed!.toString('base64'),
    sealed!.toString('latin1'),
  ])
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  const { target } = made.get(4)!;
  expect(await target.connect().exists(globalKeys.vault(ENHANCED))).toBe(0);
  const again = await startTestBellwether({
    startRedis: async () => ({ ...target, stop: async () => undefined }),
  });
  again.clock.set(app.clock.now());
  const named = async () => {
    const { pupils } = (await absenteesAs(
      again,
      { role: 'school', scope: `school:${ENHANCED}` },
      `urn=${ENHANCED}`,
    )) as Absentees;
    return pupils.find(({ upn }) => upn === upnOf(ENHANCED, 1))!;
  };
  expect(JSON.stringify(await named())).not.toContain(forenameOf(ENHANCED, 1));
  expect((await again.post('rosters', rosterAgain(), NDJSON)).status).toBe(202);
  await again.settled();
  expect(JSON.stringify(await named())).toContain(forenameOf(ENHANCED, 1));
  const held = await target.connect().getBuffer(globalKeys.vault(ENHANCED));
  await target.restart();
  expect(await target.connect().getBuffer(globalKeys.vault(ENHANCED))).toEqual(held);
  await again.stop();
}, 60_000);
