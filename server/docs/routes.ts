/** `GET /api/openapi.json` and `/docs`. */
import type { Express } from 'express';
import { openApi } from './openapi.ts';
import { docsPage } from './page.ts';

export function mountDocs(app: Express, version: string): void {
  const document = openApi(version);
  const page = docsPage(document);
  app.get('/api/openapi.json', (_, response) => {
    response.json(document);
  });
  app.get('/docs', (_, response) => {
    response.type('html').send(page);
  });
}
