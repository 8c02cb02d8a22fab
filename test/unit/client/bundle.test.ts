import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, test, vi } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MOST_KB = 130;

test('[SCREEN308] the script of the first view is at most 130 KB compressed', {
  timeout: 600_000,
}, async () => {
  // As `npm start` builds it; under vitest's own NODE_ENV Svelte's warnings would be in it.
  vi.stubEnv('NODE_ENV', 'production');
  const built = await build({
    root: join(ROOT, 'client'),
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'silent',
    build: { write: false },
  });
  vi.unstubAllEnvs();
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const chunks = new Map(
    outputs.flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one] as const] : [])),
  );
  const html = [...chunks.values()].find(
    ({ isEntry, facadeModuleId }) => isEntry && facadeModuleId?.endsWith('client/index.html'),
  );
  expect(html).toBeDefined();
  const wanted = new Set<string>();
  const add = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const more of chunks.get(name)?.imports ?? []) add(more);
  };
  if (html) add(html.fileName);
  const bytes = [...wanted].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '').length, 0);
  expect(bytes / 1000).toBeLessThanOrEqual(MOST_KB);
});
