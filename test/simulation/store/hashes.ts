/** The commands on hashes, strings, sorted sets and keys that the product uses. */
import {
  bytesOf,
  CommandFailed,
  type Keyspace,
  OK,
  type Reply,
  Status,
  textOf,
  type ValueOf,
} from './values.ts';

export type Command = (keys: Keyspace, args: readonly Buffer[]) => Reply;

const emptyHash = (): ValueOf<'hash'> => ({ type: 'hash', fields: new Map() });
const emptySet = (): ValueOf<'zset'> => ({ type: 'zset', scores: new Map() });
const number = (bytes: Buffer): number => {
  const value = Number(textOf(bytes));
  if (!Number.isFinite(value)) throw new CommandFailed('ERR value is not an integer or out of range');
  return value;
};
const integerBytes = (value: number) => bytesOf(String(value));

function hset(keys: Keyspace, [key, ...pairs]: readonly Buffer[]): Reply {
  if (pairs.length === 0 || pairs.length % 2 !== 0)
    throw new CommandFailed("ERR wrong number of arguments for 'hset' command");
  const { fields } = keys.open(textOf(key), 'hash', emptyHash());
  let added = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    const field = textOf(pairs[i]);
    if (!fields.has(field)) added++;
    keys.setIn(fields, field, pairs[i + 1]);
  }
  return added;
}

function hdel(keys: Keyspace, [key, ...names]: readonly Buffer[]): Reply {
  const hash = keys.get(textOf(key), 'hash');
  if (!hash) return 0;
  let removed = 0;
  for (const name of names) {
    if (!hash.fields.has(textOf(name))) continue;
    keys.setIn(hash.fields, textOf(name), undefined);
    removed++;
  }
  if (hash.fields.size === 0) keys.remove(textOf(key));
  return removed;
}

function hincrby(keys: Keyspace, [key, name, by]: readonly Buffer[]): Reply {
  const { fields } = keys.open(textOf(key), 'hash', emptyHash());
  const value = number(fields.get(textOf(name)) ?? bytesOf('0')) + number(by);
  keys.setIn(fields, textOf(name), integerBytes(value));
  return value;
}

const fieldsOf = (keys: Keyspace, key: Buffer) =>
  keys.get(textOf(key), 'hash')?.fields ?? new Map<string, Buffer>();

function pairsOf(keys: Keyspace, key: Buffer): Buffer[] {
  return [...fieldsOf(keys, key)].flatMap(([field, value]) => [bytesOf(field), value]);
}

/** SET key value [EX seconds | PX ms] [NX] [GET] */
function set(keys: Keyspace, [key, value, ...options]: readonly Buffer[]): Reply {
  const name = textOf(key);
  const words = options.map((option) => textOf(option).toUpperCase());
  const before = keys.get(name, 'string');
  const answer = words.includes('GET') ? (before?.bytes ?? null) : OK;
  if (words.includes('NX') && before) return words.includes('GET') ? answer : null;
  keys.put(name, { type: 'string', bytes: value });
  const [ex, px] = [words.indexOf('EX'), words.indexOf('PX')];
  if (ex >= 0) keys.setExpiry(name, keys.now() + number(options[ex + 1]) * 1000);
  else if (px >= 0) keys.setExpiry(name, keys.now() + number(options[px + 1]));
  else keys.setExpiry(name, undefined);
  return answer;
}

function append(keys: Keyspace, [key, bytes]: readonly Buffer[]): Reply {
  const before = keys.get(textOf(key), 'string')?.bytes ?? Buffer.alloc(0);
  const value = Buffer.concat([before, bytes]);
  keys.put(textOf(key), { type: 'string', bytes: value });
  return value.length;
}

function getrange(keys: Keyspace, [key, from, to]: readonly Buffer[]): Reply {
  const bytes = keys.get(textOf(key), 'string')?.bytes ?? Buffer.alloc(0);
  const at = (index: number) => (index < 0 ? bytes.length + index : index);
  return bytes.subarray(Math.max(0, at(number(from))), at(number(to)) + 1);
}

function zadd(keys: Keyspace, [key, score, member]: readonly Buffer[]): Reply {
  const { scores } = keys.open(textOf(key), 'zset', emptySet());
  const isNew = !scores.has(textOf(member));
  keys.setIn(scores, textOf(member), number(score));
  return isNew ? 1 : 0;
}

function removeMembers(
  keys: Keyspace,
  key: Buffer,
  isGone: (member: string, score: number) => boolean,
): Reply {
  const set = keys.get(textOf(key), 'zset');
  const gone = [...(set?.scores ?? [])].filter(([member, score]) => isGone(member, score));
  for (const [member] of gone) keys.setIn(set!.scores, member, undefined);
  if (set && set.scores.size === 0) keys.remove(textOf(key));
  return gone.length;
}

const bound = (bytes: Buffer) => {
  const text = textOf(bytes);
  return text === '-inf'
    ? Number.NEGATIVE_INFINITY
    : text === '+inf'
      ? Number.POSITIVE_INFINITY
      : Number(text);
};

export const PLAIN_COMMANDS: Readonly<Record<string, Command>> = {
  HSET: hset,
  HDEL: hdel,
  HINCRBY: hincrby,
  HGET: (keys, [key, field]) => fieldsOf(keys, key).get(textOf(field)) ?? null,
  HMGET: (keys, [key, ...names]) => {
    const fields = fieldsOf(keys, key);
    return names.map((name) => fields.get(textOf(name)) ?? null);
  },
  HGETALL: (keys, [key]) => pairsOf(keys, key),
  HVALS: (keys, [key]) => [...fieldsOf(keys, key).values()],
  HKEYS: (keys, [key]) => [...fieldsOf(keys, key).keys()].map(bytesOf),
  HLEN: (keys, [key]) => fieldsOf(keys, key).size,
  // One page holds everything: what is scanned here is small.
  HSCAN: (keys, [key]) => [bytesOf('0'), pairsOf(keys, key)],
  GET: (keys, [key]) => keys.get(textOf(key), 'string')?.bytes ?? null,
  SET: set,
  STRLEN: (keys, [key]) => keys.get(textOf(key), 'string')?.bytes.length ?? 0,
  GETRANGE: getrange,
  APPEND: append,
  DEL: (keys, names) => names.reduce((gone, key) => gone + (keys.remove(textOf(key)) ? 1 : 0), 0),
  EXISTS: (keys, names) => names.reduce((found, key) => found + (keys.values.has(textOf(key)) ? 1 : 0), 0),
  ZADD: zadd,
  ZCARD: (keys, [key]) => keys.get(textOf(key), 'zset')?.scores.size ?? 0,
  ZREM: (keys, [key, ...members]) =>
    removeMembers(keys, key, (member) => members.some((other) => textOf(other) === member)),
  ZREMRANGEBYSCORE: (keys, [key, from, to]) =>
    removeMembers(keys, key, (_, score) => score >= bound(from) && score <= bound(to)),
  TYPE: (keys, [key]) => new Status(keys.values.get(textOf(key))?.type ?? 'none'),
  INFO: () =>
    bytesOf(
      'role:master\r\nconnected_slaves:1\r\nused_memory:1\r\nmaxmemory:0\r\naof_enabled:1\r\naof_last_write_status:ok\r\naof_current_size:0\r\n',
    ),
  TIME: (keys) => [Math.floor(keys.now() / 1000), (keys.now() % 1000) * 1000].map(integerBytes),
  PING: () => new Status('PONG'),
};
