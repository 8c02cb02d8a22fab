/** A real ingest worker on a real Redis for one test file, spoken to over its own socket. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { IntakeAnswer } from '../../shared/api/intake.ts';
import { fixedClock } from '../../shared/node/clock.ts';
import { loadConfig } from '../../shared/node/config.ts';
import { createLogger } from '../../shared/node/logger.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { decodeEntry, type Entry } from '../../shared/redis/layouts/entries.ts';
import { upnAt } from '../../shared/redis/layouts/pupils.ts';
import { startIngest } from '../../workers/ingest/start.ts';
import { startTestRedis, type TestRedis } from './redis.ts';

export const PARTITIONS = 4;
/** A Friday of term, 09:10 in London. */
export const NOW = Date.parse('2026-11-20T09:10:00Z');

export interface PostOptions {
  type?: string;
  token?: string;
  gzip?: boolean;
  query?: string;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: IntakeAnswer & { code?: string; detail?: string };
}

export interface TestIngest {
  redis: TestRedis;
  socket: string;
  clock: ReturnType<typeof fixedClock>;
  /** Posts a text, bytes, or anything else as JSON. */
  post(kind: string, body: unknown, options?: PostOptions): Promise<Answer>;
  /** Every entry in the streams, in the order of each stream. */
  entries(): Promise<Entry[]>;
  /** The UPNs of slots of a school. */
  upns(urn: number, slots: Iterable<number>): Promise<(string | undefined)[]>;
  /** Empties the streams; everything else stays. */
  clearStreams(): Promise<void>;
  /** Ends the worker and starts it anew on the same Redis. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const NDJSON = 'application/x-ndjson';
export const CSV = 'text/csv';

/** @param more options such as `journal` @param startRedis may start a cluster */
export async function startTestIngest(
  more: Readonly<Record<string, string>> = {},
  startRedis: () => Promise<TestRedis> = startTestRedis,
): Promise<TestIngest> {
  const redis = await startRedis();
  const socket = join(redis.data, 'ingest.sock');
  const clock = fixedClock(NOW);
  const config = loadConfig(
    {
      data: redis.data,
      redis: redis.location,
      ingestSocket: socket,
      partitions: PARTITIONS,
      feed: 'none',
      ...more,
    },
    {},
  );
  const logger = createLogger({ role: 'ingest', level: 'silent' });
  const start = () =>
    startIngest({ config, clock, logger, connect: (_purpose, options) => redis.connect(options) });
  let ingest = await start();
  const reader = redis.connect();
  const streams = Array.from({ length: PARTITIONS }, (_, p) => partitionKeys.marks(p));
  return {
    redis,
    socket,
    clock,
    post: (kind, body, options = {}) => sendTo(socket, kind, body, options),
    entries: async () => {
      const read = await Promise.all(streams.map((stream) => reader.xrangeBuffer(stream, '-', '+')));
      return read.flat().map(([, fields]) => decodeEntry(fields[1]));
    },
    upns: async (urn, slots) => {
      const table = await reader.getBuffer(partitionKeys.pupils(partitionOf(urn, PARTITIONS), urn));
      return [...slots].map((slot) => upnAt(table ?? Buffer.alloc(0), slot));
    },
    clearStreams: async () => {
      await reader.del(...streams);
    },
    restart: async () => {
      await ingest.stop();
      ingest = await start();
    },
    stop: async () => {
      await ingest.stop();
      await redis.stop();
    },
  };
}

/** Posts to an ingest worker's socket. */
export function sendTo(
  socketPath: string,
  kind: string,
  body: unknown,
  options: PostOptions = {},
): Promise<Answer> {
  const { type = 'application/json', gzip = false, query = '', headers = {} } = options;
  const { token = kind === 'registers' || kind === 'rosters' ? 'demo-supplier' : 'demo-admin' } = options;
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const payload = gzip ? gzipSync(bytes) : bytes;
  return new Promise((settle, fail) => {
    const sent = request(
      {
        socketPath,
        method: 'POST',
        path: `/api/v1/${kind}${query}`,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(type ? { 'content-type': type } : {}),
          ...(gzip ? { 'content-encoding': 'gzip' } : {}),
          'content-length': payload.length,
          ...headers,
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          settle({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) });
        });
      },
    );
    sent.on('error', fail);
    sent.end(payload);
  });
}

/** GIAS rows as CSV for the schools, all in one LA. */
export function schoolsCsv(urns: readonly number[], la = '201'): string {
  const rows = urns.map((urn) => `${urn},School ${urn},${la},Primary,Community school,530000,180000,300`);
  const header =
    'URN,EstablishmentName,LA (code),PhaseOfEducation (name),TypeOfEstablishment (name),Easting,Northing,NumberOfPupils';
  return `${header}\n${rows.join('\n')}\n`;
}
