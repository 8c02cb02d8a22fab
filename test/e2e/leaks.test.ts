/**
 * Everything that an installation writes, says and shows in a day, searched for the names of its pupils and for a
 * target: by whoever must not know them. Every place that is searched holds something that the search does find.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive } from '../../shared/node/data-folder.ts';
import { connectRedis } from '../../shared/node/redis.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { BROWSER_ARGS, eventually } from '../helpers/browser.ts';
import { createSite, type TestInstallation, type TestSite } from '../helpers/installation.ts';
import { Journey, MAY_NAME, MAY_TARGET, plantInBrowser, tourScreens } from '../helpers/leaks/journey.ts';
import * as planted from '../helpers/leaks/planted.ts';
import { findIn, type Leak, LeakSearch } from '../helpers/leaks/search.ts';

const { NAMES, TARGETS, CANARIES, UPN } = planted;
/** Where a target is kept, to be read by who may: the registry, the signals judged by it, and what brings both back. */
const KEEPS_TARGETS =
  /^(redis (targets:\{registry\}|signals:|changes:\{signal\})|redis\/|(archive\/)?(registry\.ndjson\.gz|signals\/))/;

let site: TestSite;
let installation: TestInstallation;
let journey: Journey;
let backup: string;
let profiles: string;
/** What stood on the screens of whom, and what doors and sockets said. */
const said: Leak[] = [];
const heard = new Map<string, Set<string>>();
/** How much was heard of whom: what is empty proves nothing. */
const letters = new Map<string, number>();

const hear = (who: string, text: string) => {
  const found = findIn(Buffer.from(text), [...NAMES, ...TARGETS, ...CANARIES]);
  for (const what of found) said.push({ place: who, what });
  letters.set(who, (letters.get(who) ?? 0) + text.length);
  heard.set(who, new Set([...(heard.get(who) ?? []), ...found]));
};

