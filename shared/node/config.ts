import { resolve } from 'node:path';
import { z } from 'zod';
import { codeRow } from '../attendance/codes.ts';
import { toDay } from '../attendance/dates.ts';
import { isLoopback, type Option, secretFault, wholeNumber } from './option.ts';
import { SIGN_IN_OPTIONS, signInFaults } from './sign-in-options.ts';
import { keyFault } from './vault/key-strength.ts';

const onOff = z.enum(['on', 'off'], 'must be on or off').transform((value) => value === 'on');

const redisAddress = z
  .string()
  .refine(
    (text) => text.split(',').every((seed) => /^(rediss?:\/\/[^/]|unix:\/\/\/)/.test(seed)),
    'must look like redis://host:6379 or unix:///path/redis.sock; several redis://, with commas between, are a cluster',
  )
  .refine(
    (text) => !text.includes(',') || !text.includes('unix://'),
    'a cluster is reached by redis://host:6379, not by sockets',
  );

const dateText = z.string().refine((text) => toDay(text) >= 0, 'must be a real date, YYYY-MM-DD');

/** Attendance codes with commas between, or none. */
const codeList = z
  .string()
  .refine(
    (text) => text === 'none' || text.split(',').every((code) => codeRow(code) >= 0),
    'must be attendance codes with commas between, or none',
  );

const pupilKeys = z.string().superRefine((text, context) => {
  text.split(',').forEach((key, i) => {
    const fault = keyFault(key);
    if (fault !== undefined) context.addIssue(`key ${i + 1} ${fault}`);
  });
});

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * Every option of Bellwether, once: its schema, its words and its default. Flags, `BELLWETHER_*` names, `--help`,
 * `.env.example` and the checks of `loadConfig` all come from this table.
 */
export const OPTIONS = {
  port: {
    schema: wholeNumber(0, 65535),
    description: 'the one TCP port; 0 takes a free one',
    placeholder: 'N',
    default: '3000',
  },
  host: {
    schema: z.string().min(1, 'must not be empty'),
    description: 'address to listen on',
    placeholder: 'ADDRESS',
    default: '127.0.0.1',
  },
  data: {
    schema: z
      .string()
      .min(1, 'must not be empty')
      .transform((path) => resolve(path)),
    description: 'folder that holds everything kept: Redis, logs, run.json',
    placeholder: 'DIR',
    default: './data',
  },
  archive: {
    schema: z
      .string()
      .min(1, 'must not be empty')
      .transform((path) => resolve(path))
      .optional(),
    description: 'folder of the archive; without it the folder archive in the data folder',
    placeholder: 'DIR',
  },
  redis: {
    schema: redisAddress.optional(),
    description:
      'use this Redis (redis://host:6379 or unix:///path; several with commas: a cluster) instead of starting one',
    placeholder: 'URL',
  },
  replicas: {
    schema: wholeNumber(0, 5).optional(),
    description: 'replicas that must have a mark before its 202; without it 1 where Redis has replicas',
    placeholder: 'N',
  },
  journal: {
    schema: z.enum(['auto', 'on', 'off'], 'must be auto, on or off'),
    description: "intake's own journal of what it accepted, on its disk before the 202; auto: with replicas",
    placeholder: 'MODE',
    default: 'auto',
  },
  minFree: {
    schema: wholeNumber(1, 10_000_000),
    description:
      'megabytes that must be free on the disk of the embedded Redis; intake answers 503 below that',
    placeholder: 'MB',
    default: '2048',
  },
  feed: {
    schema: z.enum(['england', 'imported', 'none'], 'must be england, imported or none'),
    description: 'what to play: a simulated England, simulated pupils in imported schools, or nothing',
    placeholder: 'KIND',
    default: 'england',
  },
  feedSchools: {
    schema: wholeNumber(1, 50_000).optional(),
    description: 'play only this many schools',
    placeholder: 'N',
  },
  feedSpeed: {
    schema: z.coerce
      .number('must be a number')
      .positive('must be more than 0')
      .max(100_000, 'must be 100000 or less')
      .optional(),
    description: 'simulated seconds a second, constant; without it x10 until 10:00, then x60',
    placeholder: 'X',
  },
  date: {
    schema: dateText.optional(),
    description: 'the simulated school day; without it 2026-11-20',
    placeholder: 'YYYY-MM-DD',
  },
  workers: { schema: wholeNumber(1, 32), description: 'count workers', placeholder: 'N', default: '2' },
  demoAccess: {
    schema: onOff,
    description: 'fixed demo tokens and demo sign-in (on|off); refused on a host that is not loopback',
    placeholder: 'on|off',
    default: 'on',
  },
  ...SIGN_IN_OPTIONS,
  partitions: {
    schema: wholeNumber(1, 1024),
    description: 'partitions of a new data folder',
    placeholder: 'N',
    default: '64',
  },
  pupilKeys: {
    schema: pupilKeys.optional(),
    description:
      'keys that encrypt the names of pupils, 32 bytes in base64 with commas between; the first one writes. Without it a file in the data folder',
    placeholder: 'KEYS',
    secret: true,
  },
  pupilRetention: {
    schema: wholeNumber(0, 3650),
    description: 'days after which names of pupils who have left are deleted',
    placeholder: 'DAYS',
    default: '90',
  },
  accessReason: {
    schema: z.enum(['optional', 'required'], 'must be optional or required'),
    description: 'whether who reads pupils must say why (header Access-Reason)',
    placeholder: 'RULE',
    default: 'optional',
  },
  sensitiveCodes: {
    schema: codeList,
    description: 'codes whose reason is shown only to who states a need (header Access-Reason)',
    placeholder: 'CODES',
    default: 'M,R,T,Y5,Y6',
  },
  logLevel: {
    schema: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
    description: 'least level that is logged',
    placeholder: 'LEVEL',
    default: 'info',
  },
  ingestSocket: {
    schema: z.string().min(1, 'must not be empty').optional(),
    description: 'unix socket on which the ingest worker listens',
    internal: true,
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

/** What every process is told. Paths are absolute; `undefined` means not given. */
export type Config = { readonly [Name in OptionName]: z.output<(typeof OPTIONS)[Name]['schema']> };

export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** The option's record with its optional fields readable, whichever it is. */
export function optionOf(name: OptionName): Option {
  return OPTIONS[name];
}

/** `feedSchools` is `BELLWETHER_FEED_SCHOOLS` in the environment. */
export function envName(name: OptionName): string {
  return `BELLWETHER_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** `feedSchools` is `--feed-schools` on the command line. */
export function flagName(name: OptionName): string {
  return `--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}`;
}

/** Everything that is wrong with a configuration, one sentence each; `message` lists them all. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

type Given = Partial<Record<OptionName, string | number | undefined>>;

/**
 * The configuration from options (flags, already split) over environment over defaults.
 * @throws ConfigError naming every fault, secrets masked
 */
export function loadConfig(options: Given, env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const values: Partial<Record<OptionName, unknown>> = {};
  const given = new Set<string>();
  for (const name of OPTION_NAMES) {
    const fromEnv = env[envName(name)] || undefined;
    const raw = options[name] ?? fromEnv ?? optionOf(name).default;
    if (raw !== undefined) given.add(name);
    const parsed = OPTIONS[name].schema.safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    else {
      const source = options[name] === undefined ? envName(name) : flagName(name);
      const shown = optionOf(name).secret ? MASK : maskSecrets(JSON.stringify(String(raw)));
      faults.push(`${source} ${shown}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    }
  }
  const config = values as Partial<Config>;
  faults.push(...faultsTogether(config), ...signInFaults(config, given, (name) => nameShown(name)));
  if (faults.length > 0) throw new ConfigError(faults);
  return values as Config;
}

