import { describe, expect, test } from 'vitest';
import { Feed, type FeedDeps, type LineEvents, stepOf } from '../../../../client/live/feed.ts';
import type { Beat, Delta, Registry, Snapshot } from '../../../../shared/live/down.ts';
import { smallRegistry } from '../../../helpers/live-schools.ts';

const DATE = '2026-11-20';

/** A server made of promises: what it answers is set by the test, what it was asked is written down. */
function fakeWorld() {
  const asked: string[] = [];
  const seen: string[] = [];
  const server = {
    epoch: 'a',
    seq: 0,
    date: DATE,
    registry: 1,
    refuse: 0,
    holdSnapshot: null as Promise<void> | null,
  };
  let events: LineEvents | null = null;
  let now = 0;
  const deps: FeedDeps = {
    random: () => 0.5,
    now: () => now,
    wait: () => new Promise((resolve) => setTimeout(resolve, 1)),
    transport: {
      async open(given) {
        asked.push('open');
        if (server.refuse-- > 0) throw new Error('The server cannot be reached.');
        events = given;
        return {
          subscribe: async () => ({ snapshot: '/snapshot', epoch: server.epoch, seq: server.seq }),
          close: () => {
            events = null;
          },
        };
      },
      async snapshot(): Promise<Snapshot> {
        asked.push('snapshot');
        const { epoch, seq, date, registry } = server;
        if (server.holdSnapshot) await server.holdSnapshot;
        return {
          view: 'england',
          protocol: 2,
          epoch,
          seq,
          at: 0,
          date,
          registry,
          rows: [],
          usual: [],
          signals: [],
          closes: [],
        };
      },
      async registry(version): Promise<Registry> {
        asked.push('registry');
        return smallRegistry(Math.max(version, server.registry));
      },
    },
    sink: {
      phase: (phase) => seen.push(phase),
      snapshot: async (snapshot) => {
        seen.push(`snapshot ${snapshot.epoch}${snapshot.seq}`);
      },
      registry: (registry) => seen.push(`registry ${registry.version}`),
      delta: (delta) => seen.push(`delta ${delta.epoch}${delta.seq}`),
      beat: () => {},
      trouble: (message) => message && seen.push(`trouble ${message}`),
    },
  };
  const delta = (seq: number, more: Partial<Delta> = {}): void =>
    events?.delta({ view: 'england', epoch: server.epoch, seq, at: 0, date: DATE, changes: [], ...more });
  const beat = (more: Partial<Beat> = {}): void =>
    events?.beat({
      epoch: server.epoch,
      at: 0,
      newestMarkAt: null,
      coverage: null,
      build: 'x',
      date: DATE,
      session: 'AM',
      simulated: null,
      pending: 0,
      heardAt: 0,
      ...more,
    });
  const drop = (): void => events?.closed();
  const pass = (ms: number): void => {
    now += ms;
  };
  return { asked, seen, server, deps, delta, beat, drop, pass };
}

const until = async (condition: () => boolean): Promise<void> => {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(condition()).toBe(true);
};

async function following() {
  const world = fakeWorld();
  const feed = new Feed('england', world.deps);
  const running = feed.run();
  await until(() => world.seen.includes('live'));
  const snapshots = () => world.asked.filter((one) => one === 'snapshot').length;
  const stop = async () => {
    feed.stop();
    await running;
  };
  return { ...world, feed, snapshots, stop };
}

