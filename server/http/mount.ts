/**
 * Mounts an endpoint: who asks, may they, is it asked rightly, the answer as JSON or CSV. Access comes before
 * parameters, so that a fault in them tells a stranger nothing.
 */
import type { Express, Request, Response } from 'express';
import type { z } from 'zod';
import { type Decision, decide, decideRole, type Subject } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import type { Endpoint } from '../../shared/api/endpoint.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Readers } from '../access/readers.ts';
import type { Rates } from '../edge/rates.ts';
import { type CsvRow, toCsv, withQuery } from './csv.ts';
import { badParameters, ProblemError } from './problem.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Part<E extends Endpoint, K extends 'params' | 'query' | 'body' | 'answer'> = Parsed<E[K]>;

/** What an endpoint's answer is made from. */
export interface Asked<E extends Endpoint> {
  reader: Reader;
  params: Part<E, 'params'>;
  query: Part<E, 'query'>;
  body: Part<E, 'body'>;
  request: Request;
  response: Response;
}

/** What a handler gives back when it has sent the answer itself. */
export interface Answered {
  readonly answered: true;
}
export const ANSWERED: Answered = { answered: true };

/** Address parts and query as they came, before anything was checked. */
export type Raw = Readonly<Record<string, unknown>>;

type Answer<E extends Endpoint> = Part<E, 'answer'> | Answered;

export interface Handling<E extends Endpoint> {
  /**
   * Whom the request is about, for the check of scope; undefined when the role alone decides. `body` is as it came,
   * before anything was checked.
   */
  subject?: (raw: Raw, reader: Reader, body: unknown) => Subject | Promise<Subject>;
  answer: (asked: Asked<E>) => Answer<E> | Promise<Answer<E>>;
  rows?: (answer: NonNullable<Part<E, 'answer'>>) => CsvRow[];
  /** `no-store` for answers about pupils. */
  cache?: 'no-cache' | 'no-store';
}

function refuse(decision: Decision, reader: Reader | null): void {
  if (decision === 'unauthenticated')
    throw new ProblemError(
      401,
      'unauthenticated',
      'Send a valid token as "Authorization: Bearer …", or sign in.',
      {
        headers: { 'WWW-Authenticate': 'Bearer' },
      },
    );
  if (decision === 'role')
    throw new ProblemError(
      403,
      'role',
      `The role ${reader?.role} may not do this; ask for a token of another role.`,
    );
  if (decision === 'scope')
    throw new ProblemError(
      403,
      'outside_scope',
      'This lies outside your scope; ask for what lies within it.',
    );
}

function parse<S extends z.ZodType>(schema: S | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) throw badParameters(parsed.error);
  return parsed.data;
}

function send<E extends Endpoint>(
  { handling, endpoint, request, response }: Mounted<E>,
  answer: Answer<E>,
  at: number,
): void {
  if (answer === ANSWERED) return;
  if (answer === undefined) {
    response.status(204).end();
    return;
  }
  response.set('Cache-Control', `private, ${handling.cache ?? 'no-cache'}`);
  linkNext(request, response, answer);
  const rows = endpoint.csv ? handling.rows : undefined;
  if (rows) response.vary('Accept');
  const wanted = request.accepts(rows ? ['application/json', 'text/csv'] : ['application/json']);
  if (rows && wanted === 'text/csv') {
    const table = rows(answer as NonNullable<Part<E, 'answer'>>);
    response.type('text/csv').send(toCsv(withQuery(table, request.originalUrl, at)));
  } else response.json(answer);
}

/** Where a list goes on, for its CSV form too, which has no room for it (RFC 8288). */
function linkNext(request: Request, response: Response, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('next' in answer)) return;
  if (typeof answer.next !== 'string' || !/^\d+$/.test(answer.next)) return;
  const next = new URL(request.originalUrl, 'http://self');
  next.searchParams.set('cursor', answer.next);
  response.links({ next: `${next.pathname}${next.search}` });
}

interface Mounted<E extends Endpoint> {
  endpoint: E;
  handling: Handling<E>;
  request: Request;
  response: Response;
}

interface Door {
  readers: Readers;
  rates: Rates;
  clock: Clock;
}

/** The reader of a request, counted; a failed attempt to be somebody is counted by its address. */
async function whoAsks({ readers, rates }: Door, request: Request): Promise<Reader | null> {
  const admission = await readers.admit(request);
  if (admission) await rates.reader(admission.key);
  else if (request.headers.authorization !== undefined) await rates.stranger(request.ip ?? '');
  return admission?.reader ?? null;
}

async function handle<E extends Endpoint>(door: Door, mounted: Mounted<E>): Promise<void> {
  const { endpoint, handling, request, response } = mounted;
  const { action } = endpoint;
  const reader = await whoAsks(door, request);
  if (action !== 'anyone') {
    refuse(decideRole(reader, action), reader);
    if (handling.subject && reader) {
      // The address goes before the query: what is checked is what is answered.
      const subject = await handling.subject({ ...request.query, ...request.params }, reader, request.body);
      refuse(decide(reader, action, subject), reader);
    }
  }
  if (response.locals.bodyFault) throw response.locals.bodyFault;
  const answer = await handling.answer({
    reader: reader ?? door.readers.nobody,
    params: parse(endpoint.params, request.params) as Part<E, 'params'>,
    query: parse(endpoint.query, request.query) as Part<E, 'query'>,
    body: parse(endpoint.body, request.body) as Part<E, 'body'>,
    request,
    response,
  });
  send(mounted, answer, door.clock.now());
}

/** Adds an endpoint to the app. */
export type Mount = <E extends Endpoint>(endpoint: E, handling: Handling<E>) => void;

export function createMount(
  app: Express,
  { readers, rates, clock }: { readers: Readers; rates: Rates; clock: Clock },
): Mount {
  const door: Door = { readers, rates, clock };
  return (endpoint, handling) => {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app[endpoint.method](path, (request, response) =>
      handle(door, { endpoint, handling, request, response }),
    );
  };
}
