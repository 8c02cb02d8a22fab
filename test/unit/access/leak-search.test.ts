/** The search for planted words finds one wherever and however it is written: without this it would prove nothing. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findIn } from '../../helpers/leaks/search.ts';
import { dateNeedle, needle, numberNeedle } from '../../helpers/leaks/spellings.ts';
import { sweep } from '../../helpers/leaks/sweep.ts';
import { unlzf } from '../../helpers/leaks/unpack.ts';

const NAME = 'Zwölfnägel';
const NEEDLES = [needle('name', NAME), dateNeedle('born', '2014-07-23'), numberNeedle('target', 93.71834)];
const around = (middle: Buffer | string) =>
  Buffer.concat([Buffer.from('{"a":1}xyz'), Buffer.from(middle as string), Buffer.from('\n{"b":"Zwolf"}')]);
const escaped = [...NAME].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

test.each<[string, Buffer | string]>([
  ['as it is', NAME],
  ['in capitals', NAME.toUpperCase()],
  ['Latin-1', Buffer.from(NAME, 'latin1')],
  ['UTF-16', Buffer.from(NAME, 'utf16le')],
  ['UTF-16, the other way', Buffer.from(NAME, 'utf16le').swap16()],
  ['JSON escapes', escaped],
  ['JSON escapes where needed', 'Zw\\u00f6lfn\\u00E4gel'],
  ['percent', encodeURIComponent(NAME)],
  ['HTML', 'Zw&#246;lfn&#228;gel'],
  ['hexadecimal', Buffer.from(NAME).toString('hex')],
  ['base64', Buffer.from(`{"surname":"${NAME}"}`).toString('base64')],
  ['base64, one on', Buffer.from(`{"surname": "${NAME}"}`).toString('base64')],
  ['base64, two on', Buffer.from(`{ "surname": "${NAME}"}`).toString('base64url')],
  ['backwards', [...NAME].reverse().join('')],
])('[ACCESS300] a planted name is found: %s', (_, spelled) => {
  expect([...findIn(around(spelled), NEEDLES)]).toEqual(['name']);
});

test.each<[string, Buffer]>([
  ['gzip', gzipSync(around(NAME))],
  ['gzip that was cut', gzipSync(Buffer.concat([around(NAME), Buffer.alloc(90_000, 'x7')])).subarray(0, -9)],
  ['gzip in gzip', gzipSync(Buffer.concat([Buffer.from('head'), gzipSync(around(NAME))]))],
  ['zlib', deflateSync(around(NAME))],
  ['brotli', brotliCompressSync(around(NAME))],
  ['a day file', Buffer.concat([Buffer.from('BWDY\u0001'), deflateRawSync(around(NAME))])],
])('[ACCESS300] a planted name is found within %s', (how, packed) => {
  const isWhole = how === 'brotli' || how === 'a day file';
  const behind = isWhole ? packed : around(packed);
  expect([...findIn(behind, NEEDLES)]).toEqual(['name']);
});

test('[ACCESS300] a planted name is found in a string that Redis packed in its dump', () => {
  // What `DEBUG RELOAD` writes for twenty names in a row: the first as it is, then "from 12 bytes back" for all others.
  const name = Buffer.from(`${NAME}`);
  const repeat = Buffer.from([0xe0, 19 * name.length - 9, name.length - 1]);
  const lzf = Buffer.concat([Buffer.from([name.length - 1]), name, repeat]);
  const plain = unlzf(lzf, 20 * name.length);
  expect(plain?.toString()).toBe(NAME.repeat(20));
  expect(unlzf(lzf, 19 * name.length)).toBeUndefined();
});

test.each([
  ['born', '2014-07-23'],
  ['born', '23/07/2014'],
  ['born', '23 July 2014'],
  ['born', '1406073600000'],
  ['target', '93.71834'],
])('[ACCESS300] a planted %s is found: %s', (what, text) => {
  expect([...findIn(around(text), NEEDLES)]).toEqual([what]);
  const packed = Buffer.alloc(8);
  packed.writeDoubleLE(93.71834);
  expect([...findIn(around(packed), NEEDLES)]).toEqual(['target']);
});

test('[ACCESS300] what nobody planted is not found', () => {
  expect([...findIn(around('Zwölf Nägel, 93.7, 2014-07-24'), NEEDLES)]).toEqual([]);
  expect(() => findIn(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), NEEDLES)).toThrow('zstd');
});

test.each<[string, Buffer]>([
  ['redis/appendonlydir/appendonly.aof.1.incr.aof', Buffer.from('$9\r\nZephyrine\r\n')],
  ['logs/ingest.log', Buffer.from('{"err":{"value":{"forename":"x"}}}')],
  ['archive/entries/0001/1.log.gz', gzipSync('Quillfeather')],
])('[ACCESS304] what a test leaves behind with a name in it fails the test: %s', async (path, bytes) => {
  const data = await mkdtemp(join(tmpdir(), 'bellwether-sweep-'));
  await expect(sweep(data)).resolves.toBeUndefined();
  await mkdir(join(data, path, '..'), { recursive: true });
  await writeFile(join(data, path), bytes);
  await expect(sweep(data)).rejects.toThrow(path);
  await rm(data, { recursive: true });
});
