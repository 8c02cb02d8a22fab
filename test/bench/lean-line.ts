/**
 * A line as socket.io draws it (Engine.IO 4, Socket.IO 5, https://socket.io/docs/v4/socket-io-protocol/), spoken straight
 * over a WebSocket: thousands of screens share the cores with the gateway that is measured, and the library's own client
 * costs more of them than the gateway.
 */
import { WebSocket } from 'ws';
import type { Line, LineEvents } from '../../client/live/feed.ts';
import type { Subscribed } from '../../shared/live/up.ts';
import { parseOnce } from './parse-once.ts';

const NAMESPACE = '/live,';
const ANSWER_MS = 10_000;
const [OPEN, PING, PONG, MESSAGE] = ['0', '2', '3', '4'];
const [CONNECTED, LEFT, EVENT, ACK, REFUSED] = ['40', '41', '42', '43', '44'];

/** Of an event its name and what it tells, of an answer itself, of a refusal why. */
type Content = [unknown, never] & { message?: string };

interface Waiting {
  settle: (value: unknown) => void;
  fail: (error: Error) => void;
}

class LeanLine implements Line {
  readonly #socket: WebSocket;
  readonly #events: LineEvents;
  readonly #token: string;
  /** Who waits for an answer, by its number; the first for the line itself. */
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #isOpen = false;

  constructor(url: string, token: string, events: LineEvents) {
    this.#events = events;
    this.#token = token;
    this.#socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
    });
    this.#socket.on('message', (text) => this.#hear(String(text)));
    this.#socket.on('error', (error) => this.#lose(error));
    this.#socket.on('close', () => this.#lose(new Error('the line was closed')));
  }

  /** Resolves when the server has let it in. */
  opened(): Promise<unknown> {
    return this.#answer(0);
  }

  async subscribe(view: string): Promise<Subscribed> {
    const number = ++this.#asked;
    this.#socket.send(`${EVENT}${NAMESPACE}${number}${JSON.stringify(['subscribe', view])}`);
    return (await this.#answer(number)) as Subscribed;
  }

  close(): void {
    this.#socket.removeAllListeners().on('error', () => undefined);
    this.#socket.terminate();
  }

  #answer(number: number): Promise<unknown> {
    return new Promise((settle, fail) => {
      const timer = setTimeout(() => this.#lose(new Error('no answer')), ANSWER_MS);
      const end =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          this.#waiting.delete(number);
          then(value);
        };
      this.#waiting.set(number, { settle: end(settle), fail: end(fail) });
    });
  }

  #lose(error: Error): void {
    this.close();
    for (const { fail } of [...this.#waiting.values()]) fail(error);
    if (this.#isOpen) this.#events.closed();
  }

  #hear(text: string): void {
    if (text[0] === PING) this.#socket.send(PONG);
    else if (text[0] === OPEN)
      this.#socket.send(`${CONNECTED}${NAMESPACE}${JSON.stringify({ token: this.#token })}`);
    else if (text[0] === MESSAGE) this.#hearPacket(text.slice(0, 2), text.slice(2 + NAMESPACE.length));
  }

  #hearPacket(kind: string, body: string): void {
    const from = body.search(/[[{]/);
    const content = from < 0 ? undefined : (parseOnce(body.slice(from)) as Content);
    if (kind === CONNECTED) {
      this.#isOpen = true;
      this.#waiting.get(0)?.settle(undefined);
    } else if (kind === ACK) this.#waiting.get(Number(body.slice(0, from)))?.settle(content?.[0]);
    else if (kind === REFUSED || kind === LEFT) this.#lose(new Error(content?.message ?? 'let go'));
    else if (kind === EVENT && content?.[0] === 'delta') this.#events.delta(content[1]);
    else if (kind === EVENT && content?.[0] === 'beat') this.#events.beat(content[1]);
  }
}

/** A line that the server has let in. */
export async function openLeanLine(url: string, token: string, events: LineEvents): Promise<Line> {
  const line = new LeanLine(url, token, events);
  await line.opened();
  return line;
}
