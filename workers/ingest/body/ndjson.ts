/** NDJSON: one JSON value a line. */
import { Fault } from '../fault.ts';
import type { Item, Items } from './items.ts';
import { createLineSplitter } from './lines.ts';

const BLANK = /^\s*$/;

/** Blank lines are passed over but counted. A line that is no JSON is that line's fault alone. */
export async function* readNdjson(chunks: AsyncIterable<Buffer>, maxLineBytes: number): Items<unknown> {
  let items: Item<unknown>[] = [];
  const splitter = createLineSplitter(maxLineBytes, 'utf8', (text, index) => {
    if (text === undefined) items.push({ index, value: tooLong(maxLineBytes) });
    else if (text !== '' && !BLANK.test(text)) items.push({ index, value: parseLine(text) });
  });
  for await (const chunk of chunks) {
    splitter.push(chunk);
    if (items.length === 0) continue;
    yield items;
    items = [];
  }
  splitter.end();
  if (items.length > 0) yield items;
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return new Fault('malformed', '', `is not JSON: ${(error as Error).message}`, text);
  }
}

function tooLong(maxBytes: number): Fault {
  return new Fault('too_large', '', `is longer than ${Math.round(maxBytes / 1024)} KB: send it in parts`);
}
