/**
 * A small model of the Redis commands the product uses: one thread, commands in the order in which they arrive,
 * scripts all or nothing with regard to the disk. `scripts.test.ts` replays what it did on a real Redis.
 */
import { PLAIN_COMMANDS } from './hashes.ts';
import { LuaMachine } from './lua.ts';
import { STREAM_COMMANDS } from './streams.ts';
import { CommandFailed, Keyspace, type Reply, ReplyError, textOf } from './values.ts';

/** A command as it arrives: its name and arguments; of a script its text in place of the name. */
export interface Request {
  name: string;
  /** Text of the script, for EVALSHA. */
  script?: string;
  /** Of a script: how many of the arguments are keys. */
  keyCount?: number;
  args: readonly Buffer[];
}

/** Told of each command that was run, with its answer. */
export type Recorder = (request: Request, reply: Reply) => void;

const COMMANDS = { ...PLAIN_COMMANDS, ...STREAM_COMMANDS };
/** One machine a thread: scripts keep nothing between runs. */
const machine = new LuaMachine();

/** The script was broken off by the death of its Redis. */
export class BrokenOff extends Error {}

export class RedisModel {
  readonly keys: Keyspace;
  recorder: Recorder | undefined;
  /** Positions of the keyspace between commands: what a replica can stand at. */
  readonly boundaries: number[] = [];

  constructor(now: () => number) {
    this.keys = new Keyspace(now);
  }

  /** Runs one command. With `calls` a script is broken off (by BrokenOff) after so many of its commands. */
  run(request: Request, calls = Number.POSITIVE_INFINITY): Reply {
    let reply: Reply;
    try {
      reply = request.script === undefined ? this.#runPlain(request) : this.#runScript(request, calls);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      reply = new ReplyError(error.message);
    }
    const { position } = this.keys;
    if (position !== this.boundaries.at(-1)) this.boundaries.push(position);
    this.recorder?.(request, reply);
    return reply;
  }

  /** Takes everything back that came after a position. */
  rollBack(position: number): void {
    this.keys.rollBack(position);
    while ((this.boundaries.at(-1) ?? 0) > position) this.boundaries.pop();
  }

  #runPlain({ name, args }: Request): Reply {
    const command = COMMANDS[name];
    if (!command)
      throw new Error(`the model of Redis has no ${name}: add it and its check against a real one`);
    return command(this.keys, args);
  }

  #runScript({ script, args, keyCount = 0 }: Request, calls: number): Reply {
    let left = calls;
    const call = (words: Buffer[]): Reply => {
      if (left-- <= 0) throw new BrokenOff();
      return this.#runPlain({ name: textOf(words[0]).toUpperCase(), args: words.slice(1) });
    };
    return machine.run(script!, args.slice(0, keyCount), args.slice(keyCount), call);
  }
}
