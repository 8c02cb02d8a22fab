/** The transport of the feed: socket.io for deltas and beats, HTTP for snapshots. A ticket opens one line, once. */
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import {
  beatSchema,
  type DownEvents,
  deltaSchema,
  type Registry,
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

/**
 * Rows and signals are checked where they are applied: 60,000 of them are too many to check twice. Of the registry's columns
 * only that they are columns: each value of 21,000 schools took longer to check than the whole picture to draw.
 */
const lightSnapshotSchema = snapshotSchema.extend({
  rows: z.custom<Snapshot['rows']>(Array.isArray),
  usual: z.custom<Snapshot['usual']>(Array.isArray),
  signals: z.custom<Snapshot['signals']>(Array.isArray),
});
const lightRegistrySchema = registrySchema.extend({
  schools: z.custom<Registry['schools']>(
    (schools) =>
      schools !== null && typeof schools === 'object' && Object.values(schools).every(Array.isArray),
  ),
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

/** Which version the address names is for caches alone: the answer is the newest. */
const readRegistry = (version: number): Promise<Registry> =>
  getJson(`/api/v1/live/schools?v=${version}`, lightRegistrySchema);

/** The registry is asked for together with the first line, not after its snapshot: it comes while that is made. */
export function liveTransport(): Transport {
  let early: Promise<Registry | null> | null = null;
  let isFirst = true;
  return {
    open: (events) => {
      if (isFirst) early = readRegistry(0).catch(() => null);
      isFirst = false;
      return open(events);
    },
    snapshot: (url) => getJson(url, lightSnapshotSchema),
    registry: async (version) => {
      const held = await early;
      early = null;
      return held?.version === version ? held : readRegistry(version);
    },
  };
}