const openProfile = (name: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(join(profiles, name), {
    executablePath: '/usr/bin/chromium',
    args: BROWSER_ARGS,
  });

/** Ends a process without warning in the middle of its work, and waits for the next. */
async function killInside(role: string): Promise<void> {
  const pid = installation.run().processes[role];
  const posting = journey.post('rosters', planted.roster({ asOf: planted.TODAY })).catch(() => undefined);
  process.kill(pid, 'SIGKILL');
  await posting;
  await eventually(`${role} is back`, async () => {
    const now = installation.run().processes[role];
    return now !== pid && now !== undefined && isAlive(now);
  });
}

beforeAll(async () => {
  site = await createSite();
  const folder = await mkdtemp(join(tmpdir(), 'bellwether-leaks-'));
  [backup, profiles] = [join(folder, 'backup'), join(folder, 'browsers')];
  installation = await site.start(['--feed', 'none', '--log-level', 'trace', '--workers', '1']);
  journey = new Journey(installation);
  await journey.postAll();
  await journey.makePeople();
}, 180_000);
afterAll(async () => {
  await site?.clear();
  if (profiles) await rm(join(profiles, '..'), { recursive: true, force: true });
});

test('[ACCESS301] no door and no socket tells a planted name or target to who must not know it', async () => {
  const answered = await journey.everyDoor((person, door, text) => hear(`${person.name} at ${door}`, text));
  await journey.everySocket((person, text) => hear(`${person.name} by socket`, text));
  expect(answered).toBeGreaterThan(150);
  const isName = ({ what }: Leak) => NAMES.some((name) => name.what === what);
  const mayName = MAY_NAME.people.flatMap((who) => MAY_NAME.doors.map((door) => `${who} at ${door}`));
  expect(said.filter((leak) => isName(leak) && !mayName.includes(leak.place))).toEqual([]);
  const mayTarget = (place: string) => MAY_TARGET.includes(place.split(' ')[0]);
  expect(said.filter(({ place, what }) => what === 'target' && !mayTarget(place))).toEqual([]);
  expect(heard.get('own-la at absentees')).toEqual(new Set(['forename', 'surname', 'canary']));
  expect(heard.get('central at target')).toContain('target');
  expect(heard.get('central at registry')).toContain('canary');
}, 180_000);

test('[ACCESS302] no screen of the wrong role shows a planted name or target, and no browser keeps one', async () => {
  const wrong = await openProfile('wrong');
  for (const [role, scope] of [
    ['inspectorate', ''],
    ['admin', ''],
    ['la', 'la:202'],
    ['wall', 'england'],
  ]) {
    await tourScreens(wrong, installation.url, { role, scope }, (text) => hear(`screen of ${role}`, text));
    expect(letters.get(`screen of ${role}`), role).toBeGreaterThan(10_000);
    expect(heard.get(`screen of ${role}`) ?? new Set(), role).not.toContain('surname');
    expect(heard.get(`screen of ${role}`) ?? new Set(), role).not.toContain('forename');
    expect(heard.get(`screen of ${role}`) ?? new Set(), role).not.toContain('target');
  }
  await plantInBrowser(wrong, installation.url, planted.CANARY);
  await wrong.close();
  const right = await openProfile('right');
  await tourScreens(right, installation.url, { role: 'la', scope: 'la:201' }, (text) =>
    hear('own screen', text),
  );
  await plantInBrowser(right, installation.url, planted.CANARY);
  await right.close();
  expect(heard.get('own screen')).toContain('surname');
  expect(heard.get('own screen')).toContain('canary');
  const names = new LeakSearch(NAMES);
  const targets = new LeakSearch(TARGETS);
  const canaries = new LeakSearch(CANARIES);
  await names.folder(profiles);
  await targets.folder(join(profiles, 'wrong'));
  await canaries.folder(profiles);
  expect(names.leaks).toEqual([]);
  expect(targets.leaks).toEqual([]);
  for (const place of ['Local Storage', 'CacheStorage', 'IndexedDB'])
    for (const profile of ['wrong', 'right'])
      expect(canaries.placesOf('canary').join('\n')).toMatch(new RegExp(`^${profile}/.*${place}`, 'm'));
}, 180_000);

/** Puts the canary, packed as each place packs things, into every place of a data folder that has ended. */
async function plantInFolder(data: string): Promise<string[]> {
  const text = Buffer.from(`{"canary":"${planted.CANARY}"}`);
  const planting: [string, Buffer][] = [
    ['logs/canary.log', text],
    ['audit/canary.ndjson', Buffer.from(text.toString('base64'))],
    ['archive/entries/0000/canary.log.gz', gzipSync(Buffer.concat([Buffer.alloc(40, 1), text]))],
    ['archive/days/0000/canary.day', Buffer.concat([Buffer.from('BWDY\u0001'), deflateRawSync(text)])],
    ['archive/pupils/canary.log', Buffer.from(text.toString('utf8'), 'utf16le')],
    ['journal/canary.log', Buffer.concat([Buffer.alloc(9, 200), text])],
  ];
  for (const [path, bytes] of planting) {
    await mkdir(join(data, path, '..'), { recursive: true });
    await writeFile(join(data, path), bytes);
  }
  return planting.map(([path]) => path);
}

test('[ACCESS303] nothing that an installation wrote holds a planted name, and targets are in their own places alone', async () => {
  await killInside('ingest');
  await killInside('count-1');
  await journey.settled();
  for (const command of ['status', 'doctor', 'token list', 'audit search', 'pupils retention'])
    await journey.command(...command.split(' '));
  await journey.command('backup', backup);
  const redis = connectRedis(installation.run().redis);
  await redis.xadd('canary:{stream}', '*', 'c', planted.CANARY);
  await redis.set('canary:rewritten', planted.CANARY.repeat(9));
  await redis.bgrewriteaof();
  await eventually('the log is rewritten', async () => /aof_rewrite_in_progress:0/.test(await redis.info()));
  await redis.set('canary:written', planted.CANARY);
  const metrics = await (await fetch(`${installation.url}/metrics`)).text();
  expect(metrics).toContain('bellwether_');
  expect(await redis.exists(globalKeys.vault(planted.OWN))).toBe(1);
  const [names, targets, canaries] = [[...NAMES, UPN], TARGETS, CANARIES].map((all) => new LeakSearch(all));
  for (const search of [names, targets, canaries]) {
    search.look('metrics', metrics);
    search.look('printed', journey.printed + installation.output());
    await search.redis(redis);
  }
  redis.disconnect();
  await installation.end('SIGTERM');
  const { data } = installation;
  const controls = await plantInFolder(data);
  for (const search of [names, targets, canaries]) {
    await search.folder(data);
    await search.folder(backup);
  }
  expect(names.leaks).toEqual([]);
  expect(targets.placesOf('target').filter((place) => !KEEPS_TARGETS.test(place))).toEqual([]);
  const found = canaries.placesOf('canary');
  expect(found).toEqual(expect.arrayContaining(controls));
  for (const place of [
    /^redis canary:\{stream\}/,
    /^redis schools:/,
    /^redis\/.*\.rdb$/,
    /^redis\/.*\.incr\.aof$/,
  ])
    expect(
      found.some((one) => place.test(one)),
      String(place),
    ).toBe(true);
  for (const kind of ['archive', 'audit', 'logs', 'redis'])
    expect(names.seen.get(kind), kind).toBeGreaterThan(100);
}, 240_000);
