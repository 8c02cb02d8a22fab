/** Notes which schools dropped suddenly, once for all gateways: the first that sees one writes when. */
import type { Redis } from 'ioredis';
import { rateOrNone } from '../../shared/access/small-numbers.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import type { Live } from '../live/live.ts';
import type { SeenDrop } from './rooms-watch.ts';

const LOOK_EVERY_MS = 1_000;
/** Longer than this without a look: nobody was watching. */
const UNWATCHED_MS = 20_000;
const KEPT_SECONDS = 2 * 24 * 3600;

/** Points below expected, to a tenth; null under 10 pupils. */
function pointsOf({ attending, possible, expected }: KnownSignal): number | null {
  const rate = rateOrNone(attending, possible);
  return rate === undefined ? null : Math.round(10 * (100 * rate - expected)) / 10;
}

export interface DropNotesParts {
  redis: Redis;
  live: Live;
  /** Real time, ms. */
  now: () => number;
}

export class DropNotes {
  readonly #parts: DropNotesParts;
  #lookedAt = 0;
  #version = -1;

  constructor(parts: DropNotesParts) {
    this.#parts = parts;
  }

  /** Writes down what is new. What was there when nobody was looking is no news: it is dated to the beginning. */
  async look(known: ReadonlyMap<number, SeenDrop>): Promise<void> {
    const { redis, live, now } = this.#parts;
    const at = now();
    const sinceMs = at - this.#lookedAt;
    if (sinceMs < LOOK_EVERY_MS) return;
    this.#lookedAt = at;
    if (live.signals.version === this.#version) return;
    const isNews = sinceMs < UNWATCHED_MS;
    this.#version = live.signals.version;
    const key = globalKeys.suddenDrops(live.signals.date);
    for (const urn of live.registry.schools.keys()) {
      const signal = live.signals.of(urn);
      if (signal?.today !== 'sudden-drop' || signal.standing === 'slipping' || known.has(urn)) continue;
      await redis.hsetnx(key, String(urn), JSON.stringify({ at: isNews ? at : 0, points: pointsOf(signal) }));
      await redis.expire(key, KEPT_SECONDS);
    }
  }
}
