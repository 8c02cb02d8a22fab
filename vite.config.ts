import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const PROJECT = import.meta.dirname;
const PLANTS = 'test/simulation/plants.test.ts';
const SERVER = process.env.BELLWETHER_URL ?? 'http://127.0.0.1:3000';

/** A kind of test: the folder under `test/`, and what its tests need. */
function project(
  name: string,
  options: TestProjectInlineConfiguration['test'],
  resolve: TestProjectInlineConfiguration['resolve'] = {},
): TestProjectInlineConfiguration {
  return {
    extends: true,
    root: PROJECT,
    resolve,
    test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
  };
}

/** The client is built from `client/` to `dist/client`; `npx vite` serves it with the data of a running instance. */
export default defineConfig({
  root: process.env.VITEST ? PROJECT : join(PROJECT, 'client'),
  cacheDir: join(PROJECT, 'node_modules/.vite'),
  plugins: [svelte({ configFile: false })],
  // A nonce of its own takes its place each time a page is served (server/edge/pages.ts).
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: join(PROJECT, 'dist/client'),
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    // The desk, and the wall with a script of its own.
    rolldownOptions: { input: ['index.html', 'wall.html'].map((page) => join(PROJECT, 'client', page)) },
  },
  server: {
    proxy: {
      '/api': SERVER,
      '/session': SERVER,
      '/version': SERVER,
      '/socket.io': { target: SERVER, ws: true },
    },
  },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      // Svelte's reactivity in state classes is only there in its browser build.
      // Nothing is made at import, so files share a process: half of their time was importing the same again.
      project('unit', { testTimeout: 20_000, isolate: false }, { conditions: ['browser'] }),
      project('integration', { testTimeout: 90_000, hookTimeout: 60_000 }),
      project('e2e', {
        testTimeout: 120_000,
        hookTimeout: 120_000,
        fileParallelism: false,
        sequence: { groupOrder: 1 },
      }),
      // Starts a whole installation and kills its parts.
      project('chaos', { testTimeout: 900_000, fileParallelism: false, sequence: { groupOrder: 3 } }),
      // Starts threads of its own, one a core.
      project('simulation', {
        exclude: [PLANTS],
        testTimeout: 600_000,
        fileParallelism: false,
        sequence: { groupOrder: 2 },
      }),
      // Needs one core, and so another file beside it.
      project('plants', { include: [PLANTS], testTimeout: 600_000 }),
    ],
  },
});
