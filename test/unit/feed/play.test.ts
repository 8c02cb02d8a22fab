import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { londonInstant, sessionNumber, toDay } from '../../../shared/attendance/dates.ts';
import { fixedClock } from '../../../shared/node/clock.ts';
import { createLogger } from '../../../shared/node/logger.ts';
import { buildEngland, sampleSchools } from '../../../workers/feed/england.ts';
import {
  extraPoints,
  happenedSchema,
  isSnowedIn,
  readHappening,
  SILENT_SUPPLIER,
  withHappening,
} from '../../../workers/feed/happenings.ts';
import { createPlayer } from '../../../workers/feed/play.ts';
import { createPoster, type Post } from '../../../workers/feed/post.ts';
import { createSender } from '../../../workers/feed/sender.ts';
import { happen } from '../../../workers/feed/stage.ts';
import { type FeedState, loadState, saveState } from '../../../workers/feed/state.ts';
import { SUPPLIERS } from '../../../workers/feed/suppliers.ts';
import { createWorld } from '../../../workers/feed/world.ts';

const DATE = '2026-11-20';
const DAY = toDay(DATE);
const at = (clock: string) => londonInstant(DATE, clock);
const england = buildEngland();
const schools = sampleSchools(england, 80);
const world = createWorld({ ...england, schools }, DAY);

function freshState(rosters = schools.length): FeedState {
  return {
    what: 'test',
    firstDay: DAY,
    registry: true,
    rosters,
    history: 0,
    coveredTo: DAY - 1,
    playedUntil: 0,
    happened: happenedSchema.parse({}),
  };
}

/** A player at a clock that stands where it is put, with what it posted. */
function play(state = freshState()) {
  const clock = fixedClock(at('08:25'));
  const posts: Post[] = [];
  const skipped: [number, number][] = [];
  const sender = createSender(world, schools, (urn, session) => extraPoints(state.happened, urn, session));
  const post = async (one: Post) => {
    posts.push(one);
    return true;
  };
  const stopping = new AbortController().signal;
  const onSkipped = (from: number, to: number) => skipped.push([from, to]);
  const player = createPlayer({ schools, sender, clock, post, state, stopping, onSkipped });
  const until = async (instant: number) => {
    clock.set(instant);
    while (await player.step());
    return bodies(posts.splice(0));
  };
  return { clock, player, sender, state, skipped, until };
}

const bodies = (posts: readonly Post[]) => posts.map(({ body }) => body.toString()).join('');
const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('{') || /^\d/.test(line));

