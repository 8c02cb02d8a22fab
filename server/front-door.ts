/** The one door: security headers, log, access, reading, intake passed through, and the built client. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import type { Logger } from '../shared/node/logger.ts';
import { REFUSAL_STYLE } from './access/oidc/pages.ts';
import { docsStyle } from './docs/page.ts';
import type { Metrics } from './health/metrics.ts';
import { ProblemError, problemHandler, sendProblem } from './http/problem.ts';
import { isOwnOrigin } from './live/sockets.ts';

const LARGEST_BODY = '16kb';
/** Where a table of a school's own totals is sent, and how large it may be. */
const TABLES = /^\/api\/v1\/schools\/[^/]+\/own-totals$/;
/** The one address that takes a form: the sign-in service's notices. */
const FORMS = '/session/back-channel';
const LARGEST_TABLE = '512kb';
const ONE_YEAR_SECONDS = 31_536_000;
const QUIET_PATHS = new Set(['/livez', '/readyz', '/metrics']);
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface FrontDoorParts {
  logger: Logger;
  metrics: Metrics;
  /** The project's folder, that holds `dist/client`. */
  root: string;
  /** Adds intake, whose bodies nobody here may touch. */
  mountIntake: (app: Express) => void;
  /** Adds everything else. */
  mountRest: (app: Express) => void;
}

/** Scripts, styles and fonts only from here; style attributes are how the client places things. */
function securityHeaders(): RequestHandler {
  const styles = [docsStyle, REFUSAL_STYLE].map(
    (style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  );
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", ...styles],
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
}

/** One line a request: never its query, a header or a body. */
function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    autoLogging: { ignore: (request) => QUIET_PATHS.has(request.url?.split('?')[0] ?? '') },
    customLogLevel: (_, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: ({ id, method, url }) => ({ id, method, path: String(url).split('?')[0] }),
      res: ({ statusCode }) => ({ statusCode }),
    },
  });
}

/** Refuses what a page of another origin makes a signed-in browser send. */
const ownOriginOnly: RequestHandler = (request, _, next) => {
  if (SAFE_METHODS.has(request.method) || request.headers.authorization !== undefined || isOwnOrigin(request))
    next();
  else next(new ProblemError(403, 'foreign_origin', 'This page is of another site; open Bellwether itself.'));
};

/**
 * A client that sends `If-None-Match` by hand has its library add `Cache-Control: no-cache` (fetch does). Every ETag
 * here is made from the present answer, so 304 is right all the same.
 */
const trustOwnEtags: RequestHandler = (request, _, next) => {
  if (request.headers['if-none-match'] !== undefined) delete request.headers['cache-control'];
  next();
};

/** Reads a JSON body. A fault in it is kept for later: who may ask is looked at first. */
function readBody(read: RequestHandler): RequestHandler {
  return (request, response, next) =>
    read(request, response, (fault) => {
      response.locals.bodyFault ??= fault;
      next();
    });
}

function mountClient(app: Express, root: string): void {
  const client = join(root, 'dist/client');
  if (!existsSync(client)) return;
  app.use(
    '/assets',
    express.static(join(client, 'assets'), { immutable: true, maxAge: ONE_YEAR_SECONDS * 1000 }),
  );
  app.use(
    express.static(client, { setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache') }),
  );
  app.get('/wall', (_, response) =>
    response.set('Cache-Control', 'no-cache').sendFile(join(client, 'wall.html')),
  );
  app.get(/^(?!\/(api|session)\b)/, (request, response, next) => {
    if (request.accepts(['json', 'html']) !== 'html') return next();
    response.set('Cache-Control', 'no-cache').sendFile(join(client, 'index.html'));
  });
}

export function createFrontDoor(parts: FrontDoorParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(requestLog(parts.logger), parts.metrics.observeRequests, securityHeaders());
  parts.mountIntake(app);
  app.use(ownOriginOnly, trustOwnEtags, compression());
  app.use(TABLES, readBody(express.text({ type: 'text/csv', limit: LARGEST_TABLE })));
  app.use(TABLES, readBody(express.json({ limit: LARGEST_TABLE })));
  app.use(FORMS, readBody(express.urlencoded({ extended: false, limit: LARGEST_BODY })));
  app.use(readBody(express.json({ limit: LARGEST_BODY })));
  parts.mountRest(app);
  mountClient(app, parts.root);
  app.use((request, response) => {
    const detail = `There is nothing at ${request.path}; GET /docs lists what there is.`;
    sendProblem(response, new ProblemError(404, 'no_such_address', detail));
  });
  app.use(problemHandler(parts.logger));
  return app;
}
