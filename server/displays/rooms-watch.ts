/**
 * What every gateway knows of rooms, displays and sudden drops, as Redis has it: read again a few times a second while
 * a display or a desk asks, so that a command reaches every wall within a second whichever gateway took it. While
 * Redis is away the last that was read holds.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Display } from '../../shared/api/displays.ts';
import { type Drop, NEW_ROOM, type Room, roomSchema } from '../../shared/displays/room.ts';
import type { Logger } from '../../shared/node/logger.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { readDisplays } from './pairing.ts';

const READ_EVERY_MS = 200;
/** Without a question for this long nothing is read. */
const IDLE_AFTER_MS = 10_000;
/** A wall hears the server at least every second, the way there and back included. */
const LONGEST_WAIT_MS = 650;

/** A sudden drop as the first gateway saw it, kept in `drops:{displays}:<date>`. */
export const dropSchema = z.object({ at: z.number(), points: z.number().nullable() });
export interface SeenDrop extends Drop {
  /** How far below what was expected, points, when it was first seen; null under 10 pupils. */
  points: number | null;
}

export interface RoomsWatchParts {
  redis: Redis;
  logger: Logger;
  /** The live date. */
  date: () => string;
  /** Told before each reading, to write down what is new. */
  onLook: (known: ReadonlyMap<number, SeenDrop>) => Promise<void>;
}

export class RoomsWatch {
  readonly #parts: RoomsWatchParts;
  readonly #waiting = new Set<() => void>();
  #displays: ReadonlyMap<string, Display> = new Map();
  #rooms: ReadonlyMap<string, Room> = new Map();
  #drops: ReadonlyMap<number, SeenDrop> = new Map();
  #askedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: RoomsWatchParts) {
    this.#parts = parts;
  }

  get displays(): ReadonlyMap<string, Display> {
    return this.#displays;
  }

  get drops(): ReadonlyMap<number, SeenDrop> {
    return this.#drops;
  }

  roomOf(name: string): Room {
    return this.#rooms.get(name) ?? NEW_ROOM;
  }

  /** Displays of a room from left to right. */
  displaysOf(room: string): Display[] {
    return [...this.#displays.values()]
      .filter((display) => display.room === room)
      .sort((a, b) => a.place - b.place || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  /** Reads once more, now. */
  async refresh(): Promise<void> {
    await this.#reading;
    this.#reading = this.#read();
    await this.#reading;
  }

  /** Keeps reading for a while; the first question after a rest waits for the first answer. */
  async keepUp(): Promise<void> {
    const isRested = this.#timer === undefined;
    this.#askedAt = Date.now();
    if (!isRested || this.#stopped) return;
    this.#timer = setInterval(() => this.#turn(), READ_EVERY_MS);
    await Promise.race([this.refresh(), pause(LONGEST_WAIT_MS)]);
  }

  /** Settles once `holds` does, looked at after every reading; false when it did not within a second. */
  async until(holds: () => boolean): Promise<boolean> {
    const end = Date.now() + LONGEST_WAIT_MS;
    while (!holds()) {
      if (Date.now() >= end || this.#stopped) return false;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return true;
  }

  #turn(): void {
    this.#wake();
    if (Date.now() - this.#askedAt > IDLE_AFTER_MS) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else this.#reading ??= this.#read();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }

  async #read(): Promise<void> {
    const { redis, logger, date, onLook } = this.#parts;
    try {
      await onLook(this.#drops);
      this.#displays = await readDisplays(redis);
      const rooms = Object.entries(await redis.hgetall(globalKeys.displayRooms));
      this.#rooms = new Map(rooms.map(([name, json]) => [name, roomSchema.parse(JSON.parse(json))]));
      const drops = Object.entries(await redis.hgetall(globalKeys.suddenDrops(date())));
      this.#drops = new Map(
        drops.map(([urn, json]) => [
          Number(urn),
          { urn: Number(urn), ...dropSchema.parse(JSON.parse(json)) },
        ]),
      );
    } catch (error) {
      logger.debug({ err: error }, 'rooms_unread');
    } finally {
      this.#reading = undefined;
      this.#wake();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#wake();
    await this.#reading;
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