describe('play', () => {
  test('[FEED40] what is due is sent once, in whatever steps the clock goes', async () => {
    const whole = lines(await play().until(at('10:00')));
    const stepwise = play();
    let parts: string[] = [];
    for (const clock of ['08:30', '08:45', '08:46', '09:20', '10:00']) {
      parts = parts.concat(lines(await stepwise.until(at(clock))));
    }
    expect(parts.sort()).toEqual(whole.sort());
    expect(lines(await stepwise.until(at('10:00')))).toEqual([]);
  });

  test('[FEED41] a school sends nothing before its roster is in, then all that was due', async () => {
    const waiting = play(freshState(0));
    expect(await waiting.until(at('09:10'))).toBe('');
    waiting.player.rostersIn(0, schools.length);
    const late = lines(await waiting.until(at('09:10')));
    expect(late.sort()).toEqual(lines(await play().until(at('09:10'))).sort());
  });

  test('[FEED42] after a restart nothing that was due is missing', async () => {
    const state = freshState();
    const before = lines(await play(state).until(at('09:00')));
    const after = lines(await play(structuredClone(state)).until(at('09:30')));
    const whole = lines(await play().until(at('09:30')));
    expect(new Set([...before, ...after])).toEqual(new Set(whole));
    expect(after.length).toBeLessThan(whole.length);
  });

  test('[FEED43] a day that was jumped to leaves the days between to history', async () => {
    const jumping = play();
    await jumping.until(at('16:00'));
    await jumping.until(londonInstant('2026-11-26', '09:00'));
    expect(jumping.skipped).toEqual([[DAY + 1, DAY + 5]]);
  });

  test('[FEED44] a silent supplier sends later what it held back, and the others go on', async () => {
    const silent = play();
    silent.state.happened = withHappening(
      silent.state.happened,
      { kind: 'supplier-silent', minutes: 60 },
      sessionNumber(DAY, 'AM'),
      at('08:25'),
    );
    const during = lines(await silent.until(at('09:20')));
    const urns = new Set(
      schools.filter((one) => one.supplier === SILENT_SUPPLIER).map(({ urn }) => String(urn)),
    );
    expect(during.length).toBeGreaterThan(0);
    const urnOf = (line: string) => /\d{6}/.exec(line)?.[0] ?? '';
    expect(during.some((line) => urns.has(urnOf(line)))).toBe(false);
    const after = lines(await silent.until(at('09:30')));
    expect(after.some((line) => urns.has(urnOf(line)))).toBe(true);
    expect([...during, ...after].sort()).toEqual(lines(await play().until(at('09:30'))).sort());
  });

  test('[FEED45] a school that falls sends at once the marks that change, all of them absences', async () => {
    const demo = play();
    await demo.until(at('09:40'));
    const ndjson = schools.filter((one) => SUPPLIERS[one.supplier].body === 'ndjson');
    const school = ndjson.filter(({ phase }) => phase === 'secondary')[0];
    happen({ ...demo, player: demo.player, schools }, { kind: 'school-falls', urn: school.urn, points: 5 });
    const text = await demo.until(at('09:40'));
    const codes = [...text.matchAll(/"code":"([^"]+)"/g)].map((match) => match[1]);
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.every((code) => !['/', 'L', 'V', 'P'].includes(code))).toBe(true);
    expect(text).toContain(`"urn":${school.urn}`);
  });

  test('[FEED46] snow closes every school of a local authority for the day, and no other', async () => {
    const demo = play();
    await demo.until(at('09:00'));
    const la = schools[0].la;
    happen({ ...demo, player: demo.player, schools }, { kind: 'snow', la });
    const closed = await demo.until(at('09:00'));
    const here = schools.filter((one) => one.la === la);
    for (const school of here) expect(closed).toContain(String(school.urn));
    expect(new Set([...closed.matchAll(/"code":"([^"]+)"/g)].map((match) => match[1]))).toEqual(
      new Set(['Y4']),
    );
    const afternoon = lines(await demo.until(at('15:00')));
    const ours = afternoon.filter((line) => line.includes(String(schools[0].urn)));
    expect(ours.every((line) => line.includes('Y4'))).toBe(true);
    expect(isSnowedIn(demo.state.happened, la, sessionNumber(DAY + 3, 'AM'))).toBe(false);
  });

  test('[FEED47] what is no happening is passed over', () => {
    expect(readHappening('{"kind":"flood"}')).toBeUndefined();
    expect(readHappening('not json')).toBeUndefined();
    expect(readHappening('{"id":"x","at":1,"kind":"snow","la":"943"}')).toEqual({ kind: 'snow', la: '943' });
  });
});

describe('state', () => {
  test('[FEED48] the state of another play, or a broken file, is begun anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bellwether-feed-'));
    const state = { ...freshState(), playedUntil: 5 };
    await saveState(folder, state);
    expect(loadState(folder, 'test', DAY)).toEqual(state);
    expect(loadState(folder, 'other', DAY).playedUntil).toBe(0);
    await rm(folder, { recursive: true });
  });
});

describe('posting', () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  test('[FEED49] a body goes gzipped with its token, and again until it is accepted', async () => {
    const statuses = [503, 429, 202];
    const bodiesSeen: string[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodiesSeen.push(gunzipSync(Buffer.concat(chunks)).toString());
        expect(request.headers.authorization).toBe('Bearer demo-supplier');
        const status = statuses.shift() ?? 500;
        response.writeHead(status, { 'retry-after': '0' }).end('{"rejectedCount":0}');
      });
    });
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
    const stop = new AbortController();
    ends.push(
      () => stop.abort(),
      () => server.close(),
    );
    const { port } = server.address() as AddressInfo;
    const logger = createLogger({ role: 'feed', level: 'silent' });
    const post = createPoster(() => `http://127.0.0.1:${port}`, logger, stop.signal);
    const body = Buffer.from('{"urn":1}\n');
    const accepted = await post({
      path: '/api/v1/registers',
      token: 'demo-supplier',
      type: 'application/x-ndjson',
      body,
    });
    expect(accepted).toBe(true);
    expect(bodiesSeen).toEqual(['{"urn":1}\n', '{"urn":1}\n', '{"urn":1}\n']);
  });
});
