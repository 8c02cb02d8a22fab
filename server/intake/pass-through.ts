/**
 * Intake goes through as it comes: head and body as streams to the ingest worker's own listener and its answer back.
 * Nothing is decoded or held; back-pressure and abort pass through.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Express, Request, Response } from 'express';
import type { Logger } from '../../shared/node/logger.ts';
import { ProblemError, sendProblem } from '../http/problem.ts';

/** Kinds that go to the ingest worker; those of the registry are shown by this server before the answer is passed on. */
const KINDS = {
  registers: 'stream',
  rosters: 'stream',
  history: 'stream',
  schools: 'registry',
  hubs: 'registry',
  calendars: 'registry',
  targets: 'registry',
} as const;

const RETRY_AFTER_SECONDS = '2';
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-authenticate', 'te', 'trailer', 'upgrade']);

export interface PassThroughParts {
  /** The ingest worker's unix socket; undefined when none runs on this machine. */
  socketPath: string | undefined;
  /** Settles when this server shows what the registry holds now. */
  catchUpRegistry: () => Promise<unknown>;
  onUnavailable: () => void;
  /** Counts a sender nobody knows. @throws ProblemError when there were too many from this address */
  onStranger: (address: string) => Promise<void>;
  logger: Logger;
}

export function mountPassThrough(app: Express, parts: PassThroughParts): void {
  for (const [kind, shownBy] of Object.entries(KINDS))
    app.post(`/api/v1/${kind}`, (request, response) =>
      passThrough(parts, request, response, shownBy === 'registry' ? parts.catchUpRegistry : undefined),
    );
}

function unavailable(parts: PassThroughParts, response: Response): void {
  parts.onUnavailable();
  const headers = { 'Retry-After': RETRY_AFTER_SECONDS };
  const detail = 'Intake is not running just now; send the same request again in a moment.';
  sendProblem(response, new ProblemError(503, 'intake_unavailable', detail, { headers }));
}

/** Header lines that belong to the message and not to the connection. */
function endToEnd(message: IncomingMessage): string[] {
  const lines: string[] = [];
  const { rawHeaders } = message;
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (!HOP_BY_HOP.has(rawHeaders[i].toLowerCase())) lines.push(rawHeaders[i], rawHeaders[i + 1]);
  return lines;
}

async function passThrough(
  parts: PassThroughParts,
  request: Request,
  response: Response,
  beforeAnswer?: () => Promise<unknown>,
): Promise<void> {
  if (parts.socketPath === undefined) return unavailable(parts, response);
  const outward = httpRequest({
    socketPath: parts.socketPath,
    method: request.method,
    path: request.originalUrl,
    headers: endToEnd(request),
  });
  response.on('close', () => {
    if (!response.writableFinished) outward.destroy();
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outward.on('response', resolve).on('error', reject);
  });
  request.pipe(outward);
  const letGoOfRest = () => {
    request.unpipe(outward);
    request.resume();
  };
  outward.on('close', letGoOfRest);
  try {
    const answer = await answered;
    // Intake may answer before it has read the whole body. Node then stops writing to it for good, so the rest is
    // read and let go here, and the sender's connection stays usable.
    letGoOfRest();
    if (answer.statusCode === 401) await parts.onStranger(request.ip ?? '');
    if (beforeAnswer && answer.statusCode === 202) await beforeAnswer();
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer));
    await pipeline(answer, response);
    if (!outward.writableFinished) outward.destroy();
  } catch (error) {
    outward.destroy();
    if (response.destroyed) return;
    if (error instanceof ProblemError) return sendProblem(response, error);
    parts.logger.warn({ err: error }, 'intake_unavailable');
    if (response.headersSent) response.destroy();
    else unavailable(parts, response);
  }
}
