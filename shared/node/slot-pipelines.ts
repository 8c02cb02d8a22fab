/**
 * Pipelines on a Redis Cluster. ioredis sends a pipeline to one node, and sends all of it again only when all of it
 * failed alike; while slots move between nodes that holds for the commands of one slot alone. So the commands are
 * gathered, and those of each slot sent as a pipeline of their own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChainableCommander, Command } from 'ioredis';

const COMMANDS_A_PIPELINE = 128;
const REDIRECT = /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN)\b/;
const RETRY_MS = 50;
/** 15 s, as a single command. */
const MAX_TRIES = 300;

type Answer = [error: Error | null, answer: unknown];
type Argument = ConstructorParameters<typeof Command>[1];

interface Call {
  name: string;
  args: unknown[];
}

/**
 * A pipeline whose commands may be of any slots. Answers are in the order of the commands; commands of different
 * slots run in any order, those of one slot in theirs. A command without a key, such as WAIT, goes with the one before.
 * @param open makes a pipeline of the cluster's own
 * @param scripts names of the connection's own scripts with a fixed number of keys
 */
export function slotPipeline(
  open: () => ChainableCommander,
  scripts: ReadonlySet<string>,
): ChainableCommander {
  const calls: Call[] = [];
  const own: Record<PropertyKey, unknown> = { exec: () => execBySlot(open, calls, scripts) };
  Object.defineProperty(own, 'length', { get: () => calls.length });
  const pipeline: ChainableCommander = new Proxy(own, {
    get: (target, name) => {
      // `then` would make it a promise to `await`; symbols are asked for by inspection.
      if (name in target || name === 'then' || typeof name === 'symbol') return target[name];
      return (...args: unknown[]) => {
        calls.push({ name, args });
        return pipeline;
      };
    },
  }) as unknown as ChainableCommander;
  return pipeline;
}

async function execBySlot(
  open: () => ChainableCommander,
  calls: readonly Call[],
  scripts: ReadonlySet<string>,
): Promise<Answer[]> {
  const answers: Answer[] = new Array(calls.length);
  const runs: Promise<void>[] = [];
  for (const indexes of bySlot(calls, scripts)) {
    for (let from = 0; from < indexes.length; from += COMMANDS_A_PIPELINE)
      runs.push(runSome(open, calls, indexes.slice(from, from + COMMANDS_A_PIPELINE), answers));
  }
  await Promise.all(runs);
  return answers;
}

async function runSome(
  open: () => ChainableCommander,
  calls: readonly Call[],
  indexes: readonly number[],
  answers: Answer[],
): Promise<void> {
  let some: Answer[] = [];
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const pipeline = open();
    const commander = pipeline as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const i of indexes) commander[calls[i].name](...calls[i].args);
    some = (await pipeline.exec()) ?? [];
    if (!isTurnedAway(some)) break;
    await sleep(RETRY_MS);
  }
  indexes.forEach((index, i) => {
    answers[index] = some[i];
  });
}

/**
 * Whether the slot was elsewhere: some command was redirected, and none that needs the slot was run. ioredis follows a
 * redirection of the whole pipeline, but not one in which a command without a key, as WAIT, succeeded.
 */
function isTurnedAway(answers: readonly Answer[]): boolean {
  const isRedirect = (error: Error | null) => error !== null && REDIRECT.test(error.message);
  return isRedirect(answers[0]?.[0]) && answers.every(([error, answer]) => isRedirect(error) || answer === 0);
}

/** Indexes of the calls by slot. */
function bySlot(calls: readonly Call[], scripts: ReadonlySet<string>): Iterable<number[]> {
  const groups = new Map<number | null, number[]>();
  let slot: number | null = null;
  calls.forEach((call, i) => {
    slot = slotOf(call, scripts) ?? slot;
    const group = groups.get(slot);
    if (group) group.push(i);
    else groups.set(slot, [i]);
  });
  return groups.values();
}

function slotOf({ name, args }: Call, scripts: ReadonlySet<string>): number | null {
  const flat = args.flat() as Argument & unknown[];
  const plain = name.replace(/Buffer$/, '');
  // As a script's key stands where GET's does.
  if (scripts.has(plain)) return new Command('get', flat.slice(0, 1) as Argument).getSlot();
  if (name === 'call' || name === 'callBuffer')
    return new Command(String(flat[0]), flat.slice(1) as Argument).getSlot();
  return new Command(plain, flat).getSlot();
}
