/** The stored model (`npx bellwether targets fit` writes it). */
import { readFileSync } from 'node:fs';
import { FEATURES } from '../../shared/targets/circumstances.ts';
import { modelSchema, type TargetModel } from '../../shared/targets/model.ts';

const MODEL = new URL('../../shared/targets/model-v1.json', import.meta.url);

/** Throws when the file is of other features than this code knows. */
export function readModel(): TargetModel {
  const model = modelSchema.parse(JSON.parse(readFileSync(MODEL, 'utf8')));
  const known = FEATURES.map(({ key }) => key).join();
  if (model.features.join() === known) return model;
  throw new Error('The stored target model is of other inputs: run "npx bellwether targets fit".');
}
