import { createReadStream } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { request as requestTls } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BodyFormat } from './body-format.ts';

export interface PostedFile {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends a file as the body of one POST, as a stream. An answer that comes before the whole file is sent (401, 413) is
 * an answer all the same.
 * @param onSent called with the bytes of each piece of the file that was handed over
 */
export async function postFile(
  url: URL,
  path: string,
  format: BodyFormat,
  token: string,
  onSent: (bytes: number) => void,
): Promise<PostedFile> {
  const send = url.protocol === 'https:' ? requestTls : request;
  const outgoing = send(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': format.contentType,
      ...(format.gzip ? { 'content-encoding': 'gzip' } : {}),
    },
  });
  const answer = new Promise<PostedFile>((settle, reject) => {
    outgoing.on('response', (response) => void readBody(response).then(settle, reject));
    outgoing.on('error', reject);
  });
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onSent(chunk.length);
      done(null, chunk);
    },
  });
  const sent = pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), meter, outgoing);
  // A server that answers early closes the connection under the body; only the answer tells what happened.
  sent.catch(() => undefined);
  return answer;
}

async function readBody(response: IncomingMessage): Promise<PostedFile> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}
