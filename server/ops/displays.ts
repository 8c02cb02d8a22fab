/** Wall displays say every ten seconds that they live; who fell silent is an alert. */
import type { Redis } from 'ioredis';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { type DisplayRecord, displayRecordSchema } from '../../shared/api/ops.ts';
import { WALL_FORGOTTEN_MS, WALL_SILENT_MS } from '../../shared/ops/alerts.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import type { Mount } from '../http/mount.ts';

/** @param now real time, ms */
export function mountDisplays(mount: Mount, redis: Redis, now: () => number): void {
  mount(ENDPOINTS.displayReport, {
    cache: 'no-store',
    answer: async ({ reader, body }) => {
      const record: DisplayRecord = { ...body, at: now() };
      await redis.hset(globalKeys.displays, reader.id, JSON.stringify(record));
      return undefined;
    },
  });
}

/** Displays that reported within a day and not within the last minute, by token id. */
export async function readSilentDisplays(redis: Redis, now: number): Promise<string[]> {
  const silent: string[] = [];
  for (const [id, json] of Object.entries(await redis.hgetall(globalKeys.displays))) {
    const quietFor = now - displayRecordSchema.parse(JSON.parse(json)).at;
    if (quietFor > WALL_FORGOTTEN_MS) await redis.hdel(globalKeys.displays, id);
    else if (quietFor > WALL_SILENT_MS) silent.push(id);
  }
  return silent.sort();
}
