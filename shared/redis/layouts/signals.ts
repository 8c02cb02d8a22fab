/**
 * Signals as decided or as they move, one value a school and date (version 1 was JSON); and the batches in which changed
 * ones are told.
 */
import type { Gap } from '../../signal/gap.ts';
import type { YearToDate } from '../../signal/year-to-date.ts';
import type { KnownSignal, UsualDay } from '../../watch/known-signal.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readRecord, writeRecord } from './record.ts';

const VERSIONS = [1, 2] as const;
const AS_JSON = 1;
const AS_RECORD = 2;
const BATCH_VERSION = 1;
/** The place of each name among the fields of a signal and of what is in it: for good, new ones come behind. */
const PLACES: Record<keyof KnownSignal | keyof Gap | keyof YearToDate | keyof UsualDay, number> = {
  urn: 0,
  day: 1,
  standing: 2,
  since: 3,
  today: 4,
  likelyTonight: 5,
  attendance: 6,
  expected: 7,
  level: 8,
  target: 9,
  evidence: 10,
  coverage: 11,
  extraAbsent: 12,
  gap: 13,
  toTarget: 14,
  season: 15,
  shared: 16,
  own: 17,
  yearToDate: 18,
  path: 19,
  verdict: 20,
  neededFromHere: 21,
  outlook: 22,
  usualRange: 23,
  fellOn: 24,
  fall: 25,
  rules: 26,
  reason: 27,
  usual: 28,
  am: 29,
  pm: 30,
  spread: 31,
  fallOdds: 32,
  silent: 33,
  possible: 34,
  attending: 35,
};
const NAMES = Object.entries(PLACES)
  .sort(([, a], [, b]) => a - b)
  .map(([name]) => name);

export function encodeSignal(writer: ByteWriter, signal: KnownSignal): Buffer {
  writeRecord(writer.u8(AS_RECORD), signal, NAMES);
  return writer.take();
}

export function decodeSignal(bytes: Buffer): KnownSignal {
  const reader = new ByteReader(bytes);
  if (reader.versionOf(VERSIONS, 'a signal') === AS_JSON) return fromJson(bytes);
  return readRecord(reader, NAMES) as unknown as KnownSignal;
}

function fromJson(bytes: Buffer): KnownSignal {
  try {
    return JSON.parse(bytes.toString('utf8', 1)) as KnownSignal;
  } catch {
    throw new RangeError('a signal that breaks off');
  }
}

/** Signals that changed together. */
export interface SignalBatch {
  /** Names the run of the worker that tells: with another run all signals are told anew. */
  run: string;
  /** Counts the batches of a run from 1 without gaps. */
  sequence: number;
  date: string;
  /** The closing shocks or the norms have changed since the batch before: what was kept of them is old. */
  isRebuilt: boolean;
  signals: KnownSignal[];
}

export function encodeBatch(writer: ByteWriter, batch: SignalBatch): Buffer {
  writer.u8(BATCH_VERSION).text(batch.run).varint(batch.sequence).text(batch.date);
  writer.u8(batch.isRebuilt ? 1 : 0);
  const one = new ByteWriter();
  for (const signal of batch.signals) writer.raw(encodeSignal(one, signal));
  return writer.take();
}

export function decodeBatch(bytes: Buffer): SignalBatch {
  const reader = new ByteReader(bytes);
  reader.version(BATCH_VERSION, 'batch of signals');
  const batch: SignalBatch = {
    run: reader.text(),
    sequence: reader.varint(),
    date: reader.text(),
    isRebuilt: reader.u8() === 1,
    signals: [],
  };
  while (!reader.done) batch.signals.push(decodeSignal(reader.raw()));
  return batch;
}
