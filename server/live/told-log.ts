/**
 * Writes down when this gateway told its screens of which commits, so that `bellwether trace` can follow a register
 * to the screen. A note is at most one a tick, and none while nothing moves; a lost one only shortens a trace.
 */
import type { Redis } from 'ioredis';
import { globalKeys } from '../../shared/redis/keys.ts';
import { encodeTold, type Told } from '../../shared/redis/layouts/told.ts';

/** About half an hour of a busy morning. */
const KEPT_NOTES = 8_000;

export class ToldLog {
  readonly #redis: Redis;
  readonly #gateway: string;
  readonly #sequences: Int32Array;
  #writing = false;

  /** @param sequences where each partition stands as the log begins */
  constructor(parts: { redis: Redis; gateway: string; sequences: Int32Array }) {
    this.#redis = parts.redis;
    this.#gateway = parts.gateway;
    this.#sequences = parts.sequences.slice();
  }

  /** To be called after a tick told everything up to `sequences`. Writes nothing while a note is under way. */
  note(sequences: Int32Array): void {
    if (this.#writing) return;
    const moved = this.#moved(sequences);
    if (moved.length === 0) return;
    this.#writing = true;
    this.#redis
      .xadd(globalKeys.told, 'MAXLEN', '~', KEPT_NOTES, '*', 'g', this.#gateway, 's', encodeTold(moved))
      .catch(() => undefined)
      .finally(() => {
        this.#writing = false;
      });
  }

  #moved(sequences: Int32Array): Told {
    const moved: Told = [];
    for (let p = 0; p < sequences.length; p++) {
      if (sequences[p] === this.#sequences[p]) continue;
      this.#sequences[p] = sequences[p];
      moved.push([p, sequences[p]]);
    }
    return moved;
  }
}
