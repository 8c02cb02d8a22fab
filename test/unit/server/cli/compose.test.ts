import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WORKER_ROLES } from '../../../../server/cli/spawn-role.ts';
import { envName, loadConfig, OPTION_NAMES } from '../../../../shared/node/config.ts';
import { DURABLE_SETTINGS } from '../../../../shared/node/embedded-redis.ts';

const text = readFileSync('compose.yaml', 'utf8');

/** The variables of the file, with what stands for one that the host does not give. */
function variables(): Record<string, string> {
  const found = [...text.matchAll(/^\s+(BELLWETHER_\w+): "?(.*?)"?$/gm)].map(([, name, value]) => [
    name,
    value.replace(/\$\{\w+:-(.*)\}/, '$1'),
  ]);
  return Object.fromEntries(found);
}

test('[OPS46] compose.yaml sets options that there are, to values that are taken', () => {
  const names = new Set<string>(OPTION_NAMES.map(envName));
  expect(Object.keys(variables()).filter((name) => !names.has(name))).toEqual([]);
  expect(loadConfig({}, variables())).toMatchObject({
    redis: 'redis://redis:6379',
    feed: 'none',
    demoAccess: false,
    host: '0.0.0.0',
    ingestSocket: '/data/ingest.sock',
  });
});

test('[OPS46] compose.yaml starts every role that counts and shows, by commands that there are', () => {
  const commands = [...text.matchAll(/command: \["(\w+)"(?:, "(\w+)")?\]/g)].map(([, name, role]) => [
    name,
    role,
  ]);
  const roles = commands.filter(([name]) => name === 'work').map(([, role]) => role);
  expect(roles.sort()).toEqual(WORKER_ROLES.filter((role) => role !== 'feed').sort());
  expect(commands.filter(([name]) => name !== 'work')).toEqual([['serve', undefined]]);
});

test('[OPS46] the Redis of compose.yaml keeps what it was told as the embedded one does', () => {
  const given = [...text.matchAll(/^ {6}- --([\w-]+)\n {6}- "?([\w]*)"?$/gm)].map(([, name, value]) => [
    name,
    value,
  ]);
  expect(given.length).toBeGreaterThan(3);
  for (const [name, value] of given) expect([name, DURABLE_SETTINGS[name]]).toEqual([name, value]);
});
