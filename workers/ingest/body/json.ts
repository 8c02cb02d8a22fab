/** A JSON document: an array of items, or one. */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { INTAKE_LIMITS } from '../../../shared/api/intake.ts';
import { Fault } from '../fault.ts';
import { RequestProblem } from '../problem.ts';
import type { Item, Items } from './items.ts';

const BATCH_ITEMS = 128;

/** Throws 413 above the size limit and 400 for a document that is not JSON, an array of items or an item. */
export async function* readJson(chunks: AsyncIterable<Buffer>, maxItemBytes: number): Items<unknown> {
  const text = await readText(chunks);
  const values = toValues(text);
  // An item can only be above the limit when the document is: most are never measured.
  const limit = text.length > maxItemBytes ? maxItemBytes : Number.POSITIVE_INFINITY;
  for (let from = 0; from < values.length; from += BATCH_ITEMS) {
    const batch = values.slice(from, from + BATCH_ITEMS);
    yield batch.map((value, i): Item<unknown> => ({ index: from + i, value: withinLimit(value, limit) }));
    await yieldToOthers();
  }
}

async function readText(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > INTAKE_LIMITS.jsonBodyBytes) {
      const detail = `An application/json body may have 8 MB: send it in parts, or as application/x-ndjson, which has no limit.`;
      throw new RequestProblem(413, 'too_large', detail);
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

function toValues(text: string): unknown[] {
  let document: unknown;
  try {
    document = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    const detail = `The body is not JSON: ${(error as Error).message}. For one item a line use Content-Type application/x-ndjson.`;
    throw new RequestProblem(400, 'broken_json', detail);
  }
  if (Array.isArray(document)) return document;
  if (typeof document === 'object' && document !== null) return [document];
  throw new RequestProblem(400, 'broken_json', 'The body must be a JSON array of items, or one item.');
}

function withinLimit(value: unknown, maxBytes: number): unknown {
  if (maxBytes === Number.POSITIVE_INFINITY || Buffer.byteLength(JSON.stringify(value)) <= maxBytes)
    return value;
  return new Fault('too_large', '', `is larger than ${Math.round(maxBytes / 1024)} KB: send it in parts`);
}
