/**
 * Signals as decided or as they move, one value a school and date (version 1 was JSON); and the batches in which changed
 * ones are told.
 */
import type { KnownSignal } from '../../watch/known-signal.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readRecord, writeRecord } from './record.ts';

const VERSIONS = [1, 2] as const;
const AS_JSON = 1;
const AS_RECORD = 2;
const BATCH_VERSION = 1;
/** The names of a signal's fields; a name keeps its place for good. */
const NAMES = [
  ...[
    'urn',
    'day',
    'standing',
    'since',
    'today',
    'likelyTonight',
    'attendance',
    'expected',
    'level',
    'target',
  ],
  ...[
    'evidence',
    'coverage',
    'extraAbsent',
    'gap',
    'toTarget',
    'season',
    'shared',
    'own',
    'yearToDate',
    'path',
  ],
  ...[
    'verdict',
    'neededFromHere',
    'outlook',
    'usualRange',
    'fellOn',
    'fall',
    'rules',
    'reason',
    'usual',
    'am',
  ],
  ...['pm', 'spread', 'fallOdds', 'silent', 'possible', 'attending'],
];

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
