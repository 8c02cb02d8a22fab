/** Intake processes, and the suppliers that post to them until they are answered. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Reader } from '../../../shared/access/roles.ts';
import type { WorkerParts } from '../../../shared/node/lifecycle.ts';
import type { AppParts } from '../../../workers/ingest/app.ts';
import { RequestProblem } from '../../../workers/ingest/problem.ts';
import { receive } from '../../../workers/ingest/receive.ts';
import { openIntake } from '../../../workers/ingest/start.ts';
import type { SimProcess } from '../time/process.ts';
import type { Item, Posting } from './scenario.ts';
import type { Program, World } from './world.ts';

/** An intake process that runs: what it works with once it is open. */
export class Intake implements Program {
  readonly name: string;
  process: SimProcess | undefined;
  app: AppParts | undefined;

  constructor(name: string) {
    this.name = name;
  }

  async start(parts: WorkerParts, process: SimProcess): Promise<void> {
    this.process = process;
    this.app = await openIntake(parts, new AbortController().signal);
  }

  ended(): void {
    this.app = undefined;
    this.process = undefined;
  }
}

/** A posting on its way: which attempts were made, and whether one was answered 202. */
export interface Sent {
  posting: Posting;
  attempts: number;
  /** Receipts of the 202s that were given, whether or not they reached the supplier. */
  receipts: Set<string>;
  /** Whether one reached the supplier. */
  answered: boolean;
  /** What else it was told, for the case that nothing is accepted. */
  lastStatus: number;
}

export class Suppliers {
  readonly sent: Sent[] = [];
  readonly #world: World;
  readonly #intakes: readonly Intake[];

  constructor(world: World, intakes: readonly Intake[]) {
    this.#world = world;
    this.#intakes = intakes;
    for (const posting of world.scenario.postings) {
      const sent: Sent = { posting, attempts: 0, receipts: new Set(), answered: false, lastStatus: 0 };
      this.sent.push(sent);
      world.scheduler.after(posting.at, undefined, () => this.#attempt(sent));
    }
  }

  get allAnswered(): boolean {
    return this.sent.every(({ answered }) => answered);
  }

  /** Posts, and posts again unless a 202 has come by then. */
  #attempt(sent: Sent): void {
    const { scheduler, random, faults, size } = this.#world;
    if (sent.answered) return;
    const attempt = ++sent.attempts;
    const delay = () => (random.chance(0.08) ? this.#slow() : random.next() * 6);
    const post = () => this.#arrive(sent, attempt, delay);
    if (this.#unlucky(0.03)) faults.other('request lost');
    else scheduler.after(delay(), undefined, post);
    if (this.#unlucky(0.04)) {
      faults.other('request twice');
      scheduler.after(random.int(...size.twiceMs), undefined, post);
    }
    scheduler.after(size.answerWithinMs, undefined, () => {
      if (sent.attempts === attempt) this.#attempt(sent);
    });
  }

  #unlucky(probability: number): boolean {
    return this.#world.faults.active && this.#world.random.chance(probability);
  }

  #slow(): number {
    const { faults, random, size } = this.#world;
    if (!faults.active) return 5;
    faults.other('request delayed');
    return random.int(...size.slowMs);
  }

  #arrive(sent: Sent, attempt: number, delay: () => number): void {
    const { scheduler, random, faults } = this.#world;
    const { app, process } = random.pick(this.#intakes);
    const answer = (status: number) => {
      if (this.#unlucky(0.03)) {
        faults.other('answer lost');
        return;
      }
      scheduler.after(delay(), undefined, () => this.#answered(sent, attempt, status));
    };
    if (!app || !process) answer(503);
    else scheduler.after(0, process, () => void handle(app, sent).then(answer));
  }

  #answered(sent: Sent, attempt: number, status: number): void {
    const { scheduler, random, size } = this.#world;
    sent.lastStatus = status;
    if (status === 202) sent.answered = true;
    else if (sent.attempts === attempt)
      scheduler.after(random.int(...size.againMs), undefined, () => {
        if (sent.attempts === attempt) this.#attempt(sent);
      });
  }
}

/** What the entries of a posting are known by in the streams: the id of the token it is posted with. */
export const tokenOf = (posting: number): string => `p${posting}`;

async function handle(app: AppParts, { posting, receipts }: Sent): Promise<number> {
  const reader: Reader = { id: tokenOf(posting.id), role: 'admin', scope: '', names: false };
  const kind = posting.items[0].kind === 'roster' ? 'rosters' : 'registers';
  try {
    const { status, body } = await receive(requestOf(posting), {}, kind, reader, app);
    if (status === 202 && body.rejectedCount === 0) receipts.add(body.receipt);
    return body.rejectedCount === 0 ? status : 422;
  } catch (error) {
    return error instanceof RequestProblem ? error.status : 500;
  }
}

function requestOf({ items, key, asArray }: Posting): IncomingMessage {
  const isArray = asArray && items[0].kind === 'register';
  const bodies = items.map(bodyOf);
  const text = isArray ? JSON.stringify(bodies) : bodies.map((body) => `${JSON.stringify(body)}\n`).join('');
  const request = Readable.from([Buffer.from(text)], { objectMode: false });
  const headers: Record<string, string> = {
    'content-type': isArray ? 'application/json' : 'application/x-ndjson',
  };
  if (key !== undefined) headers['idempotency-key'] = key;
  return Object.assign(request, { headers, complete: true }) as unknown as IncomingMessage;
}

function bodyOf({ kind: _kind, ...body }: Item): unknown {
  return body;
}
