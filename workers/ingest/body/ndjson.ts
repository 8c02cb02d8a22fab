/** NDJSON: one JSON value a line, left to be parsed by whoever takes it. */
import { Fault } from '../fault.ts';
import type { Item, Items } from './items.ts';
import { createLineSplitter } from './lines.ts';
import type { RawLine } from './raw-line.ts';

/** Blank lines are passed over but counted. */
export async function* readNdjson(chunks: AsyncIterable<Buffer>, maxLineBytes: number): Items<RawLine> {
  let items: Item<RawLine>[] = [];
  const splitter = createLineSplitter(maxLineBytes, (line, index) => {
    if (line === undefined) items.push({ index, value: tooLong(maxLineBytes) });
    else if (!line.isBlank()) items.push({ index, value: line });
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

function tooLong(maxBytes: number): Fault {
  return new Fault('too_large', '', `is longer than ${Math.round(maxBytes / 1024)} KB: send it in parts`);
}
