/** Which build this is: the package's version and what the client was built from. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ name: z.string(), version: z.string() });

export interface Build {
  name: string;
  version: string;
  /** Moves when the client is built anew; screens of an older one load themselves again. */
  build: string;
}

export function readBuild(root: string): Build {
  const { name, version } = packageSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const page = join(root, 'dist/client/index.html');
  const client = existsSync(page)
    ? createHash('sha256').update(readFileSync(page)).digest('hex').slice(0, 8)
    : 'no-client';
  return { name, version, build: `${version}+${client}` };
}
