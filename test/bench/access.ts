/**
 * What checks of access cost: the absentees of an LA of 100 schools by name (every name decrypted, the look written
 * into the audit first), and registers posted through the front door beside the same straight into the ingest worker.
 * `npm run bench:access [-- schools]`
 */
import { request } from 'node:http';
import { createToken } from '../../shared/node/tokens.ts';
import {
  FRIDAY,
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../helpers/server.ts';
import { makeUpn } from '../helpers/upns.ts';

const SCHOOLS = Number(process.argv[2] ?? 100);
const PUPILS = 280;
const CLASS = 28;
const ASKS = 7;
const FIRST = 100_000;
const NDJSON = { 'content-type': 'application/x-ndjson' };
const upn = (urn: number, i: number) => makeUpn((urn - FIRST) * PUPILS + i);
const urns = Array.from({ length: SCHOOLS }, (_, i) => FIRST + i);
/** About seven in a hundred are away. */
const codeOf = (i: number, turn: number) => ((i * 7919 + turn) % 14 === 0 ? 'I' : '/');

const roster = (urn: number): string =>
  rosterBody(
    urn,
    '2026-09-01',
    Array.from({ length: PUPILS }, (_, i) => ({
      upn: upn(urn, i),
      yearGroup: String(1 + (i % 6)),
      forename: `Forename${i}`,
      surname: `Surname${urn}`,
      dateOfBirth: '2018-02-03',
    })),
  );

/** Every class register of every school, one a line. */
const registers = (turn: number, date = FRIDAY): string =>
  urns
    .flatMap((urn) =>
      Array.from({ length: PUPILS / CLASS }, (_, group) => {
        const marks = Array.from({ length: CLASS }, (_, n) => {
          const i = group * CLASS + n;
          return [upn(urn, i), codeOf(i, turn)] as const;
        });
        const recordedAt = new Date(Date.parse(`${date}T08:50:00Z`) + turn).toISOString();
        return JSON.stringify(registerBody(urn, marks, { date, group: `${group}`, recordedAt }));
      }),
    )
    .join('\n');

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function timed(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await run();
  return performance.now() - from;
}

async function absentees(app: TestBellwether, token: string, accept: string): Promise<void> {
  const times: number[] = [];
  let [bytes, longest] = [0, 0];
  for (let n = 0; n < ASKS; n++) {
    // What else is asked meanwhile shows how long the server keeps others waiting.
    let isOver = false;
    const others = (async () => {
      while (!isOver) longest = Math.max(longest, await timed(() => app.get('/livez', null)));
    })();
    times.push(
      await timed(async () => {
        const answer = await app.get(`/api/v1/sessions/${FRIDAY}/AM/absentees?la=202`, token, { accept });
        bytes = (await answer.arrayBuffer()).byteLength;
        if (answer.status !== 200) throw new Error(`absentees answered ${answer.status}`);
      }),
    );
    isOver = true;
    await others;
  }
  const [all, most] = [median(times), Math.max(...times)].map(Math.round);
  say(
    `absentees ${accept}: ${all} ms (longest ${most}), ${Math.round(bytes / 1000)} KB, others waited ${Math.round(longest)} ms at most`,
  );
}

/** Posts a body to the front door, or straight to the ingest worker. */
function post(app: TestBellwether, body: string, isDirect: boolean): Promise<void> {
  const { port } = new URL(app.url);
  const to = isDirect ? { socketPath: app.parts.config.ingestSocket } : { host: '127.0.0.1', port };
  return new Promise((resolve, reject) => {
    const headers = { ...NDJSON, authorization: 'Bearer demo-supplier' };
    const sent = request({ ...to, method: 'POST', path: '/api/v1/registers', headers }, (answer) => {
      answer.resume();
      if (answer.statusCode !== 202) reject(new Error(`registers answered ${answer.statusCode}`));
      answer.on('end', resolve);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function intake(app: TestBellwether): Promise<void> {
  const marks = SCHOOLS * PUPILS;
  const rates: Record<string, number[]> = { 'front door': [], 'ingest worker': [] };
  const small: Record<string, number[]> = { 'front door': [], 'ingest worker': [] };
  for (let turn = 1; turn <= 6; turn++)
    for (const [name, found] of Object.entries(rates)) {
      const body = registers(turn * 2 + (name === 'front door' ? 0 : 1));
      const ms = await timed(() => post(app, body, name === 'ingest worker'));
      found.push((1000 * marks) / ms);
      await app.settled();
      const [one] = body.split('\n');
      for (let n = 0; n < 30; n++)
        small[name].push(await timed(() => post(app, one, name === 'ingest worker')));
    }
  for (const [name, found] of Object.entries(rates))
    say(
      `${marks} marks to the ${name}: ${Math.round(median(found))} a second; one class register ${median(small[name]).toFixed(1)} ms`,
    );
}

const app = await startTestBellwether();
try {
  await app.post('schools', [SCHOOLS_HEADER, ...urns.map((urn) => schoolLine(urn, '202'))].join('\n'));
  await app.post('rosters', urns.map(roster).join('\n'), NDJSON);
  for (const date of ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', FRIDAY]) {
    await app.post('registers', registers(0, date), NDJSON);
    await app.settled();
  }
  const { token } = await createToken(app.redis.connect(), { role: 'la', scope: 'la:202' }, Date.now());
  say(`${SCHOOLS} schools of ${PUPILS} pupils`);
  await absentees(app, token, 'application/json');
  await absentees(app, token, 'text/csv');
  await intake(app);
} finally {
  await app.stop();
}
