/** The addresses of intake. */
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { decideRole } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { INTAKE_KINDS, type IntakeKind } from '../../shared/api/intake.ts';
import type { Logger } from '../../shared/node/logger.ts';
import { isPassing } from '../../shared/node/passing-errors.ts';
import { bearerToken, type TokenLookup } from '../../shared/node/token-lookup.ts';
import { KINDS } from './kinds.ts';
import type { IntakeMetrics } from './metrics.ts';
import { BodyCutOff, RequestProblem } from './problem.ts';
import { type ReceiveParts, receive } from './receive.ts';
import { unavailable } from './redis-care.ts';
import type { Turns } from './turns.ts';

export interface AppParts extends ReceiveParts {
  tokens: TokenLookup;
  turns: Turns;
  metrics: IntakeMetrics;
  logger: Logger;
}

export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.get('/livez', (_request, response) => {
    const { pending, state } = parts.pressure;
    response.json({ status: 'ok', redis: parts.redis.status, pendingEntries: pending, state });
  });
  app.get('/metrics', async (_request, response) => {
    const { registry } = parts.metrics;
    response.type(registry.contentType).send(await registry.metrics());
  });
  for (const kind of INTAKE_KINDS)
    app.post(`/api/v1/${kind}`, (request, response) => post(request, response, kind, parts));
  app.use(() => {
    throw new RequestProblem(404, 'not_found', `Intake takes POST /api/v1/{${INTAKE_KINDS.join(',')}}.`);
  });
  app.use(answerErrors(parts));
  return app;
}

async function post(request: Request, response: Response, kind: IntakeKind, parts: AppParts): Promise<void> {
  const { metrics, logger } = parts;
  const endTimer = metrics.seconds.startTimer({ kind });
  response.locals.kind = kind;
  const reader = await letIn(request, kind, parts);
  const endTurn = parts.turns.begin(reader.id);
  const { status, body } = await receive(request, request.query, kind, reader, parts).finally(endTurn);
  const milliseconds = Math.round(endTimer() * 1000);
  metrics.requests.inc({ kind, status });
  metrics.rejected.inc({ kind }, body.rejectedCount);
  if (!body.dryRun)
    for (const [what, count] of Object.entries(body.accepted)) metrics.accepted.inc({ what }, count);
  const { accepted, rejectedCount, receipt } = body;
  logger.debug({ kind, status, accepted, rejectedCount, receipt, milliseconds }, 'intake_answered');
  response.status(status).json(body);
}

/** Who posts; throws 401 for nobody and 403 for a role that may not post this kind. */
async function letIn(request: Request, kind: IntakeKind, { tokens, redis }: AppParts): Promise<Reader> {
  const token = bearerToken(request.headers.authorization);
  if (token !== undefined && redis.status !== 'ready')
    throw unavailable('Tokens cannot be looked up just now.');
  const reader = token === undefined ? null : await tokens.find(token);
  const { action } = KINDS[kind];
  const decision = decideRole(reader, action);
  if (decision === 'ok' && reader) return reader;
  if (!reader) {
    const detail =
      'Send a valid token as "Authorization: Bearer <token>"; npx bellwether token create makes one.';
    throw new RequestProblem(401, 'unauthenticated', detail);
  }
  const wanted = action === 'post-marks' ? 'supplier' : 'admin';
  const detail = `A token of role ${reader.role} may not post ${kind}: use one of role ${wanted}.`;
  throw new RequestProblem(403, 'wrong_role', detail);
}

function answerErrors({ logger, metrics }: AppParts): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const kind: unknown = response.locals.kind;
    if (error instanceof BodyCutOff || response.headersSent) {
      logger.info({ kind }, 'body_cut_off');
      request.destroy();
      return;
    }
    const problem = toProblem(error);
    if (problem.status === 500) logger.error({ err: error, kind }, 'intake_failed');
    if (typeof kind === 'string') metrics.requests.inc({ kind, status: problem.status });
    if (problem.retryAfterSeconds !== undefined)
      response.set('Retry-After', String(problem.retryAfterSeconds));
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem.toBody()));
  };
}

function toProblem(error: unknown): RequestProblem {
  if (error instanceof RequestProblem) return error;
  if (isPassing(error)) return unavailable('The store of marks cannot be reached just now.');
  const detail = 'Intake failed on this request; nothing you sent is known to be at fault. Send it again.';
  return new RequestProblem(500, 'internal', detail);
}
