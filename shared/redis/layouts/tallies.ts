/**
 * Tally rows of non-negative numbers, packed: a mask of the cohorts that have anybody, and of each of them a mask of the
 * kinds that it has and their numbers. Version 1 has all ten kinds of each. Both stand behind the version byte of what
 * they are part of.
 */
import { KIND_COUNT } from '../../attendance/codes.ts';
import { COHORT_COUNT } from '../../attendance/cohorts.ts';
import { emptyTallies, type Tallies } from '../../attendance/measures.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** The versions that `readTallies` reads; the last is written. */
export const TALLY_VERSIONS = [1, 2] as const;
export const TALLY_VERSION = 2;
const ALL_KINDS = 1;
const EVERY_KIND = 2 ** KIND_COUNT - 1;

/** Place of a mask's bit in a row: unmarked, which few rows have once all is in, comes last, so that most masks are a byte. */
const kindOfBit = (bit: number): number => (bit + 1) % KIND_COUNT;

export function writeTallies(writer: ByteWriter, tallies: ArrayLike<number>): void {
  let cohorts = 0;
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
    if (kindsOf(tallies, cohort * KIND_COUNT) !== 0) cohorts |= 1 << cohort;
  writer.u32(cohorts >>> 0);
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
    const at = cohort * KIND_COUNT;
    const kinds = kindsOf(tallies, at);
    if (kinds === 0) continue;
    writer.varint(kinds);
    for (let bit = 0; bit < KIND_COUNT; bit++)
      if (kinds & (1 << bit)) writer.varint(tallies[at + kindOfBit(bit)]);
  }
}

/** Mask of the kinds that a row at `at` has. */
function kindsOf(tallies: ArrayLike<number>, at: number): number {
  let kinds = 0;
  for (let bit = 0; bit < KIND_COUNT; bit++) if (tallies[at + kindOfBit(bit)] !== 0) kinds |= 1 << bit;
  return kinds;
}

export function readTallies(reader: ByteReader, version: number): Tallies {
  const tallies = emptyTallies();
  const cohorts = reader.u32();
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
    if (!(cohorts & (1 << cohort))) continue;
    const at = cohort * KIND_COUNT;
    if (version === ALL_KINDS)
      for (let kind = 0; kind < KIND_COUNT; kind++) tallies[at + kind] = reader.varint();
    else readKinds(reader, tallies, at);
  }
  return tallies;
}

function readKinds(reader: ByteReader, tallies: Tallies, at: number): void {
  const kinds = reader.varint();
  if (kinds > EVERY_KIND) throw new RangeError(`packed tallies name kinds that do not exist: mask ${kinds}`);
  for (let bit = 0; bit < KIND_COUNT; bit++)
    if (kinds & (1 << bit)) tallies[at + kindOfBit(bit)] = reader.varint();
}
