/**
 * `npx bellwether targets fit`: fits the target model on published years and writes it as a file of the project.
 * `targets evaluate` fits on two years, predicts a third, and prints how well.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { judgeCircumstances, judgeWithHistory } from './evaluate-model.ts';
import { fitModel } from './fit-model.ts';
import { printMeasured } from './print-measured.ts';
import { readYear, type SchoolYearRow, yearBefore } from './real-schools.ts';
import { storedText } from './stored-text.ts';

const STORED = fileURLToPath(new URL('../../shared/targets/model-v2.json', import.meta.url));
const year = z.string().regex(/^20\d\d-\d\d$/, 'must be a school year like 2016-17');

const optionsSchema = z.object({
  from: z.string().default('../shared/data'),
  year: year.default('2016-17'),
  predict: year.default('2017-18'),
  out: z.string().default(STORED),
  json: z.boolean().default(false),
});

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string' },
      year: { type: 'string' },
      predict: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  return optionsSchema.parse(values);
}

/** The model of two years, the later of them named. */
function fitOn(first: readonly SchoolYearRow[], second: readonly SchoolYearRow[], last: string) {
  const fittedOn = `${yearBefore(last)} and ${last}, published absence of mainstream schools in England`;
  return fitModel(first, second, { version: 'model-2', fittedOn, fittedAt: last });
}

/** Ends with code 1 when a goal is not met. */
export function runTargets(command: string, args: readonly string[]): void {
  const { from, year: last, predict, out, json } = readOptions(args);
  const folder = resolve(from);
  const first = readYear(folder, yearBefore(last));
  const second = readYear(folder, last);
  if (command === 'evaluate') {
    const rows = readYear(folder, predict);
    const { model, unseen } = fitOn(first, second, last);
    const table = [...judgeWithHistory(model, rows), ...judgeCircumstances(unseen, rows)];
    printMeasured(table, { fitted: model.fittedOn, predict, json });
    return;
  }
  const { model } = fitOn(first, second, last);
  writeFileSync(out, storedText(model));
  process.stdout.write(`Fitted on ${second.length.toLocaleString('en-GB')} schools; written to ${out}.\n`);
}
