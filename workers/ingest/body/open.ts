/** The bytes of a request's body, decompressed, as they come. */
import type { IncomingMessage } from 'node:http';
import { createGunzip, type Gunzip } from 'node:zlib';
import { INTAKE_LIMITS } from '../../../shared/api/intake.ts';
import { BodyCutOff, RequestProblem } from '../problem.ts';

const OUTPUT_CHUNK_BYTES = 128 * 1024;
/** Below this size the ratio says nothing: a few equal registers compress very well. */
const RATIO_FROM_BYTES = INTAKE_LIMITS.registerBytes;
const SILENCE_MS = 60_000;
/** Fewer bytes than these in that time are silence too: a byte now and then only holds a connection. */
const LEAST_BYTES = 1024;

/**
 * Throws BodyCutOff when the sender goes away or falls silent, and a RequestProblem for an unknown encoding (415),
 * broken gzip (400) and a compression ratio above the limit (413). Whoever stops reading early leaves the connection
 * usable for the answer.
 */
export async function* openBody(request: IncomingMessage, silenceMs = SILENCE_MS): AsyncGenerator<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'x-gzip') {
    const detail = `Content-Encoding "${encoding}" is not supported: send gzip, or no encoding.`;
    throw new RequestProblem(415, 'unsupported_encoding', detail);
  }
  const chunks = encoding === 'identity' ? plainChunks(request) : gunzippedChunks(request);
  try {
    yield* endingOnSilence(chunks, silenceMs, () => request.destroy(new BodyCutOff()));
  } finally {
    if (!request.destroyed) request.resume();
  }
}

/** Only the sender's silence counts: while a chunk is being dealt with nobody is waited for. */
async function* endingOnSilence(
  chunks: AsyncGenerator<Buffer>,
  silenceMs: number,
  onSilence: () => void,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  let waitLeft = silenceMs;
  try {
    for (;;) {
      const asked = performance.now();
      const timer = setTimeout(onSilence, waitLeft);
      const next = await chunks.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      bytes += next.value.length;
      waitLeft = Math.max(1, waitLeft - (performance.now() - asked));
      if (bytes >= LEAST_BYTES) [bytes, waitLeft] = [0, silenceMs];
      yield next.value;
    }
  } finally {
    await chunks.return(undefined);
  }
}

async function* plainChunks(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw request.complete ? error : new BodyCutOff();
  }
}

async function* gunzippedChunks(request: IncomingMessage): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES });
  const cutOff = () => {
    if (!request.complete) gunzip.destroy(new BodyCutOff());
  };
  request.once('close', cutOff).on('error', cutOff);
  request.pipe(gunzip);
  try {
    let bytes = 0;
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      checkRatio(bytes, gunzip);
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? brokenGzip(error) : error;
  } finally {
    request.unpipe(gunzip);
    gunzip.destroy();
  }
}

function checkRatio(bytes: number, gunzip: Gunzip): void {
  if (bytes <= RATIO_FROM_BYTES || bytes <= gunzip.bytesWritten * INTAKE_LIMITS.gzipRatio) return;
  const detail = `The body expands to more than ${INTAKE_LIMITS.gzipRatio} times its compressed size: send it in parts, or less compressed.`;
  throw new RequestProblem(413, 'too_large', detail);
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}

function brokenGzip(error: Error): RequestProblem {
  return new RequestProblem(
    400,
    'broken_gzip',
    `The body is not whole gzip (${error.message}): compress it again, or send it without Content-Encoding.`,
  );
}
