/** A program on the live namespace, that keeps what it hears. */
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { Beat, Delta, DownEvents, Snapshot } from '../../shared/live/down.ts';
import type { Subscribed, UpEvents } from '../../shared/live/up.ts';

export interface LiveClient {
  socket: Socket<DownEvents, UpEvents>;
  deltas: Delta[];
  beats: Beat[];
  subscribe(view: string): Promise<Subscribed>;
  close(): void;
}

/** Connects; rejects with the server's reason when it is not let in. */
export function connectLive(
  url: string,
  auth: Record<string, string>,
  extraHeaders: Record<string, string> = {},
  transports: string[] = ['websocket'],
): Promise<LiveClient> {
  const socket: LiveClient['socket'] = io(`${url}/live`, {
    auth,
    extraHeaders,
    transports,
    reconnection: false,
    forceNew: true,
  });
  const client: LiveClient = {
    socket,
    deltas: [],
    beats: [],
    subscribe: (view) => socket.emitWithAck('subscribe', view),
    close: () => socket.disconnect(),
  };
  socket.on('delta', (delta) => client.deltas.push(delta));
  socket.on('beat', (beat) => client.beats.push(beat));
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(client));
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}

/** Waits until something is so; fails after 10 s. */
export async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (what()) return;
    await sleep(10);
  }
  throw new Error('waited 10 s in vain');
}

/** A snapshot with deltas applied on top, as a screen does it: last row of a school-session wins. */
export function rowsAfter(snapshot: Snapshot, deltas: readonly Delta[]): Map<string, number[]> {
  const rows = new Map(snapshot.rows.map((row) => [`${row[0]}/${row[1]}`, row]));
  for (const delta of deltas)
    if (delta.epoch === snapshot.epoch && delta.seq > snapshot.seq)
      for (const row of delta.changes) rows.set(`${row[0]}/${row[1]}`, row);
  return rows;
}
