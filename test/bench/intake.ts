/**
 * How many marks a second the ingest worker takes in: gzipped NDJSON class registers over its socket into a durable
 * Redis (append-only, fsync always), with nothing counting beside it.
 * `node --import tsx test/bench/intake.ts [schools] [--profile]`; the pupils' slots are given by a first, unmeasured post.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { loadConfig, toEnv } from '../../shared/node/config.ts';
import { schoolsCsv } from '../helpers/ingest.ts';
import { startTestRedis } from '../helpers/redis.ts';
import { makeUpn } from '../helpers/upns.ts';

const CLASSES = 14;
const CLASS_PUPILS = 28;
const ROUNDS = 3;
const FIRST_URN = 100_000;
const CODES = [
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  '/',
  'I',
  'L',
  'N',
];

const schools = Number(process.argv[2] ?? 1_000);
const profile = process.argv.includes('--profile');

/** One round's body: every class of every school, gzipped in parts that stand one after another. */
function registers(session: 'AM' | 'PM', recordedAt: string): Buffer {
  const parts: Buffer[] = [];
  let lines: string[] = [];
  for (let school = 0; school < schools; school++) {
    for (let group = 0; group < CLASSES; group++) {
      const marks = Array.from({ length: CLASS_PUPILS }, (_, i) => {
        const pupil = (school * CLASSES + group) * CLASS_PUPILS + i;
        const code = CODES[(pupil * 7919) % CODES.length];
        return { upn: makeUpn(pupil), code, ...(code === 'L' ? { minutesLate: pupil % 30 } : {}) };
      });
      lines.push(
        JSON.stringify({
          urn: FIRST_URN + school,
          date: '2026-11-20',
          session,
          group: `${group}`,
          recordedAt,
          marks,
        }),
      );
    }
    if (school % 50 === 49 || school === schools - 1) {
      parts.push(gzipSync(`${lines.join('\n')}\n`));
      lines = [];
    }
  }
  return Buffer.concat(parts);
}

function post(
  socketPath: string,
  kind: string,
  body: Buffer,
  headers: Record<string, string>,
): Promise<string> {
  return new Promise((settle, fail) => {
    const sent: ClientRequest = request(
      {
        socketPath,
        method: 'POST',
        path: `/api/v1/${kind}`,
        headers: { 'content-length': body.length, ...headers },
      },
      (response) => {
        let text = '';
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => (response.statusCode === 202 ? settle(text) : fail(new Error(text))));
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}

const TICKS_PER_SECOND = 100;
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
const memory = (pid: number) =>
  /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '0';

const redis = await startTestRedis();
const socket = join(redis.data, 'ingest.sock');
const config = loadConfig(
  { data: redis.data, redis: redis.location, ingestSocket: socket, feed: 'none', logLevel: 'error' },
  {},
);
const profiles = join(tmpdir(), 'bellwether-profiles');
await mkdir(profiles, { recursive: true });
const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
const child = spawn(process.execPath, [...flags, '--import', 'tsx', 'workers/main.ts', 'ingest'], {
  env: { ...process.env, ...toEnv(config) },
  stdio: 'inherit',
});
const pid = child.pid ?? 0;
const admin = { authorization: 'Bearer demo-admin', 'content-type': 'text/csv' };
const supplier = {
  authorization: 'Bearer demo-supplier',
  'content-type': 'application/x-ndjson',
  'content-encoding': 'gzip',
};
const list = Buffer.from(schoolsCsv(Array.from({ length: schools }, (_, i) => FIRST_URN + i)));
for (let tries = 0; ; tries++) {
  const error = await post(socket, 'schools', list, admin).then(
    () => undefined,
    (e: Error) => e,
  );
  if (!error) break;
  if (tries > 100) throw error;
  await sleep(100);
}
const marks = schools * CLASSES * CLASS_PUPILS;
const yesterday = new Date(Date.now() - 3_600_000).toISOString();
const today = yesterday.slice(0, 10);
const bodyFor = (session: 'AM' | 'PM') => registers(session, yesterday);
let body = bodyFor('AM');
console.log(
  `${schools} schools, ${marks} marks a round in ${schools * CLASSES} registers, ${(body.length / 1e6).toFixed(1)} MB gzipped (${today})`,
);
for (let round = 0; round <= ROUNDS; round++) {
  body = round % 2 ? bodyFor('PM') : body;
  const [cpu, start] = [cpuSeconds(pid), performance.now()];
  await post(socket, 'registers', body, supplier);
  const seconds = (performance.now() - start) / 1000;
  const used = cpuSeconds(pid) - cpu;
  const name = round === 0 ? 'first, giving slots' : `round ${round}`;
  console.log(
    `${name}: ${Math.round(marks / seconds).toLocaleString('en')} marks/s, ${seconds.toFixed(2)} s, ingest CPU ${used.toFixed(2)} s (${Math.round(marks / used).toLocaleString('en')} marks per CPU second), peak memory ${Math.round(Number(memory(pid)) / 1024)} MB`,
  );
}
const ended = new Promise((settle) => child.once('exit', settle));
child.kill('SIGTERM');
await ended;
await redis.stop();
