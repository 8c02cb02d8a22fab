/** Whether the audit is as it was written: files line by line, then what Redis still holds, up to its head. */
import type { Redis } from 'ioredis';
import { globalKeys } from '../../redis/keys.ts';
import { type ChainEnd, endAfter, lineFault } from './chain.ts';
import { chainFiles, listChains, readLines } from './files.ts';

const LINES_A_READ = 1_000;

/** What a check found. */
export interface Verified {
  entries: number;
  chains: number;
  /** One sentence each, with the place. */
  faults: string[];
}

/** Checks every chain. Without a Redis the files alone are checked, and a cut end cannot be seen. */
export async function verifyAudit(folder: string, redis: Redis | undefined): Promise<Verified> {
  const found: Verified = { entries: 0, chains: 0, faults: [] };
  const head = redis && (await redis.hgetall(globalKeys.auditHead));
  const chains = new Set(await listChains(folder));
  if (head?.chain) chains.add(head.chain);
  for (const chain of chains) {
    found.chains++;
    const end = await verifyFiles(folder, chain, found);
    if (redis && head?.chain === chain) await verifyStream(redis, end, head, found);
  }
  return found;
}

/** Where the files of a chain end. After a fault the check goes on from the line as it is. */
async function verifyFiles(folder: string, chain: string, found: Verified): Promise<ChainEnd> {
  let end: ChainEnd = { chain, seq: 0, hash: '' };
  for (const path of await chainFiles(folder, chain)) {
    const { lines, isWhole } = await readLines(path);
    lines.forEach((line, i) => {
      end = checkLine(end, line, `${path} line ${i + 1}`, found);
    });
    if (!isWhole) found.faults.push(`${path}: the last line is cut off.`);
  }
  return end;
}

function checkLine(end: ChainEnd, line: string, place: string, found: Verified): ChainEnd {
  found.entries++;
  try {
    const fault = lineFault(end, line);
    if (fault !== undefined) found.faults.push(`${place}: ${fault}.`);
    return endAfter(line);
  } catch {
    found.faults.push(`${place}: it cannot be read.`);
    return { ...end, seq: end.seq + 1 };
  }
}

/** Redis says up to where entries were filed and where the chain ends: nothing may be missing up to either. */
async function verifyStream(
  redis: Redis,
  filed: ChainEnd,
  head: Record<string, string>,
  found: Verified,
): Promise<void> {
  const wanted = Number(head.filed ?? 0);
  if (filed.seq < wanted)
    found.faults.push(`The files end at entry ${filed.seq}, and ${wanted} were filed: the end was cut off.`);
  else if (filed.seq === wanted && wanted > 0 && filed.hash !== head.filedHash)
    found.faults.push(`Entry ${wanted} of the files is not the one that was filed.`);
  let end = filed;
  for (;;) {
    const entries = await redis.xrange(globalKeys.audit, `(${end.seq}-0`, '+', 'COUNT', LINES_A_READ);
    if (entries.length === 0) break;
    for (const [id, [, line]] of entries) end = checkLine(end, line, `Redis, entry ${id}`, found);
  }
  if (end.seq !== Number(head.seq) || end.hash !== head.hash)
    found.faults.push(
      `The chain ends at entry ${end.seq}, and its head is ${head.seq}: entries are missing.`,
    );
}
