/**
 * One line between a process and Redis. In order both ways, as TCP; when it breaks it is opened again and everything
 * unanswered is sent again, as ioredis does. The planned faults strike here.
 */
import type { CrashPoint, FaultKind } from '../faults/kinds.ts';
import type { FaultPlan } from '../faults/plan.ts';
import type { SimProcess } from '../time/process.ts';
import type { Random } from '../time/random.ts';
import type { Scheduler } from '../time/scheduler.ts';
import type { Size } from '../world/size.ts';
import type { Request } from './redis.ts';
import type { Line, RedisServer } from './server.ts';
import { type Reply, ReplyError } from './values.ts';

export interface ConnectionParts {
  scheduler: Scheduler;
  random: Random;
  server: RedisServer;
  faults: FaultPlan;
  size: Size;
  crash: (process: SimProcess) => void;
}

/** Commands sent together, and what has been answered of them. */
interface Sending {
  requests: readonly Request[];
  replies: Reply[];
  answer: (replies: Reply[]) => void;
  fault: FaultKind | undefined;
  sentAt: number;
  /** Whether it is still on its way out when its process dies at another instant. */
  outlives: boolean;
  /** Whether no other command comes in between. */
  isTransaction: boolean;
}

const REOPEN_MS = [5, 120] as const;
const REFUSAL = new ReplyError("OOM command not allowed when used memory > 'maxmemory'.");

export class Connection implements Line {
  readonly process: SimProcess;
  readonly #parts: ConnectionParts;
  #unanswered: Sending[] = [];
  /** Counts how often the line was opened: what belongs to an earlier time is gone. */
  #opened = 1;
  #isOpen = true;
  #lastArrival = 0;
  #lastReply = 0;

  constructor(process: SimProcess, parts: ConnectionParts) {
    this.process = process;
    this.#parts = parts;
    parts.server.lines.add(this);
    if (!parts.server.isUp) this.cut();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends commands; `answer` is called with as many replies, in the process. */
  send(
    requests: readonly Request[],
    point: CrashPoint | undefined,
    answer: (replies: Reply[]) => void,
    isTransaction = false,
  ): void {
    const { scheduler, random, faults, crash } = this.#parts;
    if (!this.process.alive) return;
    const fault = point && faults.strike(point);
    if (fault === 'killed before') {
      crash(this.process);
      return;
    }
    const sending = {
      requests,
      replies: [],
      answer,
      fault,
      sentAt: scheduler.now,
      outlives: random.chance(0.5),
      isTransaction,
    };
    this.#unanswered.push(sending);
    let held = 0;
    if (fault === 'stopped before') {
      held = random.int(...this.#parts.size.stoppedMs);
      this.process.stoppedUntil = scheduler.now + held;
    }
    if (this.#isOpen) this.#transmit(sending, held);
  }

  #delay(): number {
    const { random } = this.#parts;
    return random.chance(0.05) ? random.next() * 40 : 0.05 + random.next() * 1.5;
  }

  #transmit(sending: Sending, held: number): void {
    const { scheduler } = this.#parts;
    const opened = this.#opened;
    this.#lastArrival = Math.max(this.#lastArrival, scheduler.now + held + this.#delay());
    scheduler.after(this.#lastArrival - scheduler.now, undefined, () => {
      if (opened === this.#opened) this.#arrive(sending, 0);
    });
  }

  #arrive(sending: Sending, from: number): void {
    const { server } = this.#parts;
    if (this.#diedWith(sending)) return;
    const { fault } = sending;
    if (fault === 'command lost' || fault === 'redis killed before' || fault === 'redis killed during') {
      sending.fault = undefined;
      if (fault === 'command lost') this.cut();
      else if (fault === 'redis killed before') server.die();
      else server.dieDuring(sending.requests[0]);
      return;
    }
    this.#execute(sending, from);
  }

  #diedWith({ outlives, sentAt }: Sending): boolean {
    if (this.process.alive) return false;
    return !outlives || this.process.diedAt === sentAt;
  }

  /** Runs the commands from the `from`th on; others may come in between. */
  #execute(sending: Sending, from: number): void {
    const { server, random, scheduler } = this.#parts;
    const { requests, replies, fault, isTransaction } = sending;
    const opened = this.#opened;
    if (from === 0) replies.length = 0;
    const pause =
      requests.length > 1 && !isTransaction && random.chance(0.3)
        ? random.int(1, requests.length)
        : requests.length;
    const to = Math.max(from + 1, Math.min(requests.length, from + pause));
    // Of one command that was answered at once it is known what it did.
    const before =
      requests.length === 1 && requests[0].name !== 'XREAD' ? server.model.keys.position : undefined;
    for (let i = from; i < to; i++) {
      if (fault === 'refused') replies[i] = REFUSAL;
      else
        server.execute(this, requests[i], (reply) => {
          replies[i] = reply;
          if (opened === this.#opened && isWhole(sending)) this.#executed(sending, before);
        });
      if (opened !== this.#opened) return;
    }
    if (fault === 'refused' && to === requests.length) this.#reply(sending);
    if (to < requests.length)
      scheduler.after(random.next() * 3, undefined, () => {
        if (opened === this.#opened) this.#execute(sending, to);
      });
  }

  #executed(sending: Sending, before: number | undefined): void {
    const { server, crash, scheduler, random, size } = this.#parts;
    const { fault, requests } = sending;
    sending.fault = undefined;
    if (fault === 'killed during') crash(this.process);
    else if (fault === 'reply lost') this.cut();
    else if (fault === 'redis killed after') server.die(random.chance(0.5) ? before : undefined);
    else {
      if (fault === 'repeated late')
        scheduler.after(random.int(...size.lateMs), undefined, () => {
          if (server.isUp) for (const request of requests) server.execute(this, request, () => undefined);
        });
      sending.fault = fault;
      this.#reply(sending);
    }
  }

  #reply(sending: Sending): void {
    const { scheduler, random, crash, size } = this.#parts;
    const opened = this.#opened;
    const { fault } = sending;
    if (fault === 'stopped after') this.process.stoppedUntil = scheduler.now + random.int(...size.stoppedMs);
    this.#lastReply = Math.max(this.#lastReply, scheduler.now + this.#delay());
    scheduler.after(this.#lastReply - scheduler.now, this.process, () => {
      if (opened !== this.#opened) return;
      this.#unanswered = this.#unanswered.filter((other) => other !== sending);
      if (fault === 'killed after') scheduler.after(0, undefined, () => crash(this.process));
      sending.answer(sending.replies);
    });
  }

  /** The line breaks; it is opened again once the server is there, and what was not answered is sent again. */
  cut(): void {
    const { server, scheduler, random } = this.#parts;
    this.#opened++;
    this.#isOpen = false;
    server.forget(this);
    if (!this.process.alive) return;
    const opened = this.#opened;
    server.whenUp(() => {
      scheduler.after(random.int(...REOPEN_MS), undefined, () => {
        if (opened !== this.#opened || !this.process.alive) return;
        this.#isOpen = true;
        for (const sending of this.#unanswered) this.#transmit(sending, 0);
      });
    });
  }

  /** Its process has ended: what is on its way may still arrive, nobody waits for answers. */
  close(): void {
    this.#parts.server.lines.delete(this);
    this.#parts.server.forget(this);
  }
}

function isWhole({ requests, replies }: Sending): boolean {
  for (let i = 0; i < requests.length; i++) if (replies[i] === undefined) return false;
  return true;
}
