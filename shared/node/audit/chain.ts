/**
 * The chain of the audit: each entry is a line `<sha256 of the JSON> <JSON>`, and its JSON holds the hash of the line
 * before. One changed byte, and a line missing, added or moved, breaks it.
 */
import { createHash } from 'node:crypto';
import { type AuditEntry, type Audited, auditEntrySchema } from '../../api/audit.ts';

/** Where a chain stands: its last entry. A new chain begins at 0 with an empty hash. */
export interface ChainEnd {
  chain: string;
  seq: number;
  hash: string;
}

const HASH_LENGTH = 64;

const hashOf = (json: string): string => createHash('sha256').update(json).digest('hex');

/**
 * The line of the entry after `end`, and where the chain stands then.
 * @param at ms
 * @param writer tells processes apart: what two write at one instant is never the same line
 */
export function chainLine(
  end: ChainEnd,
  audited: Audited,
  at: number,
  writer: string,
): { line: string; end: ChainEnd } {
  const seq = end.seq + 1;
  const entry: AuditEntry = {
    chain: end.chain,
    seq,
    at: new Date(at).toISOString(),
    writer,
    ...audited,
    previous: end.hash,
  };
  const json = JSON.stringify(entry);
  const hash = hashOf(json);
  return { line: `${hash} ${json}`, end: { chain: end.chain, seq, hash } };
}

/** What is wrong with a line, in words; undefined when it is the one that follows `end`. */
export function lineFault(end: ChainEnd, line: string): string | undefined {
  const json = line.slice(HASH_LENGTH + 1);
  if (line[HASH_LENGTH] !== ' ' || hashOf(json) !== line.slice(0, HASH_LENGTH))
    return 'its content and its hash do not match: it was changed';
  const { chain, seq, previous } = parseLine(line);
  if (chain !== end.chain) return `it belongs to the chain ${chain}`;
  if (seq !== end.seq + 1) return `it is entry ${seq}, and ${end.seq + 1} should follow`;
  if (previous !== end.hash) return 'it does not follow the entry before it';
  return undefined;
}

/** The entry of a line as it was written. @throws Error when it is none */
export function parseLine(line: string): AuditEntry {
  return auditEntrySchema.parse(JSON.parse(line.slice(HASH_LENGTH + 1)));
}

/** Where the chain stands after a line that has no fault. */
export function endAfter(line: string): ChainEnd {
  const { chain, seq } = parseLine(line);
  return { chain, seq, hash: line.slice(0, HASH_LENGTH) };
}
