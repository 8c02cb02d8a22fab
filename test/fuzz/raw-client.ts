/** One kept connection at a time, written by hand: a fifth of the work of `node:http`, so that a million end the same day. */
import { connect, type Socket } from 'node:net';
import type { Malformed } from './malformed.ts';

export interface RawAnswer {
  /** 0 where the connection was closed without an answer, 599 where none came in time. */
  status: number;
  text: string;
}

/** Long: a soak runs at the lowest weight of a machine that does other work. */
const PATIENCE_MS = 120_000;
const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** The request as it goes over the wire. */
export function onTheWire({ method, path, headers, body }: Malformed): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1', 'connection: keep-alive'];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== undefined) lines.push(`content-length: ${body.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return body === undefined ? head : Buffer.concat([head, body]);
}

/** The answer that the bytes hold whole; undefined while some is missing. */
function answerIn(bytes: Buffer, isEnded: boolean): (RawAnswer & { closes: boolean }) | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  const isChunked = /\r\ntransfer-encoding: chunked/i.test(head);
  const body = bytes.subarray(end + HEAD_END.length);
  const isWhole =
    isEnded ||
    status === 204 ||
    status === 304 ||
    (isChunked ? body.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) : body.length >= Number(length ?? 0));
  if (!isWhole) return undefined;
  return { status, text: body.toString('utf8'), closes: /\r\nconnection: close/i.test(head) };
}

/** Sends requests one after the other, over one connection as long as the server keeps it. */
export class RawClient {
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(url: string) {
    this.#port = Number(new URL(url).port);
  }

  send(asked: Malformed): Promise<RawAnswer> {
    return new Promise((settle) => {
      this.#socket ??= connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
      const socket = this.#socket;
      let bytes: Buffer = Buffer.alloc(0);
      const finish = (answer: RawAnswer, closes: boolean) => {
        socket.removeAllListeners();
        socket.setTimeout(0);
        if (closes) this.close();
        settle({ status: answer.status, text: answer.text });
      };
      const ended = () => finish(answerIn(bytes, true) ?? { status: 0, text: '' }, true);
      socket.on('data', (chunk: Buffer) => {
        bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
        const answer = answerIn(bytes, false);
        if (answer) finish(answer, answer.closes);
      });
      socket.on('error', ended);
      socket.on('close', ended);
      socket.setTimeout(PATIENCE_MS, () => finish({ status: 599, text: 'no answer in time' }, true));
      socket.write(onTheWire(asked));
    });
  }

  close(): void {
    this.#socket?.on('error', () => undefined);
    this.#socket?.destroy();
    this.#socket = undefined;
  }
}
