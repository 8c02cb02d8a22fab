import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  DataFolderInUseError,
  dataPaths,
  isAlive,
  lockDataFolder,
  socketFolder,
} from '../../../../shared/node/data-folder.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'bellwether-lock-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const writeLock = (holder: object) => writeFileSync(dataPaths(data).lock, JSON.stringify(holder));

test('[HOUSE20] a second start on a data folder in use fails and names the process', async () => {
  const lock = await lockDataFolder(data, 'bellwether start');
  const second = lockDataFolder(data, 'bellwether start');
  await expect(second).rejects.toThrow(DataFolderInUseError);
  await expect(second).rejects.toThrow(`process ${process.pid} (bellwether start`);
  await lock.release();
});

test('[HOUSE20] a folder given back can be taken again, and nothing is left in it', async () => {
  await (await lockDataFolder(data, 'one')).release();
  await (await lockDataFolder(data, 'two')).release();
  expect(readdirSync(data)).toEqual([]);
});

test('[HOUSE20] of many starts at once exactly one gets the folder', async () => {
  const starts = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(data, 'start')));
  expect(starts.filter((start) => start.status === 'fulfilled')).toHaveLength(1);
});

test('[HOUSE21] the lock of a process that has ended is taken over', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  writeLock({ pid: child.pid, ticks: '1', command: 'bellwether start', since: 'earlier' });
  await lockDataFolder(data, 'bellwether start');
  expect(JSON.parse(readFileSync(dataPaths(data).lock, 'utf8')).pid).toBe(process.pid);
});

test('[HOUSE21] a lock whose process number now belongs to another process is taken over', async () => {
  writeLock({ pid: process.ppid, ticks: 'never', command: 'bellwether start', since: 'earlier' });
  await lockDataFolder(data, 'bellwether start');
  expect(JSON.parse(readFileSync(dataPaths(data).lock, 'utf8')).pid).toBe(process.pid);
});

test('[HOUSE21] a lock that was cut off in writing is taken over', async () => {
  writeFileSync(dataPaths(data).lock, '{"pid":');
  await expect(lockDataFolder(data, 'bellwether start')).resolves.toBeDefined();
});

test('[HOUSE22] sockets of a data folder with a long path are put where their address fits', () => {
  const long = join(data, 'x'.repeat(120));
  const folder = socketFolder(long);
  expect(Buffer.byteLength(join(folder, 'ingest.sock'))).toBeLessThan(100);
  expect(socketFolder(long)).toBe(folder);
  expect(socketFolder(data)).toBe(data);
  rmSync(folder, { recursive: true });
});

test('[HOUSE21] this process is alive and process 0 of nobody is not', () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(2 ** 22 + 1)).toBe(false);
});
