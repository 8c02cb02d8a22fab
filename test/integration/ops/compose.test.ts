import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { takePort } from '../../../server/cli/free-port.ts';
import { connectRedis } from '../../../shared/node/redis.ts';
import { createToken } from '../../../shared/node/tokens.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { registerBody, rosterBody, SCHOOLS_HEADER, schoolLine } from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const BELLWETHER = resolve('bin/bellwether.mjs');
const URN = 100_001;
const SOON = { timeout: 90_000, interval: 300 };
const text = readFileSync('compose.yaml', 'utf8');
const started: ChildProcess[] = [];
let data: string;
let redis: string;
let url: string;

/** What the file sets for its containers, at places of this machine. */
function settings(): Record<string, string> {
  const given = [...text.matchAll(/^\s+(BELLWETHER_\w+): "?(.*?)"?$/gm)].map(([, name, value]) => [
    name,
    value.replace(/\$\{\w+:-(.*)\}/, '$1').replace(/^\/data/, data),
  ]);
  const { port } = new URL(url);
  return { ...Object.fromEntries(given), BELLWETHER_REDIS: redis, BELLWETHER_PORT: port };
}

function run(program: string, args: readonly string[], env: Record<string, string> = {}): void {
  started.push(spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } }));
}

const commands = [...text.matchAll(/command: \["(\w+)"(?:, "(\w+)")?\]/g)].map(([, ...words]) =>
  words.filter((word) => word !== undefined),
);

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'bellwether-compose-'));
  redis = `redis://127.0.0.1:${await takePort(0, '127.0.0.1')}`;
  url = `http://127.0.0.1:${await takePort(0, '127.0.0.1')}`;
  const durable = [...text.matchAll(/^ {6}- --([\w-]+)\n {6}- "?([\w]*)"?$/gm)].flatMap(([, name, value]) => [
    `--${name}`,
    value,
  ]);
  const place = ['--port', new URL(redis).port, '--bind', '127.0.0.1', '--dir', data];
  run('redis-server', [...place, ...durable]);
  for (const command of commands) run(process.execPath, [BELLWETHER, ...command], settings());
});
afterAll(async () => {
  const [server, ...others] = started;
  for (const child of [...others, server]) {
    if (child.exitCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(data, { recursive: true, force: true });
}, 60_000);

test('[OPS51] the commands and variables of compose.yaml, each a process, take a register in, count it and show it', async () => {
  expect(commands).toHaveLength(6);
  const readiness = async () => (await fetch(`${url}/readyz`)).status;
  await vi.waitFor(async () => expect(await readiness()).toBe(200), SOON);
  const connection = connectRedis(redis);
  expect(await connection.exists(globalKeys.layout)).toBe(1);
  const tokenOf = async (grant: Parameters<typeof createToken>[1]) =>
    (await createToken(connection, grant, Date.now())).token;
  const admin = await tokenOf({ role: 'admin', scope: '' });
  const supplier = await tokenOf({ role: 'supplier', scope: `school:${URN}` });
  const central = await tokenOf({ role: 'central', scope: 'england' });
  connection.disconnect();
  const post = async (kind: string, body: string, type: string, token: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const answer = await fetch(`${url}/api/v1/${kind}`, { method: 'POST', headers, body });
    expect(answer.status, await answer.text()).toBe(202);
  };
  await vi.waitFor(
    () => post('schools', [SCHOOLS_HEADER, schoolLine(URN, '201')].join('\n'), 'text/csv', admin),
    SOON,
  );
  const pupils = [1, 2].map((n) => ({ upn: makeUpn(n), yearGroup: '4' }));
  await post('rosters', rosterBody(URN, '2026-09-01', pupils), 'application/x-ndjson', supplier);
  const date = new Date().toISOString().slice(0, 10);
  const register = registerBody(URN, [[makeUpn(1), '/']], { date, recordedAt: new Date().toISOString() });
  await post('registers', JSON.stringify(register), 'application/json', supplier);
  const shown = async () => {
    const headers = { authorization: `Bearer ${central}` };
    const answer = await fetch(`${url}/api/v1/sessions/${date}/AM/schools/${URN}`, { headers });
    return ((await answer.json()) as { cohorts: { all: object } }).cohorts.all;
  };
  await vi.waitFor(async () => expect(await shown()).toMatchObject({ onRoll: 2, attending: 1 }), SOON);
}, 180_000);
