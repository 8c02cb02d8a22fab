/** Rooms and displays as a desk sees them, asked for again every two seconds while the page is open. */

import type { z } from 'zod';
import {
  type DisplayAreas,
  type DisplayList,
  displayAreasSchema,
  displayListSchema,
  displaySchema,
  type pairSchema,
  roomStateSchema,
} from '../../shared/api/displays.ts';
import type { Command } from '../../shared/displays/room.ts';
import { getJson, postJson, remove } from '../live/http.ts';

const DISPLAYS = '/api/v1/displays';
const EVERY_MS = 2_000;

export type PairBody = z.input<typeof pairSchema>;

export class Rooms {
  list: DisplayList['rooms'] | null = $state.raw(null);
  areas: DisplayAreas = $state.raw({ hubs: [], trusts: [] });
  trouble: string | null = $state(null);
  /** What was just done, in a sentence. */
  done: string | null = $state(null);

  /** Asks until the signal. */
  follow(signal: AbortSignal): void {
    void this.load();
    const timer = setInterval(() => void this.load(), EVERY_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  async load(): Promise<void> {
    try {
      this.list = (await getJson(DISPLAYS, displayListSchema)).rooms;
    } catch (error) {
      this.trouble = words(error);
    }
  }

  /** Trusts and hubs to choose from, for who may set displays up. */
  async loadAreas(): Promise<void> {
    try {
      this.areas = await getJson(`${DISPLAYS}/areas`, displayAreasSchema);
    } catch (error) {
      this.trouble = words(error);
    }
  }

  async #run(work: () => Promise<string>): Promise<boolean> {
    this.trouble = null;
    this.done = null;
    try {
      this.done = await work();
      await this.load();
      return true;
    } catch (error) {
      this.trouble = words(error);
      return false;
    }
  }

  tell(room: string, command: Command): Promise<boolean> {
    return this.#run(async () => {
      await postJson(`${DISPLAYS}/rooms/${encodeURIComponent(room)}`, { command }, roomStateSchema);
      return `${room}: ${SAID[command]}.`;
    });
  }

  pair(body: PairBody): Promise<boolean> {
    return this.#run(async () => {
      const { name, room } = await postJson(DISPLAYS, body, displaySchema);
      return `${name} is set up in ${room}; it shows attendance within seconds.`;
    });
  }

  end(id: string, name: string): Promise<boolean> {
    return this.#run(async () => {
      await remove(`${DISPLAYS}/${id}`);
      return `${name} is ended; it shows a code again within seconds.`;
    });
  }
}

const SAID: Record<Command, string> = {
  hold: 'held',
  go: 'going round again',
  next: 'next scene',
  'names-off': 'names are off',
  'names-on': 'names as set up',
  back: 'back to the round',
  card: 'test card for five minutes',
  'card-off': 'test card off',
};

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
