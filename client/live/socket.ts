/** The transport of the feed: socket.io for deltas and beats, HTTP for snapshots. A ticket opens one line, once. */
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import {
  beatSchema,
  type DownEvents,
  deltaSchema,
  registrySchema,
  type rowSchema,
  type Snapshot,
  snapshotSchema,
} from '../../shared/live/down.ts';
import { subscribedSchema, type UpEvents } from '../../shared/live/up.ts';
import type { Line, LineEvents, Transport } from './feed.ts';
import { getJson, HttpError, postJson } from './http.ts';

type LiveSocket = Socket<DownEvents, UpEvents>;

const ticketSchema = z.object({ ticket: z.string() });
const ANSWER_MS = 10_000;

/** Rows are checked where they are applied: 40,000 of them are too many to check twice. */
const lightSnapshotSchema = snapshotSchema.extend({
  rows: z.custom<Snapshot['rows']>(Array.isArray),
  usual: z.custom<Snapshot['usual']>(Array.isArray),
});
const lightDeltaSchema = deltaSchema.extend({
  changes: z.array(z.custom<z.infer<typeof rowSchema>>(Array.isArray)),
});

function connected(socket: LiveSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', (error) => reject(new Error(`The live line was refused: ${error.message}`)));
  });
}

function lineOf(socket: LiveSocket): Line {
  return {
    async subscribe(view) {
      const answer: unknown = await socket.timeout(ANSWER_MS).emitWithAck('subscribe', view);
      return subscribedSchema.parse(answer);
    },
    close() {
      socket.off();
      socket.disconnect();
    },
  };
}

async function open(events: LineEvents): Promise<Line> {
  const { ticket } = await postJson('/session/ticket', {}, ticketSchema).catch((error) => {
    // The session has ended: the page starts over, and shows how to sign in.
    if (error instanceof HttpError && error.status === 401) location.reload();
    throw error;
  });
  const socket: LiveSocket = io('/live', {
    transports: ['websocket'],
    auth: { ticket },
    reconnection: false,
    forceNew: true,
    timeout: ANSWER_MS,
  });
  socket.on('delta', (delta) => events.delta(lightDeltaSchema.parse(delta)));
  socket.on('beat', (beat) => events.beat(beatSchema.parse(beat)));
  socket.on('disconnect', () => events.closed());
  try {
    await connected(socket);
  } catch (error) {
    socket.disconnect();
    throw error;
  }
  return lineOf(socket);
}

export const liveTransport: Transport = {
  open,
  snapshot: (url) => getJson(url, lightSnapshotSchema),
  registry: (version) => getJson(`/api/v1/live/schools?v=${version}`, registrySchema),
};
