/** A supplier who sends again what was not answered 202, as the contract asks. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosPost } from './morning.ts';

const ANSWER_WITHIN_MS = 6_000;
const AGAIN_AFTER_MS = 150;

export interface SupplierCounts {
  accepted: number;
  /** Sends that were not answered 202. */
  sentAgain: number;
  /** When the last 202 came (real time, ms), and the longest that all suppliers together went without one. */
  acceptedAt: number;
  longestWithoutMs: number;
}

export function noneSent(now: number): SupplierCounts {
  return { accepted: 0, sentAgain: 0, acceptedAt: now, longestWithoutMs: 0 };
}

function noteAccepted(counts: SupplierCounts, now: number): void {
  counts.accepted++;
  counts.longestWithoutMs = Math.max(counts.longestWithoutMs, now - counts.acceptedAt);
  counts.acceptedAt = now;
}

function bodyOf({ kind: _kind, receivedAt: _receivedAt, ...post }: ChaosPost): string {
  if (!('digest' in post)) return JSON.stringify(post);
  const { digest: _digest, ...roster } = post;
  return JSON.stringify(roster);
}

/** Sends a post until it is accepted. @throws Error when it is refused for good, or `signal` aborts */
export async function deliver(
  url: string,
  post: ChaosPost,
  counts: SupplierCounts,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const answer = await send(url, post).catch((error: Error) => error);
    if (!(answer instanceof Error)) {
      if (answer.status === 202 && answer.rejected === 0) {
        noteAccepted(counts, Date.now());
        return;
      }
      if (answer.status < 500 && answer.status !== 429)
        throw new Error(`${post.kind} refused with ${answer.status}: ${answer.text}`);
    }
    counts.sentAgain++;
    await sleep(AGAIN_AFTER_MS);
  }
}

async function send(url: string, post: ChaosPost) {
  const kind = `${post.kind}s`;
  const response = await fetch(`${url}/api/v1/${kind}`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-supplier', 'content-type': 'application/x-ndjson' },
    body: `${bodyOf(post)}\n`,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const text = await response.text();
  const rejected = response.status === 202 ? Number(JSON.parse(text).rejectedCount) : 0;
  return { status: response.status, rejected, text };
}
