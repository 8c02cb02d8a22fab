/** One request on its way through intake: who sent it, what holds for it, and where its items go. */
import type { Reader } from '../../shared/access/roles.ts';
import type { IntakeKind } from '../../shared/api/intake.ts';
import type { EntryOrigin } from '../../shared/redis/layouts/entries.ts';
import type { Append } from './append.ts';
import type { Item } from './body/items.ts';
import type { Outcome } from './outcome.ts';
import type { Patience } from './redis-care.ts';
import type { Rules } from './rules.ts';

export interface Posting {
  kind: IntakeKind;
  reader: Reader;
  rules: Rules;
  origin: EntryOrigin;
  dryRun: boolean;
  outcome: Outcome;
  append: Append;
  patience: Patience;
  /** What the receipt will say of the marks. */
  trace: Trace;
}

/** Schools and sessions a request was about, as many as a receipt names. */
export interface Trace {
  urns: Set<number>;
  sessions: Set<number>;
}

const TRACED_SCHOOLS = 1_000;
const TRACED_SESSIONS = 100;

export function trace({ urns, sessions }: Trace, urn: number, session?: number): void {
  if (urns.size < TRACED_SCHOOLS) urns.add(urn);
  if (session !== undefined && sessions.size < TRACED_SESSIONS) sessions.add(session);
}

/** What a kind does with its items. Items it is given are in order; it may put them off until `finish`. */
export interface Taker<Value> {
  take(items: readonly Item<Value>[]): Promise<void>;
  finish(): Promise<void>;
}
