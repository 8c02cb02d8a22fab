/** One request on its way through intake: who sent it, what holds for it, and where its items go. */
import type { Reader } from '../../shared/access/roles.ts';
import type { IntakeKind } from '../../shared/api/intake.ts';
import type { TracedPupils } from '../../shared/api/receipts.ts';
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
  /** When the request came, real time in ms. */
  arrivedAt: number;
  dryRun: boolean;
  outcome: Outcome;
  append: Append;
  patience: Patience;
  /** Writes down what is about to be changed at these schools, in words; only what is written down may be done. */
  note: (words: string, urns: readonly number[]) => Promise<void>;
  /** What the receipt will say of the marks. */
  trace: Trace;
}

/** Schools, sessions and pupils a request was about, as many as a receipt names. */
export interface Trace {
  urns: Set<number>;
  sessions: Set<number>;
  /** Whose marks they were: schools, sessions and slots; undefined once they are too many. */
  pupils: TracedPupils[] | undefined;
  marks: number;
}

const TRACED_SCHOOLS = 1_000;
const TRACED_SESSIONS = 100;
const TRACED_MARKS = 1_000;

export function newTrace(): Trace {
  return { urns: new Set(), sessions: new Set(), pupils: [], marks: 0 };
}

export function trace(traced: Trace, urn: number): void {
  if (traced.urns.size < TRACED_SCHOOLS) traced.urns.add(urn);
}

export function traceMarks(traced: Trace, urn: number, session: number, slots: Uint16Array): void {
  trace(traced, urn);
  if (traced.sessions.size < TRACED_SESSIONS) traced.sessions.add(session);
  traced.marks += slots.length;
  if (traced.marks > TRACED_MARKS) traced.pupils = undefined;
  traced.pupils?.push([urn, session, [...slots]]);
}

/** What a kind does with its items. Items it is given are in order; it may put them off until `finish`. */
export interface Taker<Value> {
  take(items: readonly Item<Value>[]): Promise<void>;
  finish(): Promise<void>;
}
