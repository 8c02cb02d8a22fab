/**
 * What a school year starts from: season and scatter of England's schools (`norms`), and one school's level
 * (`baselines`). Written once a year, so they are plain JSON behind a version byte; numbers come back exactly.
 */
import { z } from 'zod';
import type { FittedYear } from '../../signal/fit.ts';
import type { Baseline } from '../../signal/level.ts';

const VERSION = 1;

const floats = z.array(z.number()).transform((numbers) => Float64Array.from(numbers));

const normsSchema = z.object({
  curve: z.object({ week: floats, slot: floats }),
  kinds: z.array(
    z.object({ absence: z.number(), between: z.number(), noise: z.number(), inflation: floats }),
  ),
});
/** Season and kinds, without the schools. */
export type Norms = Pick<FittedYear, 'curve' | 'kinds'>;

const baselineSchema = z.object({
  absence: z.number(),
  variance: z.number(),
  /** Absent in baselines written before season's strength was learnt. */
  strength: z.number().default(1),
  noise: z.number(),
  possible: z.number(),
  days: z.number(),
  /** Place in `kinds` of the inflation that the school shares. */
  kind: z.number().int(),
});

function packed(value: unknown): Buffer {
  const json = JSON.stringify(value, (_, one) => (one instanceof Float64Array ? Array.from(one) : one));
  return Buffer.concat([Buffer.from([VERSION]), Buffer.from(json)]);
}

function unpacked(bytes: Buffer, what: string): unknown {
  if (bytes[0] !== VERSION)
    throw new RangeError(`${what} of layout ${bytes[0]}, this build reads ${VERSION}`);
  try {
    return JSON.parse(bytes.toString('utf8', 1));
  } catch {
    throw new RangeError(`${what} that break off`);
  }
}

export function encodeNorms({ curve, kinds }: Norms): Buffer {
  return packed({ curve, kinds });
}

export function decodeNorms(bytes: Buffer): Norms {
  return normsSchema.parse(unpacked(bytes, 'norms'));
}

/** @param kinds those that `baseline.inflation` is one of */
export function encodeBaseline({ inflation, ...rest }: Baseline, kinds: Norms['kinds']): Buffer {
  return packed({ ...rest, kind: kinds.findIndex((kind) => kind.inflation === inflation) });
}

export function decodeBaseline(bytes: Buffer, kinds: Norms['kinds']): Baseline {
  const { kind, ...rest } = baselineSchema.parse(unpacked(bytes, 'a baseline'));
  return { ...rest, inflation: kinds[Math.max(0, kind)].inflation };
}