describe('following a view', () => {
  test('[SCREEN10] the next delta is passed on, one already seen is not', async () => {
    const { delta, seen, snapshots, stop } = await following();
    delta(1);
    delta(2);
    delta(2);
    delta(1);
    expect(seen.filter((one) => one.startsWith('delta'))).toEqual(['delta a1', 'delta a2']);
    expect(snapshots()).toBe(1);
    await stop();
  });

  test('[SCREEN11] after a gap the snapshot is fetched again, and what came meanwhile follows it', async () => {
    const { delta, seen, server, snapshots, stop } = await following();
    delta(1);
    server.seq = 3;
    delta(3);
    delta(4);
    await until(() => snapshots() === 2 && seen.includes('delta a4'));
    expect(seen.filter((one) => /delta|snapshot/.test(one))).toEqual([
      'snapshot a0',
      'delta a1',
      'snapshot a3',
      'delta a4',
    ]);
    await stop();
  });

  test('[SCREEN12] another epoch, in a delta or a beat, fetches the snapshot again', async () => {
    const { beat, delta, server, snapshots, stop } = await following();
    server.epoch = 'b';
    delta(1);
    await until(() => snapshots() === 2);
    server.epoch = 'c';
    beat();
    await until(() => snapshots() === 3);
    await stop();
  });

  test('[SCREEN13] another date, in a delta or a beat, fetches the snapshot again', async () => {
    const { beat, delta, server, snapshots, stop } = await following();
    server.date = '2026-11-23';
    delta(1, { date: '2026-11-23' });
    await until(() => snapshots() === 2);
    server.date = '2026-11-24';
    beat({ date: '2026-11-24' });
    await until(() => snapshots() === 3);
    await stop();
  });

  test('[SCREEN13] a delta of yesterday that comes late does not keep the screen from today', async () => {
    const { beat, delta, seen, server, snapshots, stop } = await following();
    server.date = '2026-11-23';
    beat({ date: '2026-11-23' });
    await until(() => snapshots() === 2 && seen.at(-1) === 'live');
    delta(1, { date: DATE });
    await until(() => snapshots() > 2 && seen.at(-1) === 'live');
    await stop();
  });

  test('[SCREEN14] deltas that come while a snapshot is under way wait, and those in it are dropped', async () => {
    const { delta, feed, seen, server, stop } = await following();
    let letGo = (): void => {};
    server.holdSnapshot = new Promise((resolve) => {
      letGo = resolve;
    });
    server.seq = 2;
    feed.resync();
    await until(() => seen.includes('catching-up'));
    delta(1);
    delta(2);
    delta(3);
    expect(seen.some((one) => one.startsWith('delta'))).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 10));
    letGo();
    await until(() => seen.includes('delta a3'));
    expect(seen.filter((one) => one.startsWith('delta'))).toEqual(['delta a3']);
    await stop();
  });

  test('[SCREEN15] a new registry is fetched without a new snapshot', async () => {
    const { delta, seen, server, snapshots, stop } = await following();
    server.registry = 2;
    delta(1, { registry: 2 });
    await until(() => seen.includes('registry 2'));
    expect(snapshots()).toBe(1);
    await stop();
  });

  test('[SCREEN16] a lost line says so, is opened again and starts with a snapshot', async () => {
    const { asked, drop, seen, snapshots, stop } = await following();
    drop();
    await until(() => snapshots() === 2);
    expect(seen).toContain('waiting');
    expect(asked.filter((one) => one === 'open')).toHaveLength(2);
    await stop();
  });

  test('[SCREEN16] a line without beats is taken for dead', async () => {
    const { asked, pass, stop } = await following();
    pass(20_000);
    await until(() => asked.filter((one) => one === 'open').length === 2);
    await stop();
  });

  test('[SCREEN16] a server that refuses is tried again, with its reason shown', async () => {
    const world = fakeWorld();
    world.server.refuse = 3;
    const feed = new Feed('england', world.deps);
    const running = feed.run();
    await until(() => world.seen.includes('live'));
    expect(world.seen).toContain('trouble The server cannot be reached.');
    expect(world.asked.filter((one) => one === 'open')).toHaveLength(4);
    feed.stop();
    await running;
  });

  test('[SCREEN11] what a delta is to someone who stands somewhere', () => {
    const at = { epoch: 'a', seq: 5, date: DATE };
    expect(stepOf(at, { ...at, seq: 6 })).toBe('next');
    expect(stepOf(at, { ...at, seq: 5 })).toBe('old');
    expect(stepOf(at, { ...at, seq: 7 })).toBe('resync');
    expect(stepOf(at, { ...at, seq: 6, epoch: 'b' })).toBe('resync');
    expect(stepOf(at, { ...at, seq: 6, date: '2026-11-21' })).toBe('resync');
  });
});
