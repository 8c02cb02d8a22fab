import { type Command, Option } from 'commander';
import { grantSchema, ROLES } from '../../shared/access/roles.ts';
import { createToken, listTokens, revokeToken } from '../../shared/node/tokens.ts';
import { locate, withRedis } from './locate.ts';
import { addConfigOptions, configOf } from './options.ts';

interface CreateOptions {
  readonly role: string;
  readonly scope?: string;
  readonly names?: true;
  readonly json?: true;
}

/** `bellwether token create|list|revoke`: tokens of programs, in effect on a running server within a second. */
export function addTokenCommand(program: Command): void {
  const token = program.command('token').description('tokens for programs: create, list, revoke');

  const create = token.command('create').description('make a token; it is printed once and stored hashed');
  create
    .addOption(new Option('--role <ROLE>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--scope <SCOPE>', 'for what: england, region:E12..., la:201, trust:1234, hub:H01, school:100000')
    .option('--names', 'for a wall display: show the names of schools')
    .option('--json', 'print {"token": ...}');
  addConfigOptions(create, ['data', 'redis']).action((options: CreateOptions) => createOne(create, options));

  const list = token
    .command('list')
    .description('list tokens, never the tokens themselves')
    .option('--json', 'as JSON');
  addConfigOptions(list, ['data', 'redis']).action((options: { json?: true }) =>
    listAll(list, options.json === true),
  );

  const revoke = token.command('revoke').description('end a token by its id').argument('<id>', 'as listed');
  revoke.option('--json', 'print {"revoked": ...}');
  addConfigOptions(revoke, ['data', 'redis']).action((id: string, options: { json?: true }) =>
    revokeOne(revoke, id, options.json === true),
  );
}

async function createOne(command: Command, { role, scope, names, json }: CreateOptions): Promise<void> {
  const grant = grantSchema.safeParse({ role, scope });
  if (!grant.success) throw new Error(grant.error.issues.map((issue) => issue.message).join('; '));
  const { redis } = locate(configOf(command));
  const made = await withRedis(redis, (connection) =>
    createToken(connection, { ...grant.data, names: names === true }, Date.now()),
  );
  const { token, id } = made;
  const shown = { token, id, role: grant.data.role, scope: grant.data.scope };
  process.stdout.write(json ? `${JSON.stringify(shown)}\n` : `${token}\n`);
  if (!json) process.stderr.write(`Token ${id} for role ${role}. It is not shown again.\n`);
}

async function listAll(command: Command, json: boolean): Promise<void> {
  const tokens = await withRedis(locate(configOf(command)).redis, listTokens);
  if (json) process.stdout.write(`${JSON.stringify(tokens)}\n`);
  else if (tokens.length === 0) process.stdout.write('There are no tokens.\n');
  else {
    for (const { id, role, scope, createdAt } of tokens) {
      process.stdout.write(
        `${id}  ${role.padEnd(12)} ${scope.padEnd(20)} ${new Date(createdAt).toISOString()}\n`,
      );
    }
  }
}

async function revokeOne(command: Command, id: string, json: boolean): Promise<void> {
  const revoked = await withRedis(locate(configOf(command)).redis, (redis) => revokeToken(redis, id));
  if (!revoked) throw new Error(`There is no token ${id}. List them by: npx bellwether token list`);
  process.stdout.write(json ? `${JSON.stringify({ revoked: id })}\n` : `Revoked ${id}.\n`);
}
