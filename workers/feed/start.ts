/** The feed: simulated England, or simulated pupils in imported schools, sent to the public intake like any supplier. */
import { setTimeout as sleep } from 'node:timers/promises';
import { londonTime, toDay } from '../../shared/attendance/dates.ts';
import { dataPaths } from '../../shared/node/data-folder.ts';
import type { Running, StartRole, WorkerParts } from '../../shared/node/lifecycle.ts';
import { readRun } from '../../shared/node/run-file.ts';
import { isSchoolDay } from './calendar.ts';
import { truthOf } from './courses.ts';
import { buildEngland, DEFAULT_SEED, type England, playOrder } from './england.ts';
import { extraPoints } from './happenings.ts';
import { playImported } from './imported.ts';
import { type LoadParts, loadHistory, loadRegistry, loadRosters, postHistory } from './load.ts';
import { createPlayer, type Player } from './play.ts';
import { createPoster, type Poster } from './post.ts';
import { publishedProfile, readPublished } from './profile.ts';
import type { SimulatedSchool } from './school.ts';
import { SHOCKS } from './season.ts';
import { createSender } from './sender.ts';
import { followHappenings } from './stage.ts';
import { type FeedState, loadState, saveState, writeJson } from './state.ts';
import { createWorld, type World } from './world.ts';

const SAVE_EVERY_MS = 1_000;
/** A list of schools that has not grown for so long is whole. */
const SCHOOLS_SETTLE_MS = 2_000;
/** A file in the form of DfE's table by LA and phase, to shape the LAs by. */
const PROFILE_VARIABLE = 'BELLWETHER_FEED_PROFILE';

/** Starts the feed and answers at once; loading and playing go on until it is stopped. */
export const startFeed: StartRole = async (parts) => {
  const stop = new AbortController();
  const whole = runFeed(parts, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  const running: Running = {
    stop: async () => {
      stop.abort();
      await whole;
    },
  };
  return running;
};

async function runFeed(parts: WorkerParts, stopping: AbortSignal): Promise<void> {
  const { config, clock, logger } = parts;
  if (!config.demoAccess) {
    throw new Error('The feed sends with the demo tokens. Start with --demo-access on, or with --feed none.');
  }
  const url = () => frontDoor(parts);
  const england = config.feed === 'imported' ? await importedEngland(url, stopping) : inventedEngland();
  if (!england || stopping.aborted) return;
  const folder = dataPaths(config.data).feed;
  const schools = playOrder(england).slice(0, config.feedSchools ?? england.schools.length);
  const today = toDay(londonTime(clock.now()).date);
  const state = loadState(folder, whatOf(parts, england), today);
  const world = createWorld({ ...england, schools }, state.firstDay);
  await writeJson(folder, 'truth.json', {
    seed: england.seed,
    schools: truthOf(world.courses),
    shocks: SHOCKS,
  });
  const post = createPoster(url, logger, stopping);
  logger.info({ schools: schools.length, from: state.playedUntil }, 'feed_begins');
  await runParts({ parts, world, schools, state, post, stopping, folder });
}

interface Stage {
  readonly parts: WorkerParts;
  readonly world: World;
  readonly schools: readonly SimulatedSchool[];
  readonly state: FeedState;
  readonly post: Poster;
  readonly stopping: AbortSignal;
  readonly folder: string;
}

async function runParts(stage: Stage): Promise<void> {
  const { parts, world, schools, state, post, stopping, folder } = stage;
  const sender = createSender(world, schools, (urn, session) => extraPoints(state.happened, urn, session));
  const skipped = (from: number, to: number) => void fillGap(stage, from, to);
  const player = createPlayer({
    schools,
    sender,
    clock: parts.clock,
    post,
    state,
    stopping,
    onSkipped: skipped,
  });
  const saving = keepState(folder, state, stopping);
  await Promise.all([
    load(stage, player),
    player.run(),
    followHappenings({
      redis: parts.connect('happenings'),
      clock: parts.clock,
      sender,
      player,
      schools,
      state,
      stopping,
    }),
    saving,
  ]);
  await saveState(folder, state);
}

async function load(stage: Stage, player: Player): Promise<void> {
  const { parts, state, stopping } = stage;
  const imported = parts.config.feed === 'imported';
  const loading: LoadParts = { ...stage, imported, onRosters: (from, to) => player.rostersIn(from, to) };
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 100) / 10;
  await loadRegistry(loading);
  parts.logger.info({ seconds: seconds() }, 'registry_loaded');
  let rostersIn = false;
  const rosters = loadRosters(loading).then(() => {
    rostersIn = true;
    parts.logger.info({ schools: state.rosters, seconds: seconds() }, 'rosters_loaded');
  });
  await Promise.all([rosters, loadHistory(loading, () => rostersIn)]);
  if (!stopping.aborted) parts.logger.info({ seconds: seconds() }, 'history_loaded');
}

/** School days that were jumped over become history. */
async function fillGap({ world, schools, post, stopping }: Stage, from: number, to: number): Promise<void> {
  const days = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((day) =>
    isSchoolDay('', day),
  );
  if (days.length === 0) return;
  for (let i = 0; i < schools.length && !stopping.aborted; i += 500) {
    await postHistory({ world, post }, schools.slice(i, i + 500), days);
  }
}

async function keepState(folder: string, state: FeedState, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await saveState(folder, state);
    await sleep(SAVE_EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}

function inventedEngland(): England {
  const profile = process.env[PROFILE_VARIABLE];
  return buildEngland({ profile: profile ? publishedProfile(readPublished(profile)) : undefined });
}

/** Waits until schools are there and no more are being added, then gives them pupils. */
async function importedEngland(url: () => string, stopping: AbortSignal): Promise<England | undefined> {
  let before = 0;
  while (!stopping.aborted) {
    const response = await fetch(new URL('/api/v1/live/schools', url()), {
      headers: { authorization: 'Bearer demo-central' },
      signal: stopping,
    }).catch(() => undefined);
    if (response?.ok) {
      const england = playImported(await response.json(), DEFAULT_SEED);
      if (england.schools.length > 0 && england.schools.length === before) return england;
      before = england.schools.length;
    }
    await sleep(SCHOOLS_SETTLE_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
  return undefined;
}

/** Names what is played, so that another sample or another list does not go on from this one's state. */
function whatOf({ config }: WorkerParts, england: England): string {
  return `${config.feed}:${england.seed}:${config.feedSchools ?? england.schools.length}`;
}

/** Where the front door is: as recorded in the data folder, else as configured. */
function frontDoor({ config }: WorkerParts): string {
  return readRun(config.data)?.url ?? `http://${config.host}:${config.port}`;
}
