/** Gateways: the live picture as the server runs it, behind simulated sockets. */

import { beatsOf } from '../../../server/live/beat.ts';
import { Live } from '../../../server/live/live.ts';
import { roomKey } from '../../../server/live/rooms.ts';
import { PackedBodies, packRegistry, packSnapshot } from '../../../server/live/snapshot.ts';
import type { Beat, Delta, Registry, Snapshot } from '../../../shared/live/down.ts';
import type { WorkerParts } from '../../../shared/node/lifecycle.ts';
import type { SimProcess } from '../time/process.ts';
import { PARTITIONS, type Program, type World } from './world.ts';

const TICK_MS = 250;
/** Share of a gateway's time that goes into telling, at most. */
const MOST_TELLING = 0.2;
const BEAT_MS = 2_000;
const GRAIN = 'school';

/** What a gateway says down one line. */
export type Down = { delta: Delta } | { beat: Beat };

/** One screen's line as the gateway holds it. */
export interface Socket {
  rooms: Set<string>;
  send: (down: Down) => void;
  closed: () => void;
}

export class Gateway implements Program {
  readonly name: string;
  process: SimProcess | undefined;
  live: Live | undefined;
  readonly #world: World;
  readonly #sockets = new Set<Socket>();
  #bodies = new PackedBodies();
  #clock: WorkerParts['clock'] | undefined;

  constructor(name: string, world: World) {
    this.name = name;
    this.#world = world;
  }

  async start({ connect, clock, logger }: WorkerParts, process: SimProcess): Promise<void> {
    const live = new Live({
      store: { redis: connect('read'), partitions: PARTITIONS },
      tailRedis: connect('tail', { blocking: true }),
      signalsRedis: connect('signals', { blocking: true }),
      clock,
      logger,
      tickMs: TICK_MS,
      telling: { time: (work) => work(), share: () => this.#world.random.next() * MOST_TELLING },
      hasReaders: (key) => [...this.#sockets].some(({ rooms }) => rooms.has(key)),
      emit: (key, delta) => this.#emit(key, { delta }),
      onRewound: () => this.#world.crash(process),
      onTold: () => undefined,
    });
    await live.start();
    this.process = process;
    this.live = live;
    this.#clock = clock;
    this.#bodies = new PackedBodies();
    const beat = (): void => {
      for (const socket of this.#sockets)
        socket.send({
          beat: beatsOf(live, clock, { build: 'sim', pending: 0, intake: undefined }, null).exact,
        });
      this.#world.scheduler.after(BEAT_MS, process, beat);
    };
    this.#world.scheduler.after(BEAT_MS, process, beat);
  }

  ended(): void {
    this.live = undefined;
    this.process = undefined;
    for (const socket of this.#sockets) socket.closed();
    this.#sockets.clear();
  }

  #emit(key: string, down: Down): void {
    for (const socket of this.#sockets) if (socket.rooms.has(key)) socket.send(down);
  }

  connect(socket: Socket): void {
    this.#sockets.add(socket);
  }

  disconnect(socket: Socket): void {
    this.#sockets.delete(socket);
  }

  subscribe(socket: Socket, view: string): { snapshot: string; epoch: string; seq: number } {
    const { epoch, rooms } = this.live!;
    socket.rooms.add(roomKey(view, GRAIN));
    return { snapshot: view, epoch, seq: rooms.seqOf(view, GRAIN) };
  }

  /** The body of a snapshot, as it goes over HTTP. */
  snapshot(view: string): string {
    return packSnapshot(this.#bodies, this.live!, this.#clock!.now(), view, GRAIN).json;
  }

  registry(view: string): string {
    return packRegistry(this.#bodies, this.live!, view, GRAIN).json;
  }
}

export const parseSnapshot = (json: string): Snapshot => JSON.parse(json) as Snapshot;
export const parseRegistry = (json: string): Registry => JSON.parse(json) as Registry;
