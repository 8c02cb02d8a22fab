/**
 * Signals as decided or as they move: JSON behind a version byte (they hold a sentence anyhow), one value a school and
 * date; and the batches in which changed ones are told.
 */
import type { KnownSignal } from '../../watch/known-signal.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 1;

export function encodeSignal(signal: KnownSignal): Buffer {
  return Buffer.concat([Buffer.from([VERSION]), Buffer.from(JSON.stringify(signal))]);
}

export function decodeSignal(bytes: Buffer): KnownSignal {
  if (bytes[0] !== VERSION)
    throw new RangeError(`a signal of layout ${bytes[0]}, this build reads ${VERSION}`);
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
  writer.u8(VERSION).text(batch.run).varint(batch.sequence).text(batch.date);
  writer.u8(batch.isRebuilt ? 1 : 0);
  for (const signal of batch.signals) writer.raw(encodeSignal(signal));
  return writer.take();
}

export function decodeBatch(bytes: Buffer): SignalBatch {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'batch of signals');
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
