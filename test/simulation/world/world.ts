/** The machine room of a run: time, chance, the one Redis, the processes and what they are started with. */

import { realClock } from '../../../shared/node/clock.ts';
import type { WorkerParts } from '../../../shared/node/lifecycle.ts';
import type { Logger } from '../../../shared/node/logger.ts';
import { plannedFaults } from '../faults/kinds.ts';
import { FaultPlan } from '../faults/plan.ts';
import { redisClient } from '../store/client.ts';
import { Connection } from '../store/connection.ts';
import { RedisModel } from '../store/redis.ts';
import { RedisServer } from '../store/server.ts';
import { enterEnvironment } from '../time/environment.ts';
import { SimProcess } from '../time/process.ts';
import { Random } from '../time/random.ts';
import { Scheduler } from '../time/scheduler.ts';
import { pointOf } from './points.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { type Size, sizeOf } from './size.ts';

export const PARTITIONS = 2;
const MOST_SKEW_MS = 90_000;

/** What a simulated process runs: told of its own end. */
export interface Program {
  start(parts: WorkerParts, process: SimProcess): Promise<void>;
  ended(process: SimProcess): void;
}

/** What may happen in a run beside the faults that are always on. */
export interface RunOptions {
  /** Redis fails over to its replica, with and without all that was answered. */
  failover: boolean;
}

export class World {
  readonly options: RunOptions;
  readonly seed: number;
  readonly size: Size;
  /** Whether Redis has a replica: then a 202 waits for it, intake keeps a journal, and Redis may fail over. */
  readonly isReplicated: boolean;
  readonly random: Random;
  readonly scheduler = new Scheduler();
  readonly scenario: Scenario;
  readonly faults: FaultPlan;
  readonly server: RedisServer;
  /** What processes logged as errors, and what they died of. */
  readonly log: string[] = [];
  readonly #connections = new Map<SimProcess, Connection[]>();
  readonly #programs = new Map<SimProcess, Program>();

  constructor(seed: number, options: RunOptions) {
    this.options = options;
    this.seed = seed;
    this.size = sizeOf(seed);
    this.random = new Random(seed);
    this.isReplicated = this.random.chance(0.3);
    this.scenario = drawScenario(this.random, this.size);
    this.faults = new FaultPlan(plannedFaults(seed, this.size, () => this.random.next()));
    const { beginsAt } = this.scenario;
    const model = new RedisModel(() => beginsAt + Math.floor(this.scheduler.now));
    this.server = new RedisServer(model, this.scheduler, this.random, this.size.redisRestartMs);
    enterEnvironment({
      scheduler: this.scheduler,
      random: this.random,
      beginsAt,
      disk: new Map(),
      crash: (process) => this.crash(process),
    });
  }

  /** Starts a process now, and again whenever it dies. */
  run(name: string, program: Program): void {
    const skew = this.random.chance(0.25) ? this.random.int(-MOST_SKEW_MS, MOST_SKEW_MS) : 0;
    if (skew !== 0) this.faults.other('clock skewed');
    const process = new SimProcess(name, skew);
    this.#programs.set(process, program);
    this.scheduler.after(0, process, () => {
      program.start(this.#partsFor(process), process).catch((error: unknown) => {
        this.note(`${name} did not start: ${String(error)}`);
        this.crash(process);
      });
    });
  }

  /** A process ends as by kill -9, and is started again. */
  crash(process: SimProcess): void {
    if (!process.alive) return;
    process.alive = false;
    process.diedAt = this.scheduler.now;
    for (const connection of this.#connections.get(process) ?? []) connection.close();
    this.#connections.delete(process);
    const program = this.#programs.get(process);
    this.#programs.delete(process);
    if (!program) return;
    this.note(`${process.name} dies`);
    program.ended(process);
    this.scheduler.after(this.random.int(...this.size.processRestartMs), undefined, () =>
      this.run(process.name, program),
    );
  }

  note(text: string): void {
    this.log.push(`${this.scheduler.now.toFixed(1)} ${text}`);
  }

  #partsFor(process: SimProcess): WorkerParts {
    const connect: WorkerParts['connect'] = (_purpose, options) => {
      const { scheduler, random, server, faults, size } = this;
      const crash = (one: SimProcess) => this.crash(one);
      const connection = new Connection(process, { scheduler, random, server, faults, size, crash });
      this.#connections.set(process, [...(this.#connections.get(process) ?? []), connection]);
      return redisClient(connection, (options?.scripts ?? {}) as never, (requests) =>
        pointOf(process.name, requests),
      );
    };
    const config = {
      partitions: PARTITIONS,
      feed: 'none',
      redis: 'sim',
      data: process.name,
      replicas: this.isReplicated ? 1 : 0,
      journal: this.isReplicated ? 'on' : 'off',
    } as WorkerParts['config'];
    return { config, connect, clock: realClock, logger: this.#loggerFor(process) };
  }

  #loggerFor(process: SimProcess): Logger {
    const write = (level: string) => (fields: { err?: unknown }, message?: string) => {
      const cause = fields.err instanceof Error ? `: ${fields.err.stack}` : '';
      this.note(`${process.name} ${level} ${message ?? JSON.stringify(fields)}${cause}`);
    };
    const silent = () => undefined;
    const logger = {
      error: write('error'),
      fatal: write('fatal'),
      warn: write('warn'),
      info: silent,
      debug: silent,
    };
    return { ...logger, trace: silent, child: () => logger, level: 'warn' } as unknown as Logger;
  }
}
