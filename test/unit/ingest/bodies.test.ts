import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvRow, readCsv } from '../../../workers/ingest/body/csv.ts';
import type { Item, Items } from '../../../workers/ingest/body/items.ts';
import { createLineSplitter } from '../../../workers/ingest/body/lines.ts';
import { readNdjson } from '../../../workers/ingest/body/ndjson.ts';
import { Fault } from '../../../workers/ingest/fault.ts';

/** The bytes cut at the given places. */
async function* cut(text: string, places: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  const sorted = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const to of sorted) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function all<Value>(items: Items<Value>): Promise<Item<Value>[]> {
  const list: Item<Value>[] = [];
  for await (const batch of items) list.push(...batch);
  return list;
}

const places = fc.array(fc.nat(5_000), { maxLength: 12 });

describe('lines', () => {
  test('[INTAKE30] lines are the same wherever the bytes are cut', async () => {
    const text = fc
      .array(fc.constantFrom('a', 'é', '\n', '\r\n', '{"x":1}', '☃'), { maxLength: 60 })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, places, async (whole, at) => {
        const lines: (string | undefined)[] = [];
        const splitter = createLineSplitter(1_000, (line) =>
          lines.push(line?.bytes.toString('utf8', line.start, line.end)),
        );
        for await (const chunk of cut(whole, at)) splitter.push(chunk);
        splitter.end();
        const expected = whole.split('\n');
        if (expected[expected.length - 1] === '') expected.pop();
        expect(lines).toEqual(expected);
      }),
    );
  });

  test('[INTAKE31] a line above the limit is passed over, wherever the bytes are cut, and those beside it are not', async () => {
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 11, max: 400 }), async (at, length) => {
        const lines: (string | undefined)[] = [];
        const splitter = createLineSplitter(10, (line) => lines.push(line?.text()));
        for await (const chunk of cut(`1234567890\n${'x'.repeat(length)}\nlast`, at)) splitter.push(chunk);
        splitter.end();
        expect(lines).toEqual(['1234567890', undefined, 'last']);
      }),
    );
  });

  test('[INTAKE32] NDJSON numbers every line, blank ones too, and drops a byte order mark', async () => {
    const items = await all(readNdjson(cut('﻿{"a":1}\n\n  \r\n[2]\n{', [3, 9]), 100));
    expect(items.map(({ index }) => index)).toEqual([0, 3, 4]);
    const values = items.map(({ value }) => (value instanceof Fault ? value : value.parse()));
    expect(values.slice(0, 2)).toEqual([{ a: 1 }, [2]]);
    expect(values[2]).toBeInstanceOf(Fault);
  });
});

describe('csv', () => {
  const SHAPE = { required: ['a', 'b'], optional: ['c'] };
  const read = async (text: string, at: readonly number[] = []) =>
    (await all(readCsv(cut(text, at), SHAPE, 'utf8'))).map(({ index, value }) => ({
      index,
      row: value instanceof CsvRow ? ['a', 'b', 'c'].map((name) => value.text(name)) : (value as Fault).code,
    }));

  test('[INTAKE33] what a CSV writer wrote is read back, quotes, commas and newlines in fields included', async () => {
    const field = fc
      .array(fc.constantFrom('x', '"', ',', '\n', 'é', ' y'), { maxLength: 6 })
      .map((parts) => `q${parts.join('')}z`);
    const rows = fc.array(fc.tuple(field, field, field), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        places,
        fc.constantFrom('\n', '\r\n') as fc.Arbitrary<'\n' | '\r\n'>,
        async (written, at, newline) => {
          const text = stringify([['a', 'b', 'c'], ...written], {
            record_delimiter: newline,
            quoted_match: /\n/,
          });
          expect((await read(text, at)).map(({ row }) => row)).toEqual(written);
        },
      ),
    );
  });

  test('[INTAKE34] columns go by name, extra ones are ignored, missing optional ones are empty', async () => {
    expect(await read('z,b,a\n9,2,1\n\n8,4,3')).toEqual([
      { index: 0, row: ['1', '2', ''] },
      { index: 1, row: ['3', '4', ''] },
    ]);
  });

  test('[INTAKE35] a quote that never closes costs its own row alone', async () => {
    expect(await read('a,b\n1,"2\n3,4\n5,6\n')).toEqual([
      { index: 0, row: 'malformed' },
      { index: 1, row: ['3', '4', ''] },
      { index: 2, row: ['5', '6', ''] },
    ]);
    const long = `a,b\n1,"2\n${'3,4\n'.repeat(40_000)}`;
    const rows = await read(long);
    expect(rows).toHaveLength(40_001);
    expect(rows.filter(({ row }) => row === 'malformed')).toHaveLength(1);
  });

  test('[INTAKE36] a row with more fields than the header is malformed', async () => {
    expect(await read('a,b\n1,2,3\n4,5\n')).toEqual([
      { index: 0, row: 'malformed' },
      { index: 1, row: ['4', '5', ''] },
    ]);
  });
});