/** Faults of options that are right alone and wrong together. */
function faultsTogether(config: Partial<Config>): string[] {
  const faults: string[] = [];
  if (config.feed === 'none' && config.date !== undefined) {
    faults.push(
      `--date ${config.date}: with --feed none the real clock is used; leave out --date, or play a feed`,
    );
  }
  if (config.demoAccess && config.host !== undefined && !isLoopback(config.host)) {
    faults.push(
      `--demo-access on: refused on ${config.host}, since its tokens are public; add --demo-access off, or keep --host 127.0.0.1`,
    );
  }
  return [...faults, ...redisFaults(config)];
}

/** What a person gives an option by. */
function nameShown(name: OptionName): string {
  return optionOf(name).secret ? envName(name) : flagName(name);
}

/** What stands for a secret wherever a configuration is shown. */
export const MASK = '***';

/** Passwords in the addresses of Redis that anybody would try first. */
function redisFaults({ redis = '' }: Partial<Config>): string[] {
  const passwords = [...redis.matchAll(/rediss?:\/\/[^:@/\s]*:([^@/\s]*)@/gi)].map(
    ([, password]) => password,
  );
  return passwords.flatMap((password) => {
    const fault = secretFault(decodeURIComponent(password));
    return fault ? [`--redis ${maskSecrets(redis)}: its password ${fault}`] : [];
  });
}

/** The text with the password of every URL in it replaced by `***`. */
export function maskSecrets(text: string): string {
  return text.replace(/([a-z]+:\/\/[^:@/\s]*):[^@/\s]*@/gi, '$1:***@');
}

/** The configuration as `BELLWETHER_*` variables, so that a child's `loadConfig({}, env)` gives the same. */
export function toEnv(config: Config): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of OPTION_NAMES) {
    const value = config[name];
    if (value !== undefined)
      env[envName(name)] = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
  }
  return env;
}
