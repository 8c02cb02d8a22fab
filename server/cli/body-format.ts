import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** What an intake needs to know of a body. */
export interface BodyFormat {
  readonly contentType: 'text/csv' | 'application/x-ndjson' | 'application/json';
  readonly gzip: boolean;
}

const BY_EXTENSION: Record<string, BodyFormat['contentType']> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  json: 'application/json',
};

const SNIFFED_BYTES = 65_536;

/** The format of a file, by its extension (`registers.ndjson.gz`), else by how it begins. */
export async function readFormat(path: string): Promise<BodyFormat> {
  const head = await readHead(path, false);
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const extension = path.replace(/\.gz$/i, '').split('.').at(-1)?.toLowerCase() ?? '';
  const known = Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
  const text = known === undefined ? (await readHead(path, gzip)).toString('utf8') : '';
  return { contentType: known ?? sniff(text), gzip };
}

/** JSON that spans lines or is an array is a document; an object that ends with its line is NDJSON; the rest is CSV. */
export function sniff(head: string): BodyFormat['contentType'] {
  const text = head.trimStart();
  if (text.startsWith('[')) return 'application/json';
  if (!text.startsWith('{')) return 'text/csv';
  const firstLine = text.split('\n', 1)[0].trimEnd();
  return firstLine.endsWith('}') && text.length > firstLine.length + 1
    ? 'application/x-ndjson'
    : 'application/json';
}

async function readHead(path: string, gunzip: boolean): Promise<Buffer> {
  const file = createReadStream(path, { end: SNIFFED_BYTES - 1 });
  const stream = gunzip ? file.pipe(createGunzip({ finishFlush: 2 })) : file;
  for await (const chunk of stream) return chunk as Buffer;
  return Buffer.alloc(0);
}
