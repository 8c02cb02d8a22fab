/** What the model of Redis holds, and how every change of it can be taken back. */

export interface StreamItem {
  ms: number;
  seq: number;
  fields: readonly Buffer[];
}

export interface Stream {
  items: StreamItem[];
  lastMs: number;
  lastSeq: number;
}

export type Value =
  | { type: 'string'; bytes: Buffer }
  | { type: 'hash'; fields: Map<string, Buffer> }
  | { type: 'zset'; scores: Map<string, number> }
  | { type: 'stream'; stream: Stream };

export type ValueOf<Type extends Value['type']> = Extract<Value, { type: Type }>;

/** An answer that is an error: `code` first, as Redis writes it. */
export class ReplyError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** A simple string, like OK. */
export class Status {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Reply = null | number | Buffer | Status | ReplyError | Reply[];

export const OK = new Status('OK');
const WRONG_TYPE = 'WRONGTYPE Operation against a key holding the wrong kind of value';

/** Keys and fields are kept as latin1 text: one character a byte. */
export const textOf = (bytes: Buffer): string => bytes.toString('latin1');
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Thrown by a command; becomes its answer. */
export class CommandFailed extends Error {}

type Undo = () => void;

/**
 * The keyspace. Every change notes how to take it back, so that the store can be rolled back to any earlier position:
 * what a Redis knows that died before its disk, or its replica, had the rest.
 */
export class Keyspace {
  readonly values = new Map<string, Value>();
  readonly expiry = new Map<string, number>();
  /** Counts what was appended to streams: readers that wait look again when it moves. */
  appended = 0;
  readonly #undo: Undo[] = [];
  /** The server's clock, ms since 1970. */
  now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** How much has been changed so far. */
  get position(): number {
    return this.#undo.length;
  }

  rollBack(position: number): void {
    while (this.#undo.length > position) this.#undo.pop()!();
  }

  noteUndo(undo: Undo): void {
    this.#undo.push(undo);
  }

  get<Type extends Value['type']>(key: string, type: Type): ValueOf<Type> | undefined {
    const expires = this.expiry.get(key);
    if (expires !== undefined && expires <= this.now()) this.remove(key);
    const value = this.values.get(key);
    if (value && value.type !== type) throw new CommandFailed(WRONG_TYPE);
    return value as ValueOf<Type> | undefined;
  }

  put(key: string, value: Value): void {
    const before = this.values.get(key);
    this.values.set(key, value);
    this.noteUndo(() => {
      if (before) this.values.set(key, before);
      else this.values.delete(key);
    });
  }

  remove(key: string): boolean {
    const before = this.values.get(key);
    if (!before) return false;
    this.values.delete(key);
    this.noteUndo(() => this.values.set(key, before));
    this.setExpiry(key, undefined);
    return true;
  }

  setExpiry(key: string, at: number | undefined): void {
    const before = this.expiry.get(key);
    if (before === at) return;
    if (at === undefined) this.expiry.delete(key);
    else this.expiry.set(key, at);
    this.noteUndo(() => {
      if (before === undefined) this.expiry.delete(key);
      else this.expiry.set(key, before);
    });
  }

  /** The hash, set or stream at a key, made when it is not there. */
  open<Type extends 'hash' | 'zset' | 'stream'>(
    key: string,
    type: Type,
    empty: ValueOf<Type>,
  ): ValueOf<Type> {
    const known = this.get(key, type);
    if (known) return known;
    this.put(key, empty);
    return empty;
  }

  /** Sets (or, without a value, takes out) an entry of a map of a value. */
  setIn<T>(map: Map<string, T>, field: string, value: T | undefined): void {
    const before = map.get(field);
    if (value === undefined) map.delete(field);
    else map.set(field, value);
    this.noteUndo(() => {
      if (before === undefined) map.delete(field);
      else map.set(field, before);
    });
  }
}
