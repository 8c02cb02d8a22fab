/** How marks come in, as the evening's job last learnt it; read again every minute. */
import type { Redis } from 'ioredis';
import type { Logger } from '../../shared/node/logger.ts';
import { readHabits, UNLEARNT } from '../../shared/projection/learnt.ts';
import type { Parameters } from '../../shared/projection/parameters.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

const READ_EVERY_MS = 60_000;

export class LearntHabits {
  readonly #redis: Redis;
  readonly #logger: Logger;
  #parameters: Parameters = UNLEARNT.parameters;
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: Redis, logger: Logger) {
    this.#redis = redis;
    this.#logger = logger;
  }

  get parameters(): Parameters {
    return this.#parameters;
  }

  async start(): Promise<void> {
    await this.#read();
    this.#timer = setInterval(() => {
      this.#read().catch((error) => this.#logger.debug({ err: error }, 'habits_unread'));
    }, READ_EVERY_MS);
  }

  async #read(): Promise<void> {
    this.#parameters = readHabits(await this.#redis.get(globalKeys.habits)).parameters;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
