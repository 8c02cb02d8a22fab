/** The OpenAPI document, from the schemas that check what comes in and type what goes out. */
import { z } from 'zod';
import type { Endpoint } from '../../shared/api/endpoint.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { intakeAnswerSchema } from '../../shared/api/intake.ts';
import { problemSchema } from '../../shared/api/problems.ts';
import { INTAKES, type Intake } from './intakes.ts';

type Json = Record<string, unknown>;

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  security: Json[];
  parameters: Json[];
  requestBody?: Json;
  responses: Json;
}

export interface OpenApi {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Json; securitySchemes: Json };
}

const ACCESS = [{ bearer: [] }, { browser: [] }];

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const schemaName = (endpoint: string): string => endpoint[0].toUpperCase() + endpoint.slice(1);

/** Path or query parameters out of an object schema. */
function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description ? { description } : {}),
    schema: property,
  }));
}

function problemAnswers(statuses: readonly number[]): Json {
  const content = { 'application/problem+json': { schema: ref('Problem') } };
  return Object.fromEntries(
    statuses.map((status) => [String(status), { description: 'What went wrong', content }]),
  );
}

function readOperation(name: string, endpoint: Endpoint): Operation {
  const { answer, body, params, query, csv, action, summary } = endpoint;
  const content: Json = { 'application/json': { schema: ref(schemaName(name)) } };
  if (csv) content['text/csv'] = { schema: { type: 'string' } };
  const ok = answer
    ? { '200': { description: answer.description ?? summary, content } }
    : { '204': { description: 'Done' } };
  return {
    operationId: name,
    summary,
    security: action === 'anyone' ? [] : ACCESS,
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
    ...(body
      ? { requestBody: { content: { 'application/json': { schema: jsonSchema(body, 'input') } } } }
      : {}),
    responses: { ...ok, ...problemAnswers([400, 401, 403, 404]) },
  };
}

function bodySchema(type: string, item: z.ZodType): Json {
  if (type === 'text/csv') return { type: 'string' };
  const one = jsonSchema(item, 'input');
  return type === 'application/json' ? { anyOf: [{ type: 'array', items: one }, one] } : one;
}

/** What answers machines and people without access: its type, and whether it may say 503. */
const OPEN_ADDRESSES = {
  '/livez': ['Whether the server runs', 'application/json'],
  '/readyz': ['Whether intake, counting and reading all work', 'application/json', 503],
  '/metrics': ['Figures for Prometheus', 'text/plain'],
  '/version': ['Version and build', 'application/json'],
  '/api/openapi.json': ['This document', 'application/json'],
  '/docs': ['This document, for people', 'text/html'],
} as const satisfies Record<string, readonly [string, string, number?]>;

function openOperation(path: string, [summary, type, other]: readonly [string, string, number?]): Operation {
  const content = { [type]: { schema: { type: type === 'application/json' ? 'object' : 'string' } } };
  return {
    operationId: path.split(/\W+/).filter(Boolean).join('_'),
    summary,
    security: [],
    parameters: [],
    responses: {
      '200': { description: summary, content },
      ...(other ? { [other]: { description: 'Not just now: the same fields say why', content } } : {}),
    },
  };
}

function intakeOperation(kind: string, { summary, item, types, csv }: Intake): Operation {
  const parameters = [
    { name: 'dryRun', in: 'query', required: false, schema: { enum: ['true', 'false'] } },
    { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string' } },
  ];
  const content = Object.fromEntries(types.map((type) => [type, { schema: bodySchema(type, item) }]));
  const accepted = { 'application/json': { schema: ref('IntakeAnswer') } };
  return {
    operationId: `post${schemaName(kind)}`,
    summary,
    ...(csv ? { description: `CSV columns: ${csv}.` } : {}),
    security: [{ bearer: [] }],
    parameters,
    requestBody: { content },
    responses: {
      '202': { description: 'Accepted, and durable', content: accepted },
      '422': { description: 'Everything was rejected', content: accepted },
      ...problemAnswers([400, 401, 403, 413, 415, 429, 503]),
    },
  };
}

/** The whole document. */
export function openApi(version: string): OpenApi {
  const document: OpenApi = {
    openapi: '3.1.0',
    info: { title: 'Bellwether', version, description: 'The live monitor of school attendance in England.' },
    paths: {},
    components: {
      schemas: {
        Problem: jsonSchema(problemSchema, 'output'),
        IntakeAnswer: jsonSchema(intakeAnswerSchema, 'output'),
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        browser: { type: 'apiKey', in: 'cookie', name: 'bellwether' },
      },
    },
  };
  const put = (path: string, method: string, operation: Operation) => {
    document.paths[path] ??= {};
    document.paths[path][method] = operation;
  };
  for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
    if (endpoint.answer)
      document.components.schemas[schemaName(name)] = jsonSchema(endpoint.answer, 'output');
    put(endpoint.path, endpoint.method, readOperation(name, endpoint));
  }
  for (const [kind, intake] of Object.entries(INTAKES))
    put(`/api/v1/${kind}`, 'post', intakeOperation(kind, intake));
  for (const [path, said] of Object.entries(OPEN_ADDRESSES)) put(path, 'get', openOperation(path, said));
  return document;
}
