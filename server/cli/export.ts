import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { Endpoint } from '../../shared/api/endpoint.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { areaTextSchema } from '../../shared/api/parameters.ts';
import { isLoopback } from '../../shared/node/option.ts';
import { readRun } from '../../shared/node/run-file.ts';
import { readAllPages } from './export-pages.ts';
import { requireRun } from './locate.ts';
import { addConfigOptions, configOf } from './options.ts';

const MOST_A_PAGE = '1000';
/** Names of pupils stand in these; the file is for its owner only. */
const PUPIL_ACTIONS = ['read-absentees', 'read-pupils'];
const OWNER_ONLY = 0o600;
const ENGLAND = 'england:E92000001';

type Given = Record<string, string | true | undefined>;

/**
 * `bellwether export <list>`: every list of the API as a file. A list is asked for at the front door with a token, so
 * that what is seen, withheld, rounded and audited is decided where it always is. The commands and their options are
 * made from the endpoints' schemas.
 */
export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('any list as CSV or JSON, whole, as the token that asks may see it');
  for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
    if (endpoint.csv && endpoint.method === 'get') addList(command, kebab(name), endpoint);
  }
}

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function addList(parent: Command, name: string, endpoint: Endpoint): void {
  const command = parent.command(name).description(endpoint.summary);
  const params = fieldsOf(endpoint.params);
  if (isOfArea(params))
    command.option('--area <AREA>', 'england, region:…, la:…, trust:… or hub:…', 'england');
  for (const [field, schema] of Object.entries(params)) {
    if (!isOfArea(params) || (field !== 'kind' && field !== 'id'))
      command.addOption(optionOf(field, schema).makeOptionMandatory());
  }
  for (const [field, schema] of Object.entries(fieldsOf(endpoint.query))) {
    if (field !== 'cursor' && field !== 'limit') command.addOption(optionOf(field, schema));
  }
  if (isAboutPupils(endpoint))
    command.option('--reason <WORDS>', 'why pupils are read; it goes to the audit');
  command
    .option('--out <FILE>', 'where to write it, whole or not at all; without it to standard output')
    .option('--token <TOKEN>', 'who asks (BELLWETHER_TOKEN); without it the demo token of central')
    .option('--url <URL>', 'the front door, when it is not the one running from --data')
    .option('--json', 'as JSON instead of CSV');
  addConfigOptions(command, ['data']);
  command.action((given: Given) => exportList(command, endpoint, given));
}

const isAboutPupils = ({ action }: Endpoint): boolean => PUPIL_ACTIONS.includes(action);

const isOfArea = (params: Readonly<Record<string, unknown>>): boolean => 'kind' in params && 'id' in params;

const fieldsOf = (schema: z.ZodType | undefined): Record<string, z.ZodType> =>
  schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};

function optionOf(field: string, schema: z.ZodType): Option {
  const placeholder = field.toUpperCase();
  return new Option(`--${field} <${placeholder}>`, schema.meta()?.description ?? hintOf(schema));
}

/** The words there are to choose from, of a schema of words. */
function hintOf(schema: z.ZodType): string {
  const inner = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  return inner instanceof z.ZodEnum ? inner.options.join(', ') : '';
}

async function exportList(command: Command, endpoint: Endpoint, given: Given): Promise<void> {
  const config = configOf(command);
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : undefined);
  const base = text('url') ?? requireRun(config).url;
  const url = addressOf(endpoint, given, base);
  const token =
    text('token') ?? process.env.BELLWETHER_TOKEN ?? demoToken(url, readRun(config.data)?.demoAccess);
  const format = given.json ? 'json' : 'csv';
  const whole = await readAllPages({ url, token, format, reason: text('reason') }, sleep);
  const out = text('out');
  if (out === undefined) process.stdout.write(whole);
  else writeWhole(out, whole, isAboutPupils(endpoint));
}

/**
 * The address of a list, with what was given in its places.
 * @throws Error that says what an area looks like
 */
export function addressOf(endpoint: Endpoint, given: Given, base: string): URL {
  const params = fieldsOf(endpoint.params);
  const query = fieldsOf(endpoint.query);
  const parts: Given = isOfArea(params) ? { ...given, ...areaParts(String(given.area)) } : given;
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(parts[name])),
  );
  const url = new URL(path, base);
  for (const name of Object.keys(query)) {
    const value = given[name];
    if (typeof value === 'string') url.searchParams.set(name, value);
  }
  if ('limit' in query) url.searchParams.set('limit', MOST_A_PAGE);
  return url;
}

function areaParts(area: string): { kind: string; id: string } {
  const parsed = areaTextSchema.safeParse(area);
  if (!parsed.success) throw new Error(`--area ${parsed.error.issues[0].message}; it is "${area}".`);
  const [kind, id] = (parsed.data === 'england' ? ENGLAND : parsed.data).split(':');
  return { kind, id };
}

function demoToken(url: URL, demoAccess: boolean | undefined): string {
  if (demoAccess !== false && isLoopback(url.hostname)) return 'demo-central';
  throw new Error(
    'A token is needed: make one by "npx bellwether token create --role central", then give it by --token.',
  );
}

/** A file that is there is whole: it gets its name when all of it is written. */
function writeWhole(path: string, text: string, isPrivate: boolean): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, text, isPrivate ? { mode: OWNER_ONLY } : {});
  renameSync(partial, path);
}
