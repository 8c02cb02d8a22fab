/** Health, metrics and version: for machines, without access. */
import type { Express } from 'express';
import type { Build } from './build.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './ready.ts';

export function mountHealth(
  app: Express,
  parts: { metrics: Metrics; build: Build; readiness: () => Promise<Readiness> },
): void {
  app.get('/livez', (_, response) => {
    response.json({ live: true });
  });
  app.get('/readyz', async (_, response) => {
    const { ready, ...checks } = await parts.readiness();
    response.status(ready ? 200 : 503).json({ ready, ...checks });
  });
  app.get('/metrics', async (_, response) => {
    response.type(parts.metrics.registry.contentType).send(await parts.metrics.registry.metrics());
  });
  app.get('/version', (_, response) => {
    response.json(parts.build);
  });
}
