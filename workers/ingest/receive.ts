/** One post from its head to its answer. */
import type { IncomingMessage } from 'node:http';
import type { Redis } from 'ioredis';
import type { Reader } from '../../shared/access/roles.ts';
import { type IntakeAnswer, type IntakeKind, intakeQuery } from '../../shared/api/intake.ts';
import type { AuditLog } from '../../shared/node/audit/audit-log.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { crashPoint } from '../../shared/node/crash-points.ts';
import { Append } from './append.ts';
import { changeNotes } from './audit.ts';
import type { EntryStore } from './entry-store.ts';
import { Fault } from './fault.ts';
import { KINDS, type KindParts, planBody } from './kinds.ts';
import { Outcome } from './outcome.ts';
import { newTrace, type Posting } from './posting.ts';
import type { Pressure } from './pressure.ts';
import { BodyCutOff, RequestProblem } from './problem.ts';
import { newReceiptId, writeReceipt } from './receipt.ts';
import { Patience } from './redis-care.ts';
import { createRules } from './rules.ts';
import { readIdempotencyKey, stampOf } from './stamp.ts';

export interface ReceiveParts extends KindParts {
  redis: Redis;
  entryStore: EntryStore;
  clock: Clock;
  partitions: number;
  pressure: Pressure;
  stopping: AbortSignal;
  audit: AuditLog;
}

export interface Received {
  status: number;
  body: IntakeAnswer | (IntakeAnswer & { status: number; code: string; detail: string });
}

/**
 * Reads the body, keeps what is right, and answers once all of it is in Redis and on its disk.
 * @param query the parsed query of the address
 * @throws RequestProblem when nothing was taken, BodyCutOff when nobody is left to answer
 */
export async function receive(
  request: IncomingMessage,
  query: unknown,
  kind: IntakeKind,
  reader: Reader,
  parts: ReceiveParts,
): Promise<Received> {
  const dryRun = readDryRun(query);
  const key = readIdempotencyKey(request.headers['idempotency-key'] as string | undefined);
  const plan = planBody(request, kind, parts);
  const refusal = parts.pressure.refusal();
  if (refusal) throw refusal;
  const posting = await openPosting(kind, reader, key, dryRun, parts);
  let lastIndex = -1;
  const run = plan(posting);
  const broken = await run(async (index) => {
    lastIndex = Math.max(lastIndex, index);
    if (!dryRun) await parts.pressure.ease();
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  await posting.append.settled();
  crashPoint('ingest:appended');
  if (broken instanceof BodyCutOff || (broken && !posting.outcome.anyAccepted)) throw broken;
  if (!dryRun) await posting.patience.run(() => writeReceipt(parts.redis, posting));
  crashPoint('ingest:receipt-written');
  return broken === undefined ? toAnswer(posting) : toBrokenAnswer(posting, broken, lastIndex + 1);
}

function readDryRun(query: unknown): boolean {
  const parsed = intakeQuery.safeParse(query);
  if (parsed.success) return parsed.data.dryRun === 'true';
  throw new RequestProblem(400, 'bad_parameter', `dryRun ${parsed.error.issues[0].message}.`);
}

async function openPosting(
  kind: IntakeKind,
  reader: Reader,
  key: string | undefined,
  dryRun: boolean,
  { redis, entryStore, clock, partitions, stopping, audit }: ReceiveParts,
): Promise<Posting> {
  const receivedAt = Math.floor(clock.now());
  const patience = new Patience(stopping);
  const stamp = await patience.run(() => stampOf(redis, reader.id, key, receivedAt, !dryRun));
  const origin = { receivedAt, tokenId: reader.id, receipt: newReceiptId() };
  return {
    kind,
    reader,
    rules: createRules(receivedAt, stamp),
    origin,
    arrivedAt: Date.now(),
    dryRun,
    outcome: new Outcome(KINDS[kind].counts),
    append: new Append(entryStore, partitions, patience),
    patience,
    note: changeNotes(audit, { kind, reader, origin, patience }),
    trace: newTrace(),
  };
}

function toAnswer({ outcome, origin, dryRun }: Posting): Received {
  const { accepted, rejected, rejectedCount, warnings, anyAccepted } = outcome;
  const body: IntakeAnswer = {
    accepted,
    rejected,
    rejectedCount,
    receipt: origin.receipt,
    ...(dryRun ? { dryRun } : {}),
    ...(Object.keys(warnings).length > 0 ? { warnings } : {}),
  };
  return { status: rejectedCount > 0 && !anyAccepted ? 422 : 202, body };
}

/**
 * The answer when a body turned out to be unreadable after part of it was accepted: that part stands, and the rest is
 * listed as one rejection. What is too large is refused as such all the same.
 */
function toBrokenAnswer(posting: Posting, broken: unknown, index: number): Received {
  if (!(broken instanceof RequestProblem)) throw broken;
  const { status, code, message } = broken;
  const faultCode = status === 413 ? 'too_large' : 'malformed';
  posting.outcome.reject(index, new Fault(faultCode, '', `nothing from here on was read: ${message}`));
  const answer = toAnswer(posting);
  return status === 413 ? { status, body: { ...answer.body, status, code, detail: message } } : answer;
}
