/** What the benches do as users: post files, watch a socket, read the status. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { type Delta, deltaSchema } from '../../shared/live/down.ts';

const answerSchema = z.object({
  accepted: z.record(z.string(), z.number()),
  rejectedCount: z.number(),
});
const statusSchema = z.object({
  pendingRegisters: z.number(),
  acceptedMarks: z.number(),
  appliedMarks: z.number(),
});

/** Posts a file as it is; `.gz` goes as `Content-Encoding: gzip`. Fails unless everything was accepted. */
export async function postFile(
  url: string,
  kind: string,
  file: string,
  token: string,
): Promise<Record<string, number>> {
  const type = file.includes('.csv')
    ? 'text/csv'
    : file.includes('.ndjson')
      ? 'application/x-ndjson'
      : 'application/json';
  const response = await fetch(`${url}/api/v1/${kind}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': type,
      ...(file.endsWith('.gz') ? { 'content-encoding': 'gzip' } : {}),
    },
    body: Readable.toWeb(createReadStream(file)) as unknown as BodyInit,
    // Node's fetch asks for it with a stream; the DOM types do not know it.
    ...{ duplex: 'half' },
  });
  const text = await response.text();
  if (response.status !== 202)
    throw new Error(`${kind} from ${file}: ${response.status} ${text.slice(0, 500)}`);
  const answer = answerSchema.parse(JSON.parse(text));
  if (answer.rejectedCount > 0) throw new Error(`${kind} from ${file}: ${text.slice(0, 500)}`);
  return answer.accepted;
}

/** Waits until everything accepted is counted and returns the marks counted since ever. */
export async function untilCounted(url: string): Promise<number> {
  for (;;) {
    const response = await fetch(`${url}/api/v1/status`, {
      headers: { authorization: 'Bearer demo-central' },
    });
    const status = statusSchema.parse(await response.json());
    if (status.pendingRegisters === 0) return status.appliedMarks;
    await sleep(50);
  }
}

/** Subscribes to England; `heard` is called with every delta. */
export async function watchEngland(url: string, heard: (delta: Delta) => void): Promise<Socket> {
  const socket = io(`${url}/live`, { transports: ['websocket'], auth: { token: 'demo-central' } });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  await socket.emitWithAck('subscribe', 'england');
  socket.on('delta', (delta: unknown) => heard(deltaSchema.parse(delta)));
  return socket;
}
