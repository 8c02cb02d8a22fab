/** Errors as answers: RFC 9457 `application/problem+json`. */
import type { ErrorRequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { Problem } from '../../shared/api/problems.ts';
import type { Logger } from '../../shared/node/logger.ts';

const TITLES: Record<number, string> = {
  400: 'The request is not right',
  401: 'Nobody is signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not that way',
  409: 'Not now',
  413: 'Too large',
  415: 'Wrong type',
  421: 'Not by that name',
  429: 'Too often',
  500: 'Something went wrong here',
  502: 'No answer from behind',
  503: 'Not ready',
};

/** An error that a reader is told of. `detail` says what happened and what to do next. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: Problem['faults'];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { faults?: Problem['faults']; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.faults = more.faults;
    this.headers = more.headers ?? {};
  }
}

export function unknownSchool(urn: number): ProblemError {
  return new ProblemError(
    404,
    'unknown_school',
    `No school has the URN ${urn}; import it first, or check the number.`,
  );
}

export function unknownArea(name: string): ProblemError {
  return new ProblemError(404, 'unknown_area', `There is no area "${name}"; check its kind and id.`);
}

/** Faults of what came in, each with its place. */
export function badParameters(error: z.ZodError): ProblemError {
  const faults = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const named = faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new ProblemError(400, 'bad_parameters', named, { faults });
}

export function sendProblem(response: Response, error: ProblemError): void {
  const { status, code, message: detail, faults, headers } = error;
  const title = TITLES[status] ?? 'Error';
  const problem: Problem = {
    type: 'about:blank',
    title,
    status,
    detail,
    code,
    ...(faults ? { faults } : {}),
  };
  response.set(headers).status(status).type('application/problem+json').send(JSON.stringify(problem));
}

interface HttpError extends Error {
  status?: number;
  type?: string;
}

function toProblem(error: HttpError): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error.type === 'entity.too.large')
    return new ProblemError(413, 'too_large', 'The body is larger than this address takes; send less.');
  if (error.type === 'entity.parse.failed')
    return new ProblemError(400, 'malformed', 'The body is no JSON; check its brackets and quotes.');
  if (error.status === 415)
    return new ProblemError(
      415,
      'wrong_type',
      'Send the body as UTF-8, plain or with one of gzip, deflate and br.',
    );
  if (error.status === 400)
    return new ProblemError(400, 'bad_address', 'The address cannot be read; check its % signs.');
  return undefined;
}

/** Last in the chain: turns what was thrown into an answer. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: HttpError, request, response, next) => {
    const problem = toProblem(error);
    if (!problem) logger.error({ err: error, route: request.route?.path }, 'request_failed');
    if (response.headersSent) return next(error);
    sendProblem(
      response,
      problem ?? new ProblemError(500, 'internal', 'It has been noted in the log; try again in a moment.'),
    );
  };
}
