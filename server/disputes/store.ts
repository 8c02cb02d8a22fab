/** Disputes in Redis: one hash, each as JSON. A step is written only on top of the state it was decided on. */
import type { Redis } from 'ioredis';
import { type Dispute, disputeSchema } from '../../shared/api/disputes.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

const READ_AT_ONCE = 500;

/** KEYS[1] the hash; ARGV[1] id, ARGV[2] what is believed to be there, ARGV[3] what is to be. 1 when written. */
const SWAP = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`;

/** A dispute with the text it was read from, which `replace` needs. */
export interface Held {
  dispute: Dispute;
  json: string;
}

export class DisputeStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: string): Promise<Held | undefined> {
    const json = await this.#redis.hget(globalKeys.disputes, id);
    return json === null ? undefined : { dispute: disputeSchema.parse(JSON.parse(json)), json };
  }

  async add(dispute: Dispute): Promise<void> {
    await this.#redis.hsetnx(globalKeys.disputes, dispute.id, JSON.stringify(dispute));
  }

  /** False when somebody else changed it in between: read it and decide again. */
  async replace(held: Held, next: Dispute): Promise<boolean> {
    const { id } = held.dispute;
    return (await this.#redis.eval(SWAP, 1, globalKeys.disputes, id, held.json, JSON.stringify(next))) === 1;
  }

  /** Those of the schools that `wanted` names. */
  async list(wanted: (urn: number) => boolean): Promise<Dispute[]> {
    const found = new Map<string, Dispute>();
    let cursor = '0';
    do {
      const [next, pairs] = await this.#redis.hscan(globalKeys.disputes, cursor, 'COUNT', READ_AT_ONCE);
      for (let i = 1; i < pairs.length; i += 2) {
        const dispute = disputeSchema.parse(JSON.parse(pairs[i]));
        if (wanted(dispute.urn)) found.set(dispute.id, dispute);
      }
      cursor = next;
    } while (cursor !== '0');
    return [...found.values()];
  }
}
