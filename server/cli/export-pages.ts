/** A list through the front door, page after page, as one text. */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';

export interface ExportRequest {
  readonly url: URL;
  readonly token: string;
  readonly format: 'csv' | 'json';
  /** Why pupils are read (`Access-Reason`). */
  readonly reason: string | undefined;
}

const SECOND_MS = 1_000;
const MOST_WAIT_S = 60;

const problemSchema = z.object({ detail: z.string() });

/**
 * The whole list: pages that follow are asked for by the `Link` header of the one before.
 * @param sleep waits, ms: the front door may say to come again later
 * @throws Error with what the server says of the request, and where it was sent
 */
export async function readAllPages(
  request: ExportRequest,
  sleep: (ms: number) => Promise<unknown>,
): Promise<string> {
  const pages: string[] = [];
  for (let next: URL | undefined = request.url; next; ) {
    const answer = await ask(next, request, sleep);
    pages.push(await answer.text());
    next = nextPage(answer, next);
  }
  if (pages.length === 1) return ended(pages[0]);
  return request.format === 'csv' ? joinCsv(pages) : joinJson(pages);
}

async function ask(
  url: URL,
  request: ExportRequest,
  sleep: (ms: number) => Promise<unknown>,
): Promise<Response> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${request.token}`,
    accept: request.format === 'csv' ? 'text/csv' : 'application/json, application/x-ndjson',
  };
  if (request.reason !== undefined) headers['access-reason'] = request.reason;
  const answer = await fetch(url, { headers }).catch((error: Error) => {
    throw new Error(`${url.origin} does not answer (${error.message}). Is it running?`);
  });
  if (answer.ok) return answer;
  const wait = Number(answer.headers.get('retry-after'));
  if ((answer.status === 429 || answer.status === 503) && wait > 0 && wait <= MOST_WAIT_S) {
    await sleep(wait * SECOND_MS);
    return ask(url, request, sleep);
  }
  throw new Error(`${url.pathname}${url.search}: ${await refusalOf(answer)}`);
}

async function refusalOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => undefined);
  const detail = problemSchema.safeParse(body).data?.detail ?? 'no reason given; see the log of the server';
  return `${detail} (HTTP ${answer.status})`;
}

function nextPage(answer: Response, at: URL): URL | undefined {
  const link = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '');
  return link ? new URL(link[1], at) : undefined;
}

const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** Pages may have different columns (a field nobody on a page has is absent): the union of them, in order. */
function joinCsv(pages: readonly string[]): string {
  const rows = pages.flatMap((page) => parse(page, { columns: true, bom: true }) as Record<string, string>[]);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return stringify(rows, { header: true, columns });
}

/** The first page with the lists of all; where it goes on is left out. */
function joinJson(pages: readonly string[]): string {
  const bodies = pages.map((page) => z.record(z.string(), z.unknown()).parse(JSON.parse(page)));
  const { next: _, ...whole } = bodies[0];
  for (const [name, value] of Object.entries(whole)) {
    if (Array.isArray(value)) whole[name] = bodies.flatMap((body) => body[name] as unknown[]);
  }
  return `${JSON.stringify(whole)}\n`;
}
