/** Replays commands that a run's model of Redis ran, on a fresh model and on a real Redis, and answers what differs. */
import type { Redis } from 'ioredis';
import { RedisModel, type Request } from './redis.ts';
import { bytesOf, type Reply, ReplyError, Status, textOf } from './values.ts';

/** Ids are given from here on, on both sides: Redis never gives one before the last. */
const LAST_ID = '9999999999999-0';
/** What goes by the server's own clock or describes the server. */
const OWN = new Set(['sayAlive', 'INFO', 'TIME', 'WAIT']);
const UNORDERED = new Set(['HGETALL', 'HVALS', 'HKEYS', 'HSCAN']);

/** Differences in answers, then in what the keys hold in the end. */
export async function compareWithRedis(redis: Redis, requests: readonly Request[]): Promise<string[]> {
  const model = new RedisModel(() => 1_000);
  const differences: string[] = [];
  const commands = requests.filter(({ name }) => !OWN.has(name)).map(withoutWaiting);
  for (const key of streamsOf(commands))
    for (const args of [
      ['XADD', key, LAST_ID, 'a', 'b'],
      ['XTRIM', key, 'MAXLEN', '0'],
    ]) {
      model.run({ name: args[0], args: args.slice(1).map(bytesOf) });
      await redis.call(args[0], ...args.slice(1));
    }
  for (const [i, command] of commands.entries()) {
    const own = written(asMap(model.run(command), command.name), command.name);
    const real = written(await runReal(redis, command), command.name);
    if (own !== real) differences.push(`${i} ${command.name} ${firstDifference(own, real)}`);
  }
  for (const key of model.keys.values.keys())
    for (const name of ['TYPE', dumpOf(model.keys.values.get(key)!.type)]) {
      const args = name === 'XRANGE' ? [key, '-', '+'] : [key];
      const request = { name, args: args.map(bytesOf) };
      const own = written(model.run(request), name);
      const real = written(await runReal(redis, request), name);
      if (own !== real) differences.push(`${key} ${name} ${firstDifference(own, real)}`);
    }
  return differences;
}

/** ioredis speaks RESP3, where the answer of XREAD is a map: keys and entries in turn. */
function asMap(reply: Reply, name: string): Reply {
  return name === 'XREAD' && Array.isArray(reply) ? (reply as Reply[][]).flat() : reply;
}

function firstDifference(own: string, real: string): string {
  let at = 0;
  while (own[at] === real[at]) at++;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 20), at + 30));
  return `at byte ${at}: the model has ${around(own)}, Redis ${around(real)}`;
}

const dumpOf = (type: string): string =>
  ({ hash: 'HGETALL', string: 'GET', stream: 'XRANGE', zset: 'ZCARD' })[type] ?? 'TYPE';

/** A read that blocked is asked at once; a lease lives for as long as the replay may take. */
function withoutWaiting(request: Request): Request {
  const args: Buffer[] = request.args.map((arg) => Buffer.from(arg));
  const block = request.name === 'XREAD' ? args.findIndex((arg) => textOf(arg) === 'BLOCK') : -1;
  if (block >= 0) args.splice(block, 2);
  if (request.name === 'keepLease') args[2] = bytesOf('600000');
  return { ...request, args };
}

function streamsOf(requests: readonly Request[]): Set<string> {
  const keys = requests.flatMap(({ args }) => args.map(textOf));
  return new Set(keys.filter((key) => /^(marks|changes|dead|told):\{\w+\}$/.test(key)));
}

async function runReal(redis: Redis, { name, script, keyCount, args }: Request): Promise<unknown> {
  try {
    if (script === undefined) return await redis.callBuffer(name, ...args);
    return await redis.callBuffer('EVAL', [script, String(keyCount), ...args]);
  } catch (error) {
    return new ReplyError((error as Error).message);
  }
}

/** An answer as text, byte for byte; fields of a hash have no order. */
function written(reply: Reply | unknown, name: string): string {
  const texts = flat(reply);
  if (!UNORDERED.has(name)) return texts.join(' ');
  if (name !== 'HGETALL') return texts.sort().join(' ');
  const pairs = texts.slice(1).map((text, i, all) => (i % 2 === 0 ? `${text}=${all[i + 1]}` : ''));
  return pairs
    .filter((pair) => pair !== '')
    .sort()
    .join(' ');
}

function flat(reply: unknown): string[] {
  if (reply === null || reply === undefined) return ['nil'];
  if (Buffer.isBuffer(reply)) return [reply.toString('latin1')];
  if (Array.isArray(reply)) return [`[${reply.length}]`, ...reply.flatMap(flat)];
  if (reply instanceof Status) return [reply.text];
  if (reply instanceof ReplyError) return [`-${reply.message.split(' ')[0]}`];
  return [String(reply)];
}
