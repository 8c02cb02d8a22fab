/** Asking the server. What it refuses becomes an error with the server's own sentence. */
import { z } from 'zod';

const problemSchema = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
});

/** An answer that is not a success; `message` is for people. */
export class HttpError extends Error {
  readonly status: number;
  /** What the server calls it; empty when it says nothing. */
  readonly code: string;

  constructor(status: number, message: string, code = '') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

async function refusal(response: Response, url: string): Promise<HttpError> {
  const body: unknown = await response.json().catch(() => null);
  const problem = problemSchema.safeParse(body);
  const said = problem.success ? (problem.data.detail ?? problem.data.title) : undefined;
  const code = problem.success ? problem.data.code : undefined;
  return new HttpError(response.status, said ?? `The server answered ${response.status} to ${url}.`, code);
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { credentials: 'same-origin', ...init }).catch(() => {
    throw new HttpError(0, 'The server cannot be reached. Check that Bellwether is running.');
  });
  if (!response.ok) throw await refusal(response, url);
  return response.status === 204 ? undefined : response.json();
}

export async function getJson<T>(
  url: string,
  schema: z.ZodType<T>,
  signal?: AbortSignal,
  headers?: Record<string, string>,
): Promise<T> {
  return schema.parse(await ask(url, { ...(signal ? { signal } : {}), ...(headers ? { headers } : {}) }));
}

/** An answer to the holder of a token, or to nobody; never to whoever is signed in to this browser. */
export function askAs(token: string | null, url: string, init: RequestInit = {}): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (token !== null) headers.authorization = `Bearer ${token}`;
  if (init.body !== undefined) headers['content-type'] = 'application/json';
  return ask(url, { ...init, headers, credentials: 'omit', cache: 'no-store' });
}

function post(url: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return ask(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

export async function postJson<T>(url: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await post(url, body));
}

/** A post whose answer has no body. */
export async function postNothing(url: string, body: unknown): Promise<void> {
  await post(url, body);
}

/** A post of a CSV file. */
export async function postText<T>(url: string, csv: string, schema: z.ZodType<T>): Promise<T> {
  const headers = { 'content-type': 'text/csv' };
  return schema.parse(await ask(url, { method: 'POST', headers, body: csv }));
}

export async function remove(url: string): Promise<void> {
  await ask(url, { method: 'DELETE' });
}

export async function removeJson<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await ask(url, { method: 'DELETE' }));
}
