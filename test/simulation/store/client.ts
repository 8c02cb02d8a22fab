/** The part of ioredis that the product uses, over a simulated line: same calls, same shapes of answers. */
import type { Redis } from 'ioredis';
import type { CrashPoint } from '../faults/kinds.ts';
import type { Connection } from './connection.ts';
import type { Request } from './redis.ts';
import { type Reply, ReplyError, Status } from './values.ts';

type Argument = string | number | Buffer | readonly Argument[];
type Scripts = Readonly<Record<string, { lua: string; numberOfKeys?: number }>>;

/** Says which point of the counting path a sending is. */
export type PointOf = (requests: readonly Request[]) => CrashPoint | undefined;

const toBuffer = (argument: string | number | Buffer): Buffer =>
  Buffer.isBuffer(argument) ? argument : Buffer.from(String(argument));

function flat(args: readonly Argument[]): Buffer[] {
  const bytes: Buffer[] = [];
  for (const argument of args)
    if (Array.isArray(argument)) bytes.push(...flat(argument));
    else bytes.push(toBuffer(argument as string | number | Buffer));
  return bytes;
}

/** A command as called: the request, and how its answer is to look. */
interface Called {
  request: Request;
  shape: (reply: Reply) => unknown;
}

class CommandReader {
  readonly #scripts: Scripts;

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  read(method: string, args: readonly Argument[]): Called {
    const asBuffers = method.endsWith('Buffer');
    const name = asBuffers ? method.slice(0, -'Buffer'.length) : method;
    const script = this.#scripts[name];
    const shape = (reply: Reply) => shaped(reply, asBuffers, name);
    if (!script) return { request: { name: name.toUpperCase(), args: flat(args) }, shape };
    const keyCount = script.numberOfKeys ?? Number(args[0]);
    const rest = script.numberOfKeys === undefined ? args.slice(1) : args;
    return { request: { name, script: script.lua, keyCount, args: flat(rest) }, shape };
  }
}

function shaped(reply: Reply, asBuffers: boolean, name: string): unknown {
  if (reply instanceof ReplyError) throw new Error(reply.message);
  if (name === 'hgetall') {
    const pairs = reply as Buffer[];
    const hash: Record<string, Buffer | string> = {};
    for (let i = 0; i < pairs.length; i += 2)
      hash[pairs[i].toString()] = asBuffers ? pairs[i + 1] : pairs[i + 1].toString();
    return hash;
  }
  return plain(reply, asBuffers);
}

function plain(reply: Reply, asBuffers: boolean): unknown {
  if (reply instanceof Status) return reply.text;
  if (Buffer.isBuffer(reply)) return asBuffers ? reply : reply.toString();
  return Array.isArray(reply) ? reply.map((value) => plain(value, asBuffers)) : reply;
}

/** A client as the product's code holds it. */
export function redisClient(connection: Connection, scripts: Scripts, pointOf: PointOf): Redis {
  const reader = new CommandReader(scripts);
  const call = (method: string, args: readonly Argument[]): Promise<unknown> => {
    const { request, shape } = reader.read(method, args);
    return new Promise((resolve, reject) => {
      connection.send([request], pointOf([request]), ([reply]) => {
        try {
          resolve(shape(reply));
        } catch (error) {
          reject(error);
        }
      });
    });
  };
  const own: Record<string, unknown> = {
    on: () => undefined,
    off: () => undefined,
    disconnect: () => connection.close(),
    pipeline: () => pipeline(connection, reader, pointOf, false),
    multi: () => pipeline(connection, reader, pointOf, true),
  };
  return new Proxy(own, {
    get: (target, property: string) => {
      if (property === 'status') return connection.isOpen ? 'ready' : 'reconnecting';
      // A client is no promise: awaiting it must not call it.
      if (property in target || property === 'then') return target[property];
      return (...args: Argument[]) => call(property, args);
    },
  }) as unknown as Redis;
}

/** Commands sent together; of a transaction Redis runs all at one instant. */
function pipeline(
  connection: Connection,
  reader: CommandReader,
  pointOf: PointOf,
  isTransaction: boolean,
): unknown {
  const called: Called[] = [];
  const exec = () => {
    if (called.length === 0) return Promise.resolve([]);
    const requests = called.map(({ request }) => request);
    return new Promise((resolve) => {
      const answer = (replies: Reply[]) =>
        resolve(called.map(({ shape }, i) => result(() => shape(replies[i]))));
      connection.send(requests, pointOf(requests), answer, isTransaction);
    });
  };
  const chain: object = new Proxy(
    {},
    {
      get: (_, property: string) => {
        if (property === 'exec') return exec;
        if (property === 'then') return undefined;
        return (...args: Argument[]) => {
          called.push(reader.read(property, args));
          return chain;
        };
      },
    },
  );
  return chain;
}

function result(shape: () => unknown): [Error | null, unknown] {
  try {
    return [null, shape()];
  } catch (error) {
    return [error as Error, undefined];
  }
}
