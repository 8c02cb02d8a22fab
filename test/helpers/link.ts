/** A link between a browser and its server that a test can cut, or let fall silent while it stays open. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TestLink {
  readonly url: string;
  /** Ends every connection and lets none through. */
  cut(): void;
  /** Connections stay open, but nothing of the server comes through. */
  silence(): void;
  /** As if nothing had been. */
  restore(): void;
  close(): Promise<void>;
}

/** @param target `http://127.0.0.1:PORT` */
export async function linkTo(target: string): Promise<TestLink> {
  const port = Number(new URL(target).port);
  const pairs = new Map<Socket, Socket>();
  let state: 'open' | 'cut' | 'silent' = 'open';
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect(port, '127.0.0.1');
    pairs.set(near, far);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
    near.on('close', () => pairs.delete(near));
    if (state === 'silent') far.unpipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = (): void => {
    for (const [near, far] of pairs) for (const socket of [near, far]) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      state = 'cut';
      endAll();
    },
    silence: () => {
      state = 'silent';
      for (const [near, far] of pairs) far.unpipe(near);
    },
    restore: () => {
      if (state === 'silent') for (const [near, far] of pairs) far.pipe(near);
      state = 'open';
    },
    close: async () => {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
