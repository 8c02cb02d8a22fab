/** Malformed requests, the same for a seed: bodies, headers, addresses and bytes that no well-meaning client sends. */
import { gzipSync } from 'node:zlib';
import { drawer, pick } from '../helpers/access-world.ts';

export interface Malformed {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

type Draw = () => number;

const TOKENS = [
  'demo-supplier',
  'demo-supplier',
  'demo-admin',
  'demo-central',
  'nobody',
  '',
  '\u00e9\u00e8',
  'x'.repeat(3_000),
];
const KINDS = ['registers', 'rosters', 'schools', 'hubs', 'targets', 'calendars', 'history'];
const TYPES = [
  'application/json',
  'application/x-ndjson',
  'text/csv',
  'text/plain',
  'multipart/form-data',
  'application/json; charset=utf-7',
  '',
];
const WORDS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '\u0000',
  '\ud800',
  '\u202e\u00e9',
  '"',
  "'; DROP",
  '../..',
  '-1',
  '1e999',
  'NaN',
  '=1+1',
  '\r\n',
];
const NAMES = [
  'urn',
  'date',
  'session',
  'marks',
  'upn',
  'code',
  'recordedAt',
  'pupils',
  'asOf',
  'yearGroup',
  'minutesLate',
  'id',
  'schools',
];
const DEEP = 5_000;
const LARGE = 40_000;

/** A value that is wrong in some way. */
function wrong(draw: Draw, depth = 0): unknown {
  const values: (() => unknown)[] = [
    () => pick(draw, WORDS),
    () => Number.MAX_SAFE_INTEGER * 10 * (draw() < 0.5 ? 1 : -1),
    () => draw(),
    () => null,
    () => true,
    () => pick(draw, WORDS).repeat(1 + Math.floor(draw() * 50)),
    () => 100_000 + Math.floor(draw() * 20),
    () => '2026-11-20',
    () => 'A123456789012',
    () => (depth > 3 ? [] : Array.from({ length: Math.floor(draw() * 5) }, () => wrong(draw, depth + 1))),
    () => (depth > 3 ? {} : wrongObject(draw, depth + 1)),
  ];
  return pick(draw, values)();
}

function wrongObject(draw: Draw, depth = 0): Record<string, unknown> {
  const entries = Array.from({ length: 1 + Math.floor(draw() * 6) }, () => {
    const name = draw() < 0.7 ? pick(draw, NAMES) : pick(draw, WORDS);
    return [name, wrong(draw, depth)] as const;
  });
  return Object.fromEntries(entries);
}

/** JSON that is nearly right: cut, doubled, with names of prototypes, endless depth or huge numbers. */
function json(draw: Draw): string {
  const text = JSON.stringify(draw() < 0.3 ? [wrongObject(draw)] : wrongObject(draw));
  const changes: (() => string)[] = [
    () => text,
    () => text.slice(0, Math.floor(draw() * text.length)),
    () => text + text,
    () => '['.repeat(DEEP),
    () => `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
    () => text.replace('{', '{"__proto__":{"role":"admin"},'),
    () => text.replace(/\d+/, '9'.repeat(400)),
    () => `\ufeff${text}`,
    () => text.replaceAll(',', ',,'),
    () => '',
    () => 'null',
  ];
  return pick(draw, changes)();
}

function csv(draw: Draw): string {
  const headers = [
    'urn,date,session,code',
    'urn,upn,date,session,code,recorded_at',
    '__proto__,urn',
    '',
    '"urn',
    'URN,EstablishmentName',
  ];
  const cells = () =>
    Array.from({ length: Math.floor(draw() * 9) }, () => JSON.stringify(wrong(draw))).join(
      draw() < 0.9 ? ',' : ';',
    );
  const rows = Array.from({ length: Math.floor(draw() * 8) }, cells);
  return [pick(draw, headers), ...rows].join(pick(draw, ['\n', '\r\n', '\r']));
}

function bytes(draw: Draw): Buffer {
  return Buffer.from(Array.from({ length: Math.floor(draw() * 300) }, () => Math.floor(draw() * 256)));
}

function body(draw: Draw): Buffer {
  const bodies: (() => Buffer)[] = [
    () => Buffer.from(json(draw)),
    () => Buffer.from(Array.from({ length: 1 + Math.floor(draw() * 5) }, () => json(draw)).join('\n')),
    () => Buffer.from(csv(draw)),
    () => bytes(draw),
    () => gzipSync(json(draw)),
    () => gzipSync(Buffer.alloc(LARGE)),
    () => gzipSync(json(draw)).subarray(0, 15),
  ];
  return pick(draw, bodies)();
}

function address(draw: Draw): string {
  if (draw() < 0.6) return `/api/v1/${pick(draw, KINDS)}${draw() < 0.2 ? '?dryRun=maybe' : ''}`;
  const word = () => encodeURIComponent(Buffer.from(pick(draw, WORDS)).toString('utf8'));
  const addresses: (() => string)[] = [
    () => `/api/v1/sessions/${word()}/AM/schools/${word()}`,
    () => `/api/v1/sessions/2026-11-20/AM/areas/${word()}/${word()}?phase=${word()}`,
    () => `/api/v1/sessions/2026-11-20/PM/leaderboard?area=${word()}&limit=${word()}&cursor=${word()}`,
    () => `/api/v1/schools/${word()}/history?from=${word()}&to=${word()}`,
    () => `/api/v1/schools/100000/signal?date=${word()}&asOf=${word()}`,
    () => `/api/v1/live/${word()}/snapshot?view=${word()}`,
    () => `/api/v1/quarantine?urn=${word()}&urn=${word()}`,
    () => `/api/v1/receipts/${word()}`,
    () => '/api/v1/disputes',
    () => '/session',
    () => `/api/v1/disputes/${word()}/steps`,
    () => `/%E0%A4%A/${word()}`,
    () => `//${word()}/..%2f..%2fetc/passwd`,
    () => '/socket.io/?EIO=4&transport=polling&sid=__proto__',
  ];
  return pick(draw, addresses)();
}

/** Request number `n` of a seed. */
export function malformed(seed: number, n: number): Malformed {
  const draw = drawer(seed * 1_000_003 + n);
  const path = address(draw);
  const method = /v1\/(registers|rosters|schools|hubs|targets|calendars|history)($|\?)/.test(path)
    ? 'POST'
    : pick(draw, ['GET', 'POST', 'DELETE', 'PUT']);
  const token = Buffer.from(pick(draw, TOKENS)).toString('latin1');
  const headers: Record<string, string> = draw() < 0.95 ? { authorization: `Bearer ${token}` } : {};
  if (draw() < 0.9) headers['content-type'] = pick(draw, TYPES);
  if (draw() < 0.3) headers['content-encoding'] = pick(draw, ['gzip', 'gzip', 'br', 'deflate', 'gzip, gzip']);
  if (draw() < 0.1) headers['idempotency-key'] = 'k'.repeat(Math.floor(draw() * 600));
  if (draw() < 0.1) headers.cookie = `bellwether=${'a'.repeat(Math.floor(draw() * 60))}; __proto__=1`;
  if (draw() < 0.05) headers.accept = pick(draw, ['text/csv', '*/*;q=x', 'application/xml', ',']);
  return { method, path, headers, body: method === 'GET' ? undefined : body(draw) };
}
