/** The built client: its pages with a nonce of their own each time, everything else as files. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import { pagePolicy } from './headers.ts';

/** What the build writes where a nonce belongs (vite.config.ts). */
const PLACEHOLDER = '__CSP_NONCE__';
const NONCE_BYTES = 16;
const ONE_YEAR_MS = 31_536_000_000;

/** Answers with a page of the build; undefined when the build has none of that name. */
function pageOf(client: string, file: string): RequestHandler | undefined {
  const path = join(client, file);
  if (!existsSync(path)) return undefined;
  const html = readFileSync(path, 'utf8');
  return (_, response) => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    response
      // A kept copy would carry a nonce that the next answer's policy does not know.
      .set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': pagePolicy(nonce) })
      .type('html')
      .send(html.replaceAll(PLACEHOLDER, nonce));
  };
}

/** @param root the project's folder, that holds `dist/client` */
export function mountClient(app: Express, root: string): void {
  const client = join(root, 'dist/client');
  const desk = pageOf(client, 'index.html');
  if (!desk) return;
  app.use('/assets', express.static(join(client, 'assets'), { immutable: true, maxAge: ONE_YEAR_MS }));
  const wall = pageOf(client, 'wall.html');
  if (wall) app.get(['/wall', '/wall.html'], wall);
  app.get(['/', '/index.html'], desk);
  app.use(
    express.static(client, {
      index: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  app.get(/^(?!\/(api|session)\b)/, (request, response, next) => {
    if (request.accepts(['json', 'html']) !== 'html') return next();
    desk(request, response, next);
  });
}
