/**
 * A wall's day without an installation: the built page, and a server beside it that answers as the real one does, from
 * the same scenes, on a clock as fast as one likes. What comes in is made up.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import express from 'express';
import type { Page } from 'playwright-core';
import { pictureOf, takePicture } from '../../server/displays/area-picture.ts';
import { type AreaSums, noSums } from '../../server/displays/area-sums.ts';
import { jumpScene, sceneOf } from '../../server/displays/scenes.ts';
import type { Wall, WallRow } from '../../shared/api/displays.ts';
import { LOCAL_AUTHORITIES } from '../../shared/attendance/areas.ts';
import { londonTime } from '../../shared/attendance/dates.ts';
import { DAY_BEGINS, DAY_ENDS } from '../../shared/displays/calm.ts';
import { NEW_ROOM, stepAt } from '../../shared/displays/room.ts';
import { stepsOf } from '../../shared/displays/scenes.ts';
import { STRENGTHS } from '../../shared/signal/strength.ts';

const CLIENT = resolve(import.meta.dirname, '../../dist/client');
const DATE = '2026-11-20';
const STEPS = stepsOf(1, true);
const MINUTE = 60_000;
/** A jump a quarter of an hour. */
const JUMP_EVERY = 15;

/** An LA's morning: registers come in until a quarter past nine. */
function sumsAt(minute: number, number: number): AreaSums {
  const come = Math.min(1, Math.max(0, (minute - 8 * 60 - 30 + (number % 7)) / 45));
  const sums = noSums();
  const pupils = 20_000 + 150 * number;
  Object.assign(sums, { schools: 100, heard: Math.round(100 * come), onRoll: pupils });
  sums.marked = Math.round(pupils * come);
  sums.judged[1] = sums.marked;
  const away = 0.07 + 0.02 * Math.sin(number + minute / 50);
  sums.judgedAbsent[1] = Math.round(sums.marked * away);
  sums.judgedExpected[1] = 0.93 * sums.marked;
  return sums;
}

const rows = (what: string, minute: number): WallRow[] =>
  Array.from({ length: 8 }, (_, i) => ({
    glyph: what === 'recovering' ? 'above' : 'below',
    name: `${['St Hildren’s', 'Crannermouth', 'Aldernford', 'Merrowfell'][(i + minute) % 4]} Primary ${i}`,
    value: `\u2212${(3 + ((i + minute) % 9) / 10).toFixed(1)}`,
    note: 'Tue',
    strength: STRENGTHS[Math.floor(i / 3)],
  }));

/** What a wall is told at an instant, ms. */
export function wallAt(now: number, newestMarkAt = now - 4_000): Wall {
  const { minute } = londonTime(now);
  const taken = Math.floor(minute / 10) * 10;
  const byLa = new Map(LOCAL_AUTHORITIES.map(({ code }, i) => [code, sumsAt(taken, i)]));
  const at = now - (minute - taken) * MINUTE;
  const picture = pictureOf(DATE, 'AM', { at, figures: takePicture(byLa) });
  const listOf = (what: string) => ({ total: 240, rows: rows(what, taken) });
  const lists = {
    judged: 20_914,
    slipping: listOf('slipping'),
    recovering: listOf('recovering'),
    byChance: 1.3,
  };
  const parts = { scopeName: 'England', picture, lists, factWords: 10 };
  const { step } = stepAt(NEW_ROOM, STEPS, now);
  const isJump = minute % JUMP_EVERY === 0;
  const isCalm = minute < DAY_BEGINS || minute >= DAY_ENDS;
  const [id] = STEPS[step].scenes;
  const coverage = picture.whole.coverage;
  return {
    mark: `${isCalm}|${isJump}|${id}`,
    realAt: now,
    beat: {
      epoch: 'stage',
      at: now,
      heardAt: now,
      newestMarkAt,
      coverage,
      build: 'stage',
      date: DATE,
      session: 'AM',
      simulated: null,
      pending: 0,
      events: 0,
    },
    display: {
      id: 'stage',
      name: 'Stage',
      scope: 'england',
      room: 'Stage',
      place: 1,
      diagonal: 65,
      distance: 5,
      names: true,
      theme: 'dark',
      scopeName: 'England',
    },
    heard: picture.heard,
    expected: picture.schools,
    coverage,
    held: false,
    fact: `${picture.heard} of ${picture.schools} schools heard from`,
    ...(isCalm
      ? {
          kind: 'calm',
          calm: { headline: 'The school day is over', says: 'Back on Mon 23 Nov.', last: null },
        }
      : isJump
        ? { kind: 'jump', scene: jumpScene(parts, rows('jump', minute).slice(0, 2), 2) }
        : { kind: 'scene', scene: sceneOf(id, parts) }),
  };
}

export interface Stage {
  url: string;
  /** Answers given. */
  answered(): number;
  stop(): Promise<void>;
}

/**
 * @param now the clock of the wall's day, ms
 * @param waitMs how long an answer takes, real ms
 */
export async function startStage(now: () => number, waitMs: number): Promise<Stage> {
  const html = readFileSync(resolve(CLIENT, 'wall.html'), 'utf8');
  let answered = 0;
  const app = express();
  app.get('/wall', (_, response) => void response.type('html').send(html));
  app.get('/api/v1/displays/scene', (_, response) => {
    setTimeout(() => {
      answered++;
      response.json(wallAt(now()));
    }, waitMs);
  });
  app.post('/api/v1/displays/report', (_, response) => void response.status(204).end());
  app.use(express.static(CLIENT));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((settle) => server.once('listening', settle));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered: () => answered,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((settle) => server.close(settle));
    },
  };
}

/** What a page holds once nothing is left that could be thrown away. */
export interface Held {
  heapBytes: number;
  nodes: number;
  listeners: number;
}

/**
 * Script that lets a page's clock go on by `stepMs` with each question it asks, and its timers as fast as it can; as
 * text, for tsx gives functions names that no page knows.
 */
const fastClock = (from: number, stepMs: number): string => `
  const [wait, every, ask] = [window.setTimeout, window.setInterval, window.fetch];
  let now = ${from};
  window.setTimeout = (act, ms = 0) => wait(act, ms / 200);
  window.setInterval = (act, ms = 0) => every(act, ms / 20);
  window.fetch = (url, init) => {
    if (String(url).includes('/scene')) now += ${stepMs};
    return ask(url, init);
  };
  Date.now = () => now;
  localStorage.setItem('bellwether-display', 'stage');`;

/**
 * Plays a wall from 08:20 on, `every` seconds an answer, as fast as the machine can.
 * @param onHeld told what the page holds at each of `looks` points and once before, at the wall's second given
 */
export async function playWall(
  page: Page,
  { seconds, looks, every = 1 }: { seconds: number; looks: number; every?: number },
  onHeld: (held: Held, second: number) => void,
): Promise<void> {
  const from = Date.parse(`${DATE}T08:20:00Z`);
  const stage: Stage = await startStage(() => from + stage.answered() * every * 1000, 1);
  await page.addInitScript(fastClock(from, every * 1000));
  await page.goto(`${stage.url}/wall`, { waitUntil: 'commit' });
  const devtools = await page.context().newCDPSession(page);
  for (let look = 0; look <= looks; look++) {
    const second = look === 0 ? Math.min(1800, seconds / (2 * looks)) : (seconds * look) / looks;
    while (stage.answered() * every < second) await page.waitForTimeout(50);
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
    onHeld({ heapBytes: usedSize, nodes, listeners: jsEventListeners }, second);
  }
  await stage.stop();
}
