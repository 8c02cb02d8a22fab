import { setTimeout as sleep } from 'node:timers/promises';
import { type Console, seconds } from './console.ts';

const ASK_EVERY_MS = 200;
const PATIENCE_MS = 20_000;

/** Waits until `/readyz` answers 200, telling the terminal now and then what it still waits for. */
export async function waitUntilReady(url: string, console: Console, signal: AbortSignal): Promise<void> {
  const startedAt = Date.now();
  let toldAt = startedAt;
  for (;;) {
    const answer = await askReady(url, signal);
    if (answer === 'ready') return;
    if (Date.now() - toldAt > PATIENCE_MS) {
      toldAt = Date.now();
      console.say(`Not ready after ${seconds(toldAt - startedAt)}: ${answer}`);
    }
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}

async function askReady(url: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(`${url}/readyz`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
    });
    const text = await response.text();
    return response.status === 200 ? 'ready' : `/readyz says ${response.status} ${text.slice(0, 300)}`;
  } catch (error) {
    signal.throwIfAborted();
    return `the server does not answer yet (${(error as Error).message})`;
  }
}
