import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readFormat, sniff } from '../../../../server/cli/body-format.ts';

const folder = mkdtempSync(join(tmpdir(), 'bellwether-format-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

test('[HOUSE31] the extension tells what a file holds, .gz or not', async () => {
  expect(await readFormat(write('a.csv', 'URN\n1\n'))).toEqual({ contentType: 'text/csv', gzip: false });
  expect(await readFormat(write('a.ndjson.gz', gzipSync('{}\n')))).toEqual({
    contentType: 'application/x-ndjson',
    gzip: true,
  });
  expect(await readFormat(write('a.json', '[]'))).toEqual({ contentType: 'application/json', gzip: false });
});

test('[HOUSE31] without a telling extension the beginning of the content does, also inside gzip', async () => {
  const lines = '{"urn":123456}\n{"urn":123457}\n';
  expect(await readFormat(write('export', gzipSync(lines)))).toEqual({
    contentType: 'application/x-ndjson',
    gzip: true,
  });
  expect(await readFormat(write('export.txt', '"URN","LA"\n'))).toEqual({
    contentType: 'text/csv',
    gzip: false,
  });
});

test('[HOUSE31] a document is told from lines', () => {
  expect(sniff(' [{"id":"H01"}]')).toBe('application/json');
  expect(sniff('{\n  "urn": 123456\n}\n')).toBe('application/json');
  expect(sniff('{"urn":123456}')).toBe('application/json');
  expect(sniff('{"urn":1}\n{"urn":2}')).toBe('application/x-ndjson');
  expect(sniff('urn,upn,date')).toBe('text/csv');
});
