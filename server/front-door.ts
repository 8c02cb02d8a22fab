/** The one door: security headers, log, access, reading, intake passed through, and the built client. */
import compression from 'compression';
import express, { type Express, type Request, type RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import type { Logger } from '../shared/node/logger.ts';
import { bodyInTime } from './edge/connections.ts';
import { securityHeaders } from './edge/headers.ts';
import { type OriginRule, ownPagesOnly } from './edge/origin.ts';
import { mountClient } from './edge/pages.ts';
import { limitSignIns, type Rates } from './edge/rates.ts';
import type { Metrics } from './health/metrics.ts';
import { ProblemError, problemHandler, sendProblem } from './http/problem.ts';

const LARGEST_BODY = '16kb';
/** Where a table of a school's own totals is sent, and how large it may be. */
const TABLES = /^\/api\/v1\/schools\/[^/]+\/own-totals$/;
/** The one address that takes a form: the sign-in service's notices. */
const FORMS = '/session/back-channel';
const LARGEST_TABLE = '512kb';
/** Snapshots and registries (`live/snapshot.ts`). */
const KEPT_COMPRESSED = /^\/api\/v1\/live\/([^/]+\/snapshot|schools)$/;
const QUIET_PATHS = new Set(['/livez', '/readyz', '/metrics']);

export interface FrontDoorParts {
  logger: Logger;
  metrics: Metrics;
  origin: OriginRule;
  rates: Rates;
  /** Whether people reach this server by https. */
  isHttps: boolean;
  /** Proxies in front whose X-Forwarded-For is believed. */
  trustedProxies: number;
  /** The project's folder, that holds `dist/client`. */
  root: string;
  /** Adds intake, whose bodies nobody here may touch. */
  mountIntake: (app: Express) => void;
  /** Adds everything else. */
  mountRest: (app: Express) => void;
}

/** No address takes a UPN; somebody may put one there all the same. */
const withoutUpn = (path: string): string => path.replaceAll(/[A-Z]\d{11}[0-9A-Z]/gi, '[withheld]');

/** What is said of a request: never its query, a header or a body. */
const described = ({ method, url }: Pick<Request, 'method' | 'url'>) => ({
  method,
  path: withoutUpn(String(url).split('?')[0]),
});

/** One line a request. */
function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    autoLogging: { ignore: (request) => QUIET_PATHS.has(request.url?.split('?')[0] ?? '') },
    customLogLevel: (_, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: ({ id, ...request }) => ({ id, ...described(request) }),
      res: ({ statusCode }) => ({ statusCode }),
    },
  });
}

/** One line for each request that the server failed, and nothing made for the others. */
function faultLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    response.once('finish', () => {
      const { statusCode } = response;
      if (statusCode < 500) return;
      const req = described({ method: request.method, url: request.originalUrl });
      logger.error({ req, res: { statusCode } }, 'request errored');
    });
    next();
  };
}

/** Bodies that are kept compressed are not compressed here. */
function compressed(): RequestHandler {
  const compress = compression();
  return (request, response, next) =>
    KEPT_COMPRESSED.test(request.path) ? next() : compress(request, response, next);
}

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

export function createFrontDoor(parts: FrontDoorParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', parts.trustedProxies);
  const log = parts.logger.isLevelEnabled('debug') ? requestLog : faultLog;
  app.use(log(parts.logger), parts.metrics.observeRequests, securityHeaders(parts));
  parts.mountIntake(app);
  app.use(ownPagesOnly(parts.origin), bodyInTime(), limitSignIns(parts.rates), trustOwnEtags, compressed());
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
