/** `GET /api/openapi.json` and `/docs`. */
import type { Express } from 'express';
import { type OpenApi, openApi } from './openapi.ts';
import { docsPage } from './page.ts';

export function mountDocs(app: Express, version: string): void {
  // Made when somebody asks: a third of a second, and screens wait for a gateway that starts.
  let made: OpenApi | undefined;
  const document = (): OpenApi => {
    made ??= openApi(version);
    return made;
  };
  app.get('/api/openapi.json', (_, response) => {
    response.json(document());
  });
  app.get('/docs', (_, response) => {
    response.type('html').send(docsPage(document()));
  });
}
