/** The server for readers: puts its parts together, starts them in order and stops them in reverse. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStopStack, type Running, type WorkerParts } from '../shared/node/lifecycle.ts';
import { Subjects } from './access/subjects.ts';
import { startDesk, startWalls, startWatch } from './beside.ts';
import { makeDoor } from './doors.ts';
import { createEdgeServer } from './edge/connections.ts';
import type { LiveSockets } from './live/sockets.ts';
import { loadPicture, make, type ServerOptions } from './parts.ts';

const BEAT_MS = 2000;
const STOP_GRACE_MS = 1500;

/** A server that runs; `port` is the one it got. */
export interface RunningServer extends Running {
  port: number;
}

/** Loads the picture, then listens: a request meets a closed door, never a half-loaded server. */
export async function startServer(parts: WorkerParts, options: ServerOptions = {}): Promise<RunningServer> {
  const stack = createStopStack();
  const http = createEdgeServer();
  const made = make(parts, options);
  const { live, sockets } = made;
  try {
    stack.push('live', () => live.stop());
    await loadPicture(made);
    stack.push('lines', await made.access.watch());
    const subjects = new Subjects(live);
    const watch = startWatch(made, options.watchMs);
    stack.push('watch', async () => watch.stop());
    const desk = startDesk(made, options.beatMs ?? BEAT_MS);
    stack.push('desk', () => desk.stop());
    const displays = startWalls(made, subjects, desk);
    stack.push('displays', () => displays.stop());
    http.on('request', makeDoor(made, subjects, { watch, displays, desk }));
    sockets.serve(http, { live, subjects, logger: parts.logger });
    stack.push('door', () => closeDoor(http, sockets));
    await listen(http, parts.config);
  } catch (error) {
    await stack.stopAll();
    throw error;
  }
  const { port } = http.address() as AddressInfo;
  return { port, stop: () => stack.stopAll() };
}

/** Requests under way get a moment to end; then their connections are closed. */
async function closeDoor(http: Server, sockets: LiveSockets): Promise<void> {
  const graceOver = setTimeout(() => http.closeAllConnections(), STOP_GRACE_MS);
  await sockets.stop();
  clearTimeout(graceOver);
}

function listen(http: Server, { port, host }: WorkerParts['config']): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve();
    });
  });
}
