import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { londonInstant, toDay } from '../../../shared/attendance/dates.ts';
import { buildEngland, sampleSchools } from '../../../workers/feed/england.ts';
import { happenedSchema } from '../../../workers/feed/happenings.ts';
import { loadHistory, loadRegistry, loadRosters } from '../../../workers/feed/load.ts';
import { createPlayer } from '../../../workers/feed/play.ts';
import type { Post } from '../../../workers/feed/post.ts';
import { createSender } from '../../../workers/feed/sender.ts';
import type { FeedState } from '../../../workers/feed/state.ts';
import { createWorld } from '../../../workers/feed/world.ts';
import { startTestIngest, type TestIngest } from '../../helpers/ingest.ts';

const DATE = '2026-11-20';
const DAY = toDay(DATE);
const SCHOOLS = 40;

describe('the feed and intake', () => {
  let ingest: TestIngest;
  beforeAll(async () => {
    ingest = await startTestIngest();
  });
  afterAll(() => ingest.stop());

  test('[FEED60] intake accepts everything that the feed sends, and rejects nothing', async () => {
    const england = buildEngland();
    const schools = sampleSchools(england, SCHOOLS);
    const world = createWorld({ ...england, schools }, DAY);
    const accepted: Record<string, number> = {};
    const post = async ({ path, body, type, token }: Post) => {
      const answer = await ingest.post(path.replace('/api/v1/', ''), body, { type, token, gzip: true });
      expect(answer.body.rejected).toEqual([]);
      expect(answer.status).toBe(202);
      for (const [what, count] of Object.entries(answer.body.accepted)) {
        accepted[what] = (accepted[what] ?? 0) + count;
      }
      return true;
    };
    const state: FeedState = {
      what: 'test',
      firstDay: DAY,
      registry: false,
      rosters: 0,
      history: 0,
      coveredTo: DAY - 1,
      playedUntil: 0,
      happened: happenedSchema.parse({}),
    };
    const stopping = new AbortController().signal;
    const sender = createSender(world, schools, () => 0);
    const parts = { schools, sender, clock: ingest.clock, post, state, stopping, onSkipped: () => undefined };
    const player = createPlayer(parts);
    const loading = { world, schools, post, state, stopping, imported: false, onRosters: player.rostersIn };
    await loadRegistry(loading);
    await loadRosters(loading);
    await loadHistory(loading, () => true);
    for (const clock of ['09:00', '10:30', '14:00', '16:00']) {
      ingest.clock.set(londonInstant(DATE, clock));
      while (await player.step());
    }
    const pupils = schools.reduce((sum, school) => sum + school.pupils, 0);
    expect(accepted).toMatchObject({ rosters: SCHOOLS, pupils });
    expect(accepted.marks).toBeGreaterThan(1.8 * pupils);
    expect(accepted.hubs).toBeGreaterThan(0);
    expect(accepted.history).toBeGreaterThan(SCHOOLS * 50);
    expect(state).toMatchObject({ registry: true, rosters: SCHOOLS, history: SCHOOLS });
  });
});
