/**
 * The Redis of a run: alive or not, with the lines to it. What it has answered is on its disk (`appendfsync always`);
 * what it had done and not answered may be or not when it dies.
 */
import type { Random } from '../time/random.ts';
import type { Scheduler } from '../time/scheduler.ts';
import type { Span } from '../world/size.ts';
import { BrokenOff, type RedisModel, type Request } from './redis.ts';
import type { Reply } from './values.ts';

/** A line to the server, as the server sees it. */
export interface Line {
  /** The server went away, or the line broke. */
  cut(): void;
}

interface Waiting {
  line: Line;
  request: Request;
  answer: (reply: Reply) => void;
  /** The end of its patience. */
  isOver: boolean;
}

export class RedisServer {
  readonly model: RedisModel;
  readonly lines = new Set<Line>();
  isUp = true;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #restartMs: Span;
  readonly #onUp = new Set<() => void>();
  #waiting: Waiting[] = [];
  /** Counts how often it has died. */
  #life = 0;
  /** Where the replica stood at the last WAIT that was answered. */
  #waited = 0;
  /** Where it stood at the first: what came before that no failover loses, not even one behind WAIT. */
  #firstWaited = Number.POSITIVE_INFINITY;

  constructor(model: RedisModel, scheduler: Scheduler, random: Random, restartMs: Span) {
    this.model = model;
    this.#scheduler = scheduler;
    this.#random = random;
    this.#restartMs = restartMs;
  }

  /** Runs a command that arrived; blocking reads are answered later. */
  execute(line: Line, request: Request, answer: (reply: Reply) => void, calls?: number): void {
    if (request.name === 'WAIT') {
      this.#waitForReplica(answer);
      return;
    }
    const { appended } = this.model.keys;
    const reply = this.model.run(request, calls);
    const block = reply === null ? blockOf(request) : undefined;
    if (block === undefined) answer(reply);
    else this.#wait({ line, request, answer, isOver: false }, block);
    if (appended !== this.model.keys.appended) this.#wake();
  }

  /** The replica is behind by a while, and then has everything that came before the WAIT. */
  #waitForReplica(answer: (reply: Reply) => void): void {
    const { position } = this.model.keys;
    const life = this.#life;
    this.#scheduler.after(this.#random.next() * 12, undefined, () => {
      if (life !== this.#life) return;
      this.#waited = Math.max(this.#waited, position);
      this.#firstWaited = Math.min(this.#firstWaited, position);
      answer(1);
    });
  }

  /**
   * Dies, and a replica takes its place: with every entry whose WAIT was answered, or, with `isBehind`, without some of
   * them. What came before `floor` is always there, and what came before the first WAIT: the installation's name.
   */
  failOver(isBehind: boolean, floor: number): void {
    const { boundaries } = this.model;
    const held = boundaries.filter((position) => position >= floor && position >= this.#waited);
    const lost = boundaries
      .filter((position) => position >= this.#firstWaited && position < this.#waited)
      .slice(-60);
    const positions = isBehind && lost.length > 0 ? lost : held;
    this.die(positions.length > 0 ? this.#random.pick(positions) : undefined);
  }

  #wait(waiting: Waiting, blockMs: number): void {
    this.#waiting.push(waiting);
    this.#scheduler.after(blockMs, undefined, () => {
      if (waiting.isOver) return;
      this.#end(waiting, null);
      this.#forgetEnded();
    });
  }

  #wake(): void {
    for (const waiting of this.#waiting) {
      if (waiting.isOver) continue;
      const reply = this.model.run(waiting.request);
      if (reply !== null) this.#end(waiting, reply);
    }
    this.#forgetEnded();
  }

  #end(waiting: Waiting, reply: Reply): void {
    waiting.isOver = true;
    waiting.answer(reply);
  }

  #forgetEnded(): void {
    this.#waiting = this.#waiting.filter((waiting) => !waiting.isOver);
  }

  /** A line is gone: nobody waits at its end. */
  forget(line: Line): void {
    for (const waiting of this.#waiting) if (waiting.line === line) waiting.isOver = true;
    this.#forgetEnded();
  }

  /** Runs a command and dies in the middle of it: of a script nothing is on the disk. */
  dieDuring(request: Request): void {
    const { position } = this.model.keys;
    try {
      this.model.run(request, this.#random.int(0, 12));
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error;
    }
    this.die(position);
  }

  /** Dies with what is on its disk: everything up to `position`. Starts again by itself. */
  die(position = this.model.keys.position): void {
    this.isUp = false;
    this.#life++;
    this.model.rollBack(position);
    this.#waited = Math.min(this.#waited, position);
    for (const waiting of this.#waiting) waiting.isOver = true;
    this.#waiting = [];
    for (const line of [...this.lines]) line.cut();
    this.#scheduler.after(this.#random.int(...this.#restartMs), undefined, () => {
      this.isUp = true;
      const waiting = [...this.#onUp];
      this.#onUp.clear();
      for (const run of waiting) run();
    });
  }

  whenUp(run: () => void): void {
    if (this.isUp) run();
    else this.#onUp.add(run);
  }

  /** Wakes readers after a change that did not come by a command. */
  touch(): void {
    this.#wake();
  }
}

function blockOf({ name, args }: Request): number | undefined {
  if (name !== 'XREAD') return undefined;
  const at = args.findIndex((arg) => arg.toString('latin1').toUpperCase() === 'BLOCK');
  return at < 0 ? undefined : Number(args[at + 1].toString('latin1'));
}
