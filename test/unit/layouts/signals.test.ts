import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { readRecord, writeRecord } from '../../../shared/redis/layouts/record.ts';
import { decodeSignal, encodeSignal } from '../../../shared/redis/layouts/signals.ts';
import type { KnownSignal } from '../../../shared/watch/known-signal.ts';

const writer = new ByteWriter();
const NAMES = ['a', 'b', 'c', 'd'];

const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((hundredths) => hundredths / 100),
  fc.constantFrom(0, -0, 2 ** 40, 2 ** 53, Number.POSITIVE_INFINITY),
);
const record = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, number, fc.string(), fc.boolean(), tie('record')),
  record: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { noNullPrototype: true }),
})).record;

test('[COUNT9] packed records come back to the last bit, cut ones are refused', () => {
  fc.assert(
    fc.property(record, fc.nat(), (value, cut) => {
      writeRecord(writer, value as object, NAMES);
      const bytes = writer.take();
      expect(readRecord(new ByteReader(bytes), NAMES)).toEqual(value);
      expect(() => readRecord(new ByteReader(bytes.subarray(0, cut % bytes.length)), NAMES)).toThrow(
        RangeError,
      );
    }),
  );
});

test('[COUNT9] a name or a kind of value without a place is refused by name', () => {
  expect(() => writeRecord(writer, { e: 1 }, NAMES)).toThrow('"e"');
  expect(() => writeRecord(writer, { a: null }, NAMES)).toThrow('null');
});

const SIGNAL: KnownSignal = {
  urn: 100_001,
  day: 2463,
  standing: 'slipping',
  since: 2460,
  today: 'low',
  likelyTonight: 0.93,
  attendance: 90.123456789,
  expected: 93.4,
  level: 92.87654321,
  target: 94,
  evidence: -3.21,
  coverage: 1,
  extraAbsent: 12,
  gap: { toTarget: -3.88, season: -0.7, shared: 0.4, own: -3.58 },
  yearToDate: { attendance: 92.1, path: 93, verdict: 'behind', neededFromHere: 95.2, outlook: 'unlikely' },
  usualRange: 1.8,
  fellOn: 2458,
  fall: -2.4,
  rules: 'v6',
  reason: 'Slipping: since around 12 Nov about 2.4 points below its own usual level',
  usual: { am: 93.5, pm: 93.2, spread: 0.91 },
  fallOdds: 4.2,
  silent: false,
  possible: 800,
  attending: 721,
};

test('[COUNT9] [COUNT17] a signal comes back with every field, and so does one that was written as JSON', () => {
  const bytes = encodeSignal(writer, SIGNAL);
  expect(decodeSignal(bytes)).toEqual(SIGNAL);
  const asJson = Buffer.concat([Buffer.from([1]), Buffer.from(JSON.stringify(SIGNAL))]);
  expect(decodeSignal(asJson)).toEqual(SIGNAL);
  expect(bytes.length).toBeLessThan(asJson.length / 2);
});
