/**
 * `npm run calibrate`: simulates the published school year for a sample of pupils with the feed's own generator and
 * compares the result with what DfE published. Ends with code 1 when a figure is out of bounds.
 *
 *     npm run calibrate -- [--profile FILE|none] [--pupils N] [--seed TEXT] [--json]
 *
 * With `--profile` (default: DfE's table by LA and phase in `../shared/data`, when it is there) the LAs of simulated
 * England are shaped by the file and compared with it; without, they are modelled and only their spread is compared.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { compare, type Finding } from './calibrate-compare.ts';
import { printFindings } from './calibrate-print.ts';
import { DEFAULT_SEED } from './england.ts';
import { readPublished } from './profile.ts';
import type { SimulatedPhase } from './published.ts';
import type { SimulatedYear } from './simulated-year.ts';

const PUBLISHED_FILE = '../shared/data/dfe-2025-26-by-la-and-phase.csv';
const PROCESSES = 2;
/** Pupils sampled of an LA and phase, evenly over its schools; where there are fewer, all, several times over. */
const SAMPLE: Record<SimulatedPhase, number> = { primary: 4_500, secondary: 4_000, special: 8_000 };

export interface PartOrder {
  readonly seed: string;
  readonly profile: string | undefined;
  readonly pupils: Record<SimulatedPhase, number>;
  /** This process takes every n-th LA and phase. */
  readonly part: number;
  readonly parts: number;
}

const optionsSchema = z.object({
  profile: z.string().optional(),
  pupils: z.coerce.number().int().positive().optional(),
  seed: z.string().default(DEFAULT_SEED),
  json: z.boolean().default(false),
});

function simulatePart(order: PartOrder): Promise<SimulatedYear[]> {
  return new Promise((settle, fail) => {
    const child = fork(
      fileURLToPath(new URL('./calibrate-part.ts', import.meta.url)),
      [JSON.stringify(order)],
      {
        execArgv: ['--import', 'tsx'],
        serialization: 'advanced',
      },
    );
    child.once('message', (years) => settle(years as SimulatedYear[]));
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`a part of the calibration ended with code ${code}`)));
  });
}

function profileOf(given: string | undefined): string | undefined {
  if (given === 'none') return undefined;
  const file = resolve(given ?? PUBLISHED_FILE);
  if (existsSync(file)) return file;
  if (given !== undefined)
    throw new Error(`There is no file ${file}. Give another by --profile, or --profile none.`);
  return undefined;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      profile: { type: 'string' },
      pupils: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const { pupils: most, seed, json, profile: given } = optionsSchema.parse(values);
  const profile = profileOf(given);
  const pupils = most === undefined ? SAMPLE : { primary: most, secondary: most, special: most };
  const begun = performance.now();
  const orders = Array.from({ length: PROCESSES }, (_, part) => ({
    seed,
    profile,
    pupils,
    part,
    parts: PROCESSES,
  }));
  const years = (await Promise.all(orders.map(simulatePart))).flat();
  const findings = compare(years, profile ? readPublished(profile) : []);
  const seconds = (performance.now() - begun) / 1000;
  if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
  else
    printFindings(findings, years, { seed, profile, seconds }, (line) => process.stdout.write(`${line}\n`));
  return findings.some((finding: Finding) => finding.bound !== null && !finding.within) ? 1 : 0;
}

process.exitCode = await main();
