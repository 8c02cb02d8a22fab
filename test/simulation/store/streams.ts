/** The commands on streams that the product uses. Approximate trims cut whole nodes of 100, as Redis does. */
import type { Command } from './hashes.ts';
import {
  bytesOf,
  CommandFailed,
  type Keyspace,
  type Reply,
  type Stream,
  type StreamItem,
  textOf,
} from './values.ts';

/** Redis' default `stream-node-max-entries`. */
const NODE_ENTRIES = 100;

export const idOf = ({ ms, seq }: Pick<StreamItem, 'ms' | 'seq'>): string => `${ms}-${seq}`;

interface Id {
  ms: number;
  seq: number;
}

function parseId(text: string, missingSeq: number): Id {
  const [ms, seq] = text.split('-');
  return { ms: Number(ms), seq: seq === undefined ? missingSeq : Number(seq) };
}

const isAfter = (a: Id, b: Id) => a.ms > b.ms || (a.ms === b.ms && a.seq > b.seq);
const itemReply = (item: StreamItem): Reply => [bytesOf(idOf(item)), [...item.fields]];

function streamAt(keys: Keyspace, key: string): Stream | undefined {
  return keys.get(key, 'stream')?.stream;
}

/** Takes the first entries out for good. */
function dropFirst(keys: Keyspace, stream: Stream, count: number): void {
  if (count <= 0) return;
  const gone = stream.items.splice(0, count);
  keys.noteUndo(() => stream.items.unshift(...gone));
}

/** `MAXLEN|MINID [~|=] threshold` at the head of `args`; answers how many arguments it took and entries it dropped. */
function trim(
  keys: Keyspace,
  stream: Stream | undefined,
  args: readonly Buffer[],
): { taken: number; dropped: number } {
  const how = textOf(args[0]).toUpperCase();
  const sign = textOf(args[1]);
  const isRough = sign === '~';
  const at = isRough || sign === '=' ? 2 : 1;
  const threshold = textOf(args[at]);
  let surplus = 0;
  if (stream && how === 'MAXLEN') surplus = Math.max(0, stream.items.length - Number(threshold));
  if (stream && how === 'MINID') {
    const least = parseId(threshold, 0);
    while (surplus < stream.items.length && isAfter(least, stream.items[surplus])) surplus++;
  }
  const dropped = isRough ? surplus - (surplus % NODE_ENTRIES) : surplus;
  if (stream) dropFirst(keys, stream, dropped);
  return { taken: at + 1, dropped };
}

/** XADD key [MAXLEN|MINID [~] n] *|id field value ... */
function xadd(keys: Keyspace, [keyBytes, ...rest]: readonly Buffer[]): Reply {
  const key = textOf(keyBytes);
  const word = textOf(rest[0]).toUpperCase();
  const trims = word === 'MAXLEN' || word === 'MINID';
  const sized = trims && (textOf(rest[1]) === '~' || textOf(rest[1]) === '=') ? 3 : 2;
  const [idBytes, ...fields] = trims ? rest.slice(sized) : rest;
  const { stream } = keys.open(key, 'stream', {
    type: 'stream',
    stream: { items: [], lastMs: 0, lastSeq: 0 },
  });
  const id = nextId(stream, textOf(idBytes), keys.now());
  const before = { lastMs: stream.lastMs, lastSeq: stream.lastSeq };
  keys.appended++;
  stream.items.push({ ...id, fields });
  stream.lastMs = id.ms;
  stream.lastSeq = id.seq;
  keys.noteUndo(() => {
    stream.items.pop();
    Object.assign(stream, before);
  });
  if (trims) trim(keys, stream, rest);
  return bytesOf(idOf(id));
}

/** An id is never before the last one, whatever the clock says. */
function nextId({ lastMs, lastSeq }: Stream, asked: string, now: number): Id {
  if (asked === '*') return now > lastMs ? { ms: now, seq: 0 } : { ms: lastMs, seq: lastSeq + 1 };
  const id = parseId(asked, 0);
  if (isAfter(id, { ms: lastMs, seq: lastSeq })) return id;
  throw new CommandFailed('ERR The ID specified in XADD is equal or smaller than the target stream top item');
}

function range(keys: Keyspace, key: Buffer, from: string, to: string): StreamItem[] {
  const least = from === '-' ? { ms: 0, seq: 0 } : parseId(from, 0);
  const most = to === '+' ? { ms: Infinity, seq: 0 } : parseId(to, Infinity);
  return (streamAt(keys, textOf(key))?.items ?? []).filter(
    (item) => !isAfter(least, item) && !isAfter(item, most),
  );
}

function limited(items: StreamItem[], options: readonly Buffer[]): Reply {
  const count = options.length === 2 ? Number(textOf(options[1])) : items.length;
  return items.slice(0, count).map(itemReply);
}

/** XREAD [COUNT n] [BLOCK ms] STREAMS key ... id ...; null when there is nothing yet (blocking is the client's part). */
function xread(keys: Keyspace, args: readonly Buffer[]): Reply {
  const words = args.map((arg) => textOf(arg).toUpperCase());
  const streams = words.indexOf('STREAMS') + 1;
  const counted = words.indexOf('COUNT');
  const count = counted >= 0 && counted < streams ? Number(words[counted + 1]) : Infinity;
  const names = args.slice(streams, streams + (args.length - streams) / 2);
  const ids = args.slice(streams + names.length);
  const found: Reply[] = [];
  names.forEach((name, i) => {
    const from = parseId(textOf(ids[i]), 0);
    const all = streamAt(keys, textOf(name))?.items ?? [];
    let first = all.length;
    while (first > 0 && isAfter(all[first - 1], from)) first--;
    const items = all.slice(first, first + count);
    if (items.length > 0) found.push([name, items.map(itemReply)]);
  });
  return found.length > 0 ? found : null;
}

export const STREAM_COMMANDS: Readonly<Record<string, Command>> = {
  XADD: xadd,
  XREAD: xread,
  XLEN: (keys, [key]) => streamAt(keys, textOf(key))?.items.length ?? 0,
  XRANGE: (keys, [key, from, to, ...options]) => limited(range(keys, key, textOf(from), textOf(to)), options),
  XREVRANGE: (keys, [key, to, from, ...options]) =>
    limited(range(keys, key, textOf(from), textOf(to)).reverse(), options),
  XTRIM: (keys, [key, ...options]) => trim(keys, streamAt(keys, textOf(key)), options).dropped,
};
