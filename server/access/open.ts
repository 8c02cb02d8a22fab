/** Everything that says who may come in, put together from the configuration. */
import type { Redis } from 'ioredis';
import { endOfAccessChanges, readAccessChanges } from '../../shared/node/access-changes.ts';
import type { NoteAccess } from '../../shared/node/access-note.ts';
import type { Config } from '../../shared/node/config.ts';
import type { Logger } from '../../shared/node/logger.ts';
import { readRoleMap } from '../../shared/node/sign-in-options.ts';
import { createTokenLookup } from '../../shared/node/token-lookup.ts';
import type { Mount } from '../http/mount.ts';
import { Lines, watchLines } from '../live/lines.ts';
import { createCookies } from './cookies.ts';
import { Accounts } from './oidc/accounts.ts';
import { createDirectory } from './oidc/directory.ts';
import { Issuer } from './oidc/issuer.ts';
import { mountAccounts } from './oidc/routes.ts';
import { Readers } from './readers.ts';
import { mountAccess } from './routes.ts';
import { Sessions } from './sessions.ts';
import { mountTokens } from './tokens.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface AccessParts {
  config: Config;
  redis: Redis;
  logger: Logger;
  note: NoteAccess;
  /** Real time, ms: who may come in has nothing to do with the simulated clock. */
  now: () => number;
}

export interface Access {
  readers: Readers;
  lines: Lines;
  mount(mount: Mount): void;
  /** Closes sockets whose token or session ends, from now on; answers how to stop. */
  watch(): Promise<() => Promise<void>>;
}

export function openAccess(parts: AccessParts): Access {
  const { config, redis, logger, note, now } = parts;
  const limits = {
    idleMs: config.sessionIdle * MINUTE_MS,
    longestMs: config.sessionLongest * HOUR_MS,
  };
  const sessions = new Sessions(redis, limits, now);
  const cookies = createCookies({ secure: config.publicUrl?.startsWith('https:') ?? false });
  const accounts = openAccounts(parts, sessions);
  const recheck = (id: string, session: Parameters<Accounts['recheck']>[1]) => {
    accounts?.recheck(id, session).catch((error) => logger.error({ err: error }, 'recheck_failed'));
  };
  const tokens = createTokenLookup(redis, { demoAccess: config.demoAccess });
  const readers = new Readers({ redis, tokens, sessions, cookies, onUse: recheck });
  const lines = new Lines(now);
  return {
    readers,
    lines,
    mount: (mount) => {
      mountAccess(mount, { readers, sessions, cookies, accounts, demoAccess: config.demoAccess });
      mountAccounts(mount, { accounts, sessions, cookies, readers });
      mountTokens(mount, { redis, note, now });
    },
    watch: () => watch(parts, readers, lines),
  };
}

/** Null when signing in by accounts is not configured; a half configuration was refused before. */
function openAccounts(
  { config, redis, logger, note, now }: AccessParts,
  sessions: Sessions,
): Accounts | null {
  const { oidcIssuer, oidcClientId, oidcClientSecret, publicUrl, accessApi, accessApiSecret, roleMap } =
    config;
  if (!oidcIssuer || !oidcClientId || !oidcClientSecret || !publicUrl) return null;
  if (!accessApi || !accessApiSecret || !roleMap) return null;
  const issuer = new Issuer({
    issuer: oidcIssuer,
    clientId: oidcClientId,
    clientSecret: oidcClientSecret,
    publicUrl,
  });
  const directory = createDirectory({
    url: accessApi,
    clientId: oidcClientId,
    serviceId: config.accessServiceId ?? oidcClientId,
    secret: accessApiSecret,
  });
  return new Accounts({ redis, issuer, directory, roles: readRoleMap(roleMap), sessions, note, logger, now });
}

async function watch({ redis, logger }: AccessParts, readers: Readers, lines: Lines) {
  let position = await endOfAccessChanges(redis);
  return watchLines({
    lines,
    readChanges: async () => {
      const read = await readAccessChanges(redis, position);
      position = read.position;
      return read.changes;
    },
    stillHold: (keys) => readers.stillHold(keys),
    recheck: (keys) => readers.recheck(keys),
    logger,
  });
}
