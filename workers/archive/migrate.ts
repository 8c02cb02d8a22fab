/** `bellwether migrate`: brings data of an earlier layout to this one. */

import { writeAbout } from '../../shared/node/archive/about.ts';
import { writeAllKept } from '../../shared/node/archive/kept-files.ts';
import { archiveFolder } from '../../shared/node/archive/paths.ts';
import { LAYOUT, readLayout, writeLayout } from '../../shared/node/layout-record.ts';
import type { WorkerParts } from '../../shared/node/lifecycle.ts';
import { archiveBase } from './base.ts';

/** Nothing else may run on the data. @returns the exit code */
export async function migrate({ config, connect, clock }: WorkerParts): Promise<number> {
  const redis = connect('migrate');
  const { partitions } = config;
  const record = await readLayout(redis);
  if (record?.layout === LAYOUT) {
    process.stdout.write(`The data has layout ${LAYOUT} already.\n`);
    return 0;
  }
  const archive = archiveFolder(config);
  let entries = 0;
  for (let p = 0; p < partitions; p++) entries += await archiveBase(redis, archive, p, clock.now());
  await writeAllKept(redis, archive);
  await writeAbout(archive, { layout: LAYOUT, partitions });
  await writeLayout(redis, { layout: LAYOUT, partitions, rebuilding: false });
  process.stdout.write(`Migrated to layout ${LAYOUT}: ${entries} entries stand for what was stored.\n`);
  return 0;
}
