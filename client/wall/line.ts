/**
 * A display's line to the server: gets itself set up by a code, then asks over and over what to show. It never gives
 * up, and needs nobody in the room.
 *
 * - Without a token it shows a code, and a new one before the old one ends.
 * - With one it asks for the scene; each answer is a tick of the server.
 * - A token that is refused twice running was ended at a desk: the display shows a code again.
 */
import type { Wall } from '../../shared/api/displays.ts';
import { HttpError } from '../live/http.ts';
import { backOff } from '../live/link.ts';

export interface Code {
  code: string;
  token: string;
  validMs: number;
}

/** The world outside. Every promise rejects with a sentence for people. */
export interface WallServer {
  code(): Promise<Code>;
  codeState(token: string): Promise<'waiting' | 'paired' | 'gone'>;
  scene(token: string, seen: string | undefined): Promise<Wall>;
}

/** What outlives a power cut. */
export interface Kept {
  token: string | null;
}

export interface WallSink {
  code(code: Code): void;
  wall(wall: Wall): void;
  trouble(message: string | null): void;
  /** The display was ended at a desk: nothing that it showed may stay. */
  ended(): void;
}

export interface WallLineDeps {
  server: WallServer;
  kept: Kept;
  sink: WallSink;
  wait: (ms: number) => Promise<void>;
  random: () => number;
  now: () => number;
}

const ASK_EVERY_MS = 2_000;
/** A new code comes a little before the old one ends. */
const CODE_MARGIN_MS = 5_000;
/** Between two answers, however quickly they come. */
const BREATH_MS = 150;
const REFUSED_TWICE = 2;
const LONGEST_PAUSE_MS = 5_000;

export class WallLine {
  readonly #deps: WallLineDeps;
  #stopped = false;

  constructor(deps: WallLineDeps) {
    this.#deps = deps;
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      const { token } = this.#deps.kept;
      if (token === null) await this.#pair();
      else await this.#follow(token);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #pair(): Promise<void> {
    const { server, sink, kept, now, wait } = this.#deps;
    const code = await this.#tried(() => server.code());
    if (!code) return;
    sink.code(code);
    const until = now() + code.validMs - CODE_MARGIN_MS;
    while (!this.#stopped && now() < until) {
      await wait(ASK_EVERY_MS);
      const state = await this.#tried(() => server.codeState(code.token));
      if (state === 'paired') kept.token = code.token;
      if (state === 'paired' || state === 'gone') return;
    }
  }

  async #follow(token: string): Promise<void> {
    const { server, sink, kept, wait } = this.#deps;
    let seen: string | undefined;
    let refused = 0;
    while (!this.#stopped && refused < REFUSED_TWICE) {
      const wall = await this.#tried(
        () => server.scene(token, seen),
        (error) => {
          refused = error instanceof HttpError && error.status === 401 ? refused + 1 : 0;
        },
      );
      if (!wall) continue;
      refused = 0;
      seen = wall.mark;
      sink.wall(wall);
      await wait(BREATH_MS);
    }
    if (this.#stopped) return;
    kept.token = null;
    sink.ended();
  }

  #failures = 0;

  /** One attempt; after a failure it waits a moment, longer each time. */
  async #tried<T>(act: () => Promise<T>, onError?: (error: unknown) => void): Promise<T | undefined> {
    const { sink, wait, random } = this.#deps;
    try {
      const answer = await act();
      this.#failures = 0;
      sink.trouble(null);
      return answer;
    } catch (error) {
      onError?.(error);
      sink.trouble(error instanceof Error ? error.message : String(error));
      await wait(Math.min(LONGEST_PAUSE_MS, 500 + backOff(this.#failures++, random)));
      return undefined;
    }
  }
}
