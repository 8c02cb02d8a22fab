/** The way to the front door: gzipped bodies over kept connections, sent again until they are answered. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Logger } from '../../shared/node/logger.ts';

const gzipped = promisify(gzip);
const CONNECTIONS = 8;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

export interface Post {
  /** `/api/v1/registers` ... */
  readonly path: string;
  readonly token: string;
  readonly type: 'application/x-ndjson' | 'text/csv' | 'application/json';
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly text: string;
}

/** Posts a body and settles when it was answered 202 (true) or refused for good (false, logged). */
export type Poster = (post: Post) => Promise<boolean>;

/**
 * @param url where the front door is, looked up again for each attempt
 * @param stopping ends waiting and trying; the post under way then settles false
 */
export function createPoster(url: () => string | undefined, logger: Logger, stopping: AbortSignal): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  stopping.addEventListener('abort', () => agent.destroy(), { once: true });
  return async (post) => {
    const body = await gzipped(post.body, { level: constants.Z_BEST_SPEED });
    let pause = FIRST_PAUSE_MS;
    while (!stopping.aborted) {
      const base = url();
      const answer =
        base === undefined ? undefined : await send(base, post, body, agent).catch(() => undefined);
      if (answer?.status === 202) {
        reportRejections(answer.text, post, logger);
        return true;
      }
      if (answer && !isPassing(answer.status)) {
        logger.error(
          { path: post.path, status: answer.status, answer: answer.text.slice(0, 500) },
          'post_refused',
        );
        return false;
      }
      await sleep(answer?.retryAfterMs ?? pause, undefined, { signal: stopping }).catch(() => undefined);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    }
    return false;
  };
}

const isPassing = (status: number) => status === 429 || status >= 500;

function send(base: string, post: Post, body: Buffer, agent: Agent): Promise<Answer> {
  return new Promise((settle, fail) => {
    const outgoing = request(
      new URL(post.path, base),
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${post.token}`,
          'content-type': post.type,
          'content-encoding': 'gzip',
          'content-length': body.length,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', fail);
        incoming.on('end', () => {
          const seconds = Number(incoming.headers['retry-after']);
          settle({
            status: incoming.statusCode ?? 0,
            retryAfterMs: Number.isFinite(seconds) ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : undefined,
            text: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

function reportRejections(text: string, post: Post, logger: Logger): void {
  const start = text.indexOf('"rejectedCount":');
  if (start < 0 || text.startsWith('"rejectedCount":0', start)) return;
  logger.warn({ path: post.path, answer: text.slice(0, 600) }, 'items_rejected');
}
