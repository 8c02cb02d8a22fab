import { type Command, InvalidArgumentError, Option } from 'commander';
import { grantSchema, ROLES } from '../../shared/access/roles.ts';
import { MOST_OVERLAP_MINUTES } from '../../shared/api/tokens.ts';
import {
  createToken,
  type ListedToken,
  listTokens,
  revokeToken,
  rotateToken,
} from '../../shared/node/tokens.ts';
import { locate, withRedis } from './locate.ts';
import { noteOperator } from './operator.ts';
import { addConfigOptions, configOf } from './options.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

interface Printed {
  readonly json?: true;
}

interface CreateOptions extends Printed {
  readonly role: string;
  readonly scope?: string;
  readonly label?: string;
  readonly days?: number;
  readonly names?: true;
}

interface RotateOptions extends Printed {
  readonly overlap: number;
}

const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
};

/** `bellwether token create|list|rotate|revoke`: in effect on running processes within a second. */
export function addTokenCommand(program: Command): void {
  const token = program
    .command('token')
    .description('tokens for programs, displays and suppliers: create, list, rotate, revoke');
  addCreate(token);
  addList(token);
  addRotate(token);
  addRevoke(token);
}

function addCreate(token: Command): void {
  const create = token.command('create').description('make a token; it is printed once and stored hashed');
  create
    .addOption(new Option('--role <ROLE>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--scope <SCOPE>', 'for what: england, region:E12..., la:201, trust:1234, hub:H01, school:100000')
    .option('--label <WORDS>', 'what it is for')
    .option('--days <N>', 'how long it lets in; without it, until revoked', wholeNumber(1, 3660))
    .option('--names', 'for a wall display: show the names of schools')
    .option('--json', 'print {"token": ...}');
  addConfigOptions(create, ['data', 'redis']).action((options: CreateOptions) => createOne(create, options));
}

function addList(token: Command): void {
  const list = token
    .command('list')
    .description('list tokens with their last use, never the secrets')
    .option('--json', 'as JSON');
  addConfigOptions(list, ['data', 'redis']).action((options: Printed) => listAll(list, options));
}

function addRotate(token: Command): void {
  const rotate = token
    .command('rotate')
    .description('give a token a new secret, printed once')
    .argument('<id>', 'as listed')
    .option(
      '--overlap <MINUTES>',
      'how long the old secret lets in as well',
      wholeNumber(0, MOST_OVERLAP_MINUTES),
      0,
    )
    .option('--json', 'print {"token": ...}');
  addConfigOptions(rotate, ['data', 'redis']).action((id: string, options: RotateOptions) =>
    rotateOne(rotate, id, options),
  );
}

function addRevoke(token: Command): void {
  const revoke = token.command('revoke').description('end a token by its id').argument('<id>', 'as listed');
  revoke.option('--json', 'print {"revoked": ...}');
  addConfigOptions(revoke, ['data', 'redis']).action((id: string, options: Printed) =>
    revokeOne(revoke, id, options),
  );
}

async function createOne(command: Command, options: CreateOptions): Promise<void> {
  const { role, scope, label = '', days, names, json } = options;
  const grant = grantSchema.safeParse({ role, scope });
  if (!grant.success) throw new Error(grant.error.issues.map((issue) => issue.message).join('; '));
  const now = Date.now();
  const endsAt = days === undefined ? null : now + days * DAY_MS;
  const { token, id } = await withRedis(locate(configOf(command)).redis, async (redis) => {
    await noteOperator(redis, { action: 'token.create', what: `${role} ${grant.data.scope}`.trim() });
    return createToken(redis, { ...grant.data, names: names === true, label, endsAt }, now);
  });
  print(json, { token, id, role: grant.data.role, scope: grant.data.scope }, token);
  if (!json) process.stderr.write(`Token ${id} for role ${role}. It is not shown again.\n`);
}

async function listAll(command: Command, { json }: Printed): Promise<void> {
  const tokens = await withRedis(locate(configOf(command)).redis, (redis) => listTokens(redis, Date.now()));
  const lines = tokens.length === 0 ? 'There are no tokens.' : tokens.map(lineOf).join('\n');
  print(json, tokens, lines);
}

function lineOf({ id, role, scope, createdAt, lastUsedAt, endsAt, label }: ListedToken): string {
  const used = lastUsedAt === null ? 'never used' : `used ${new Date(lastUsedAt).toISOString()}`;
  const ends = endsAt === null ? '' : `  ends ${new Date(endsAt).toISOString()}`;
  const made = new Date(createdAt).toISOString();
  return `${id}  ${role.padEnd(12)} ${scope.padEnd(20)} made ${made}  ${used}${ends}  ${label}`.trimEnd();
}

async function rotateOne(command: Command, id: string, { overlap, json }: RotateOptions): Promise<void> {
  const made = await withRedis(locate(configOf(command)).redis, async (redis) => {
    await noteOperator(redis, { action: 'token.rotate', what: id });
    return rotateToken(redis, id, { overlapMs: overlap * MINUTE_MS, now: Date.now() });
  });
  if (!made) throw unknownToken(id);
  const { role, scope } = made.record;
  print(json, { token: made.token, id, role, scope, overlapMinutes: overlap }, made.token);
  const old = overlap === 0 ? 'The old one has ended' : `The old one lets in for ${overlap} more minutes`;
  if (!json) process.stderr.write(`New secret of ${id}. It is not shown again. ${old}.\n`);
}

async function revokeOne(command: Command, id: string, { json }: Printed): Promise<void> {
  const revoked = await withRedis(locate(configOf(command)).redis, async (redis) => {
    await noteOperator(redis, { action: 'token.revoke', what: id });
    return revokeToken(redis, id, Date.now());
  });
  if (!revoked) throw unknownToken(id);
  print(json, { revoked: id }, `Revoked ${id}.`);
}

const unknownToken = (id: string) =>
  new Error(`There is no token ${id}. List them by: npx bellwether token list`);

function print(json: true | undefined, value: unknown, words: string): void {
  process.stdout.write(`${json ? JSON.stringify(value) : words}\n`);
}
