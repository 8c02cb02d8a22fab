/** The stored model (`npx bellwether targets fit` writes it). */
import { readFileSync } from 'node:fs';
import { FEATURES } from '../../shared/targets/circumstances.ts';
import { FORMAT, modelSchema, openModel, type TargetModel } from '../../shared/targets/model.ts';

const MODEL = new URL('../../shared/targets/model-v2.json', import.meta.url);

/** Throws when the file is of another format, or of other features, than this code knows. */
export function readModel(text: string = readFileSync(MODEL, 'utf8')): TargetModel {
  const stored: unknown = JSON.parse(text);
  const format = stored instanceof Object && 'format' in stored ? stored.format : 1;
  if (format !== FORMAT) throw new Error(refusal(`of format ${format}; this version reads format ${FORMAT}`));
  const model = modelSchema.parse(stored);
  const known = FEATURES.map(({ key }) => key).join();
  if (model.features.join() !== known) throw new Error(refusal('of other inputs'));
  return openModel(model);
}

const refusal = (why: string) => `The stored target model is ${why}: run "npx bellwether targets fit".`;
