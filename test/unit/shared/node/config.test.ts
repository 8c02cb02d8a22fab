import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addConfigOptions, PUBLIC_OPTIONS } from '../../../../server/cli/options.ts';
import {
  ConfigError,
  envName,
  flagName,
  loadConfig,
  maskSecrets,
  toEnv,
} from '../../../../shared/node/config.ts';
import { isLoopback } from '../../../../shared/node/option.ts';

function faultsOf(
  options: Parameters<typeof loadConfig>[0],
  env: Parameters<typeof loadConfig>[1] = {},
): string[] {
  try {
    loadConfig(options, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [...error.faults];
    throw error;
  }
}

test('[HOUSE10] without options or environment the defaults hold', () => {
  const config = loadConfig({}, {});
  expect(config).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    feed: 'england',
    demoAccess: true,
    partitions: 64,
  });
  expect(config.redis).toBeUndefined();
});

test('[HOUSE10] an option wins over the environment, which wins over the default; an empty variable is none', () => {
  const env = { BELLWETHER_PORT: '4000', BELLWETHER_WORKERS: '3', BELLWETHER_HOST: '' };
  expect(loadConfig({ port: '5000' }, env)).toMatchObject({ port: 5000, workers: 3, host: '127.0.0.1' });
});

test('[HOUSE11] every fault is listed at once, each with the name it was given by', () => {
  const faults = faultsOf(
    { port: '99999', date: '2026-02-30' },
    { BELLWETHER_FEED_SPEED: '-1', BELLWETHER_FEED: 'wales' },
  );
  expect(faults).toEqual([
    '--port "99999": must be 65535 or less',
    'BELLWETHER_FEED "wales": must be england, imported or none',
    'BELLWETHER_FEED_SPEED "-1": must be more than 0',
    '--date "2026-02-30": must be a real date, YYYY-MM-DD',
  ]);
});

test('[HOUSE12] a password is never shown in a fault', () => {
  const [fault] = faultsOf({ redis: 'redis://user:hunter2@one:6379,two:6379' });
  expect(fault).toContain('redis://user:***@one');
  expect(fault).not.toContain('hunter2');
  expect(maskSecrets('rediss://:hunter2@host')).toBe('rediss://:***@host');
});

test('[HOUSE13] a date is refused where the real clock is used', () => {
  expect(faultsOf({ feed: 'none', date: '2026-11-20' })).toHaveLength(1);
  expect(faultsOf({ feed: 'imported', date: '2026-11-20' })).toEqual([]);
});

test('[HOUSE14] demo access is refused on any host that is not loopback', () => {
  expect(faultsOf({ host: '0.0.0.0' })[0]).toContain('--demo-access off');
  expect(faultsOf({ host: '0.0.0.0', demoAccess: 'off' })).toEqual([]);
  expect(['127.0.0.1', '127.9.9.9', 'localhost', '::1'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '192.168.1.2', '::', '127.evil.org', '128.0.0.1'].some(isLoopback)).toBe(false);
});

test('[HOUSE15] a child process reads from its environment what its supervisor was told', () => {
  const config = loadConfig(
    {
      demoAccess: 'off',
      host: '0.0.0.0',
      feedSchools: '12',
      feedSpeed: '2.5',
      redis: 'unix:///tmp/redis.sock',
    },
    { BELLWETHER_INGEST_SOCKET: '/tmp/ingest.sock' },
  );
  expect(loadConfig({}, toEnv(config))).toEqual(config);
});

test('[HOUSE15] flags and environment names follow from the name of the option', () => {
  expect(flagName('feedSchools')).toBe('--feed-schools');
  expect(envName('feedSchools')).toBe('BELLWETHER_FEED_SCHOOLS');
});

test('[CLUSTER2] several seeds are a cluster; each is checked, and a socket is not one', () => {
  const several = 'redis://a:7000,redis://b:7000';
  expect(loadConfig({ redis: several }, {}).redis).toBe(several);
  expect(faultsOf({ redis: 'redis://a:7000,b:7000' })[0]).toContain('must look like redis://host:6379');
  expect(faultsOf({ redis: 'redis://a:7000,unix:///tmp/b.sock' })[0]).toContain('not by sockets');
});

const SECRET = 'quarry-lantern-violet-harbour';

test('[ACCESS120] half a sign-in is refused, naming what is missing; all of it, with a sound role map, is taken', () => {
  const [fault] = faultsOf(
    { oidcIssuer: 'https://oidc.example', oidcClientId: 'Bellwether' },
    { BELLWETHER_OIDC_CLIENT_SECRET: SECRET },
  );
  expect(fault).toContain('half configured');
  for (const missing of ['--public-url', '--access-api', 'BELLWETHER_ACCESS_API_SECRET', '--role-map'])
    expect(fault).toContain(missing);
  expect(fault).not.toContain(SECRET);
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-config-'));
  const roleMap = join(folder, 'roles.json');
  const whole = {
    publicUrl: 'https://bellwether.example',
    oidcIssuer: 'https://oidc.example',
    oidcClientId: 'Bellwether',
    accessApi: 'https://api.example',
    roleMap,
  };
  const secrets = { BELLWETHER_OIDC_CLIENT_SECRET: SECRET, BELLWETHER_ACCESS_API_SECRET: SECRET };
  writeFileSync(roleMap, '{"roles":[{"code":"A","role":"la"}]}');
  expect(faultsOf(whole, secrets)).toEqual([]);
  writeFileSync(roleMap, '{"roles":[{"code":"A","role":"central"},{"code":"B","role":"supplier"}]}');
  expect(faultsOf(whole, secrets)[0]).toMatch(/--role-map .*organisations.*roles\.1/);
  rmSync(folder, { recursive: true });
});

test('[ACCESS121] weak and default secrets are refused and never shown, all at once with other faults', () => {
  const weak = [
    'changeme-changeme-changeme',
    'short-but-fine',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'password1234567890123456',
  ];
  for (const secret of weak) {
    const faults = faultsOf(
      { port: '99999', publicUrl: 'http://bellwether.example' },
      { BELLWETHER_OIDC_CLIENT_SECRET: secret, BELLWETHER_ACCESS_API_SECRET: secret },
    );
    expect(
      faults.filter((fault) => /^BELLWETHER_(OIDC_CLIENT|ACCESS_API)_SECRET \*\*\*:/.test(fault)),
    ).toHaveLength(2);
    expect(faults.length).toBeGreaterThanOrEqual(5);
    expect(faults.join()).not.toContain(secret);
  }
  const [redis] = faultsOf({ redis: 'redis://user:redis@one:6379' });
  expect(redis).toContain('redis://user:***@one');
  expect(redis).toContain('looks like a default');
});

test('[ACCESS121] secrets have no flag, and a configuration is shown with them masked', () => {
  const options = addConfigOptions(new Command(), PUBLIC_OPTIONS).options.map(({ long }) => long);
  expect(options).toContain('--oidc-issuer');
  expect(options).not.toContain('--oidc-client-secret');
  expect(options).not.toContain('--access-api-secret');
});
