import type { Redis } from 'ioredis';
import type { Clock } from '../../shared/node/clock.ts';
import type { Config } from '../../shared/node/config.ts';
import type { Logger } from '../../shared/node/logger.ts';

/** What every job is given. */
export interface JobParts {
  redis: Redis;
  config: Config;
  clock: Clock;
  logger: Logger;
}

export interface Job {
  /** Cron pattern in Europe/London time. */
  pattern: string;
  run: (parts: JobParts) => Promise<void>;
}
