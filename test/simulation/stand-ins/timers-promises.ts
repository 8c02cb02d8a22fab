/** Stand-in for `node:timers/promises`. */
import { clearTimeout as clear, setTimeout as set } from './globals.ts';

interface Options {
  signal?: AbortSignal;
  ref?: boolean;
}

export function setTimeout<T>(ms = 0, value?: T, { signal }: Options = {}): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      clear(timer);
      reject(signal?.reason);
    };
    const timer = set(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

export function setImmediate<T>(value?: T): Promise<T | undefined> {
  return setTimeout(0, value);
}
