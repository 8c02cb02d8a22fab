/**
 * How many marks a second the ingest worker takes in: gzipped NDJSON class registers over its socket into a durable
 * Redis (append-only, fsync always), with nothing counting beside it. `node --import tsx test/bench/intake.ts [schools] [--profile]`
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

/** Every school's roster, with the attributes that a real one has. */
function rosters(): Buffer {
  const parts: Buffer[] = [];
  for (let from = 0; from < schools; from += 50) {
    const lines: string[] = [];
    for (let school = from; school < Math.min(from + 50, schools); school++) {
      const pupils = Array.from({ length: CLASSES * CLASS_PUPILS }, (_, i) =>
        rosterPupil(school * CLASSES * CLASS_PUPILS + i, 1 + Math.floor(i / (CLASS_PUPILS * 2))),
      );
      lines.push(JSON.stringify({ urn: FIRST_URN + school, asOf: '2026-09-01', pupils }));
    }
    parts.push(gzipSync(`${lines.join('\n')}\n`));
  }
  return Buffer.concat(parts);
}

function rosterPupil(pupil: number, year: number) {
  return {
    upn: makeUpn(pupil),
    yearGroup: String(year),
    sex: pupil % 2 ? 'F' : 'M',
    fsm: pupil % 4 === 0,
    sen: pupil % 7 === 0 ? 'support' : 'none',
    eal: pupil % 5 === 0,
    cla: false,
    socialWorker: false,
    dateOfBirth: `${2020 - year}-0${1 + (pupil % 9)}-1${pupil % 10}`,
  };
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
const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();

async function measure(name: string, kind: string, body: Buffer): Promise<void> {
  const [cpu, start] = [cpuSeconds(pid), performance.now()];
  await post(socket, kind, body, supplier);
  const seconds = (performance.now() - start) / 1000;
  const used = cpuSeconds(pid) - cpu;
  const rate = (time: number) => Math.round(marks / time).toLocaleString('en');
  const peak = Math.round(Number(memory(pid)) / 1024);
  console.log(
    `${name}: ${rate(seconds)}/s, ${seconds.toFixed(2)} s, ${rate(used)} per CPU second, peak memory ${peak} MB`,
  );
}

console.log(`${schools} schools, ${marks} pupils and marks a round, ${schools * CLASSES} registers`);
await measure('rosters, giving slots: pupils', 'rosters', rosters());
for (let round = 1; round <= ROUNDS; round++)
  await measure(
    `registers, round ${round}: marks`,
    'registers',
    registers(round % 2 ? 'AM' : 'PM', anHourAgo),
  );
const ended = new Promise((settle) => child.once('exit', settle));
child.kill('SIGTERM');
await ended;
await redis.stop();
