/** Reads of one partition that see it as one commit left it. */
import type { ChainableCommander, Redis } from 'ioredis';
import { partitionKeys } from '../../shared/redis/keys.ts';

/** Where a partition is read, and the token it must have. */
export interface ReadFrom {
  redis: Redis;
  partition: number;
  /** Token of the head that what is read must belong to; '' before the first commit. */
  token: string;
}

/** Another worker has committed since the head was read: what was read is of another commit. */
export class TokenMoved extends Error {
  constructor(partition: number) {
    super(`partition ${partition} has another token`);
    this.name = 'TokenMoved';
  }
}

/**
 * Commands that Redis runs at one instant, with what to do with each answer. The token is read with them: the commit's
 * own look at it comes later, and a failover in between may have brought back the token that was expected, and not what
 * was read.
 */
export class RoundTrip {
  readonly #from: ReadFrom;
  readonly #transaction: ChainableCommander;
  readonly #receivers: ((answer: unknown) => void)[] = [];

  constructor(from: ReadFrom) {
    this.#from = from;
    this.#transaction = from.redis.multi();
  }

  /** Reads one hash field a school, where it is there. */
  fields(key: string, urns: readonly number[], receive: (urn: number, value: Buffer) => void): void {
    this.#transaction.hmgetBuffer(key, ...urns.map(String));
    this.#receivers.push((answer) => {
      (answer as (Buffer | null)[]).forEach((value, i) => {
        if (value) receive(urns[i], value);
      });
    });
  }

  hash(key: string, receive: (hash: Record<string, Buffer>) => void): void {
    this.#transaction.hgetallBuffer(key);
    this.#receivers.push((answer) => receive(answer as Record<string, Buffer>));
  }

  /** Throws TokenMoved, or what Redis answers; nothing has been received then. */
  async run(): Promise<void> {
    if (this.#receivers.length === 0) return;
    const { partition, token } = this.#from;
    this.#transaction.hget(partitionKeys.head(partition), 'token');
    const answers = (await this.#transaction.exec()) ?? [];
    for (const [error] of answers) if (error) throw error;
    if ((answers[this.#receivers.length]?.[1] ?? '') !== token) throw new TokenMoved(partition);
    this.#receivers.forEach((receive, i) => {
      receive(answers[i][1]);
    });
  }
}
