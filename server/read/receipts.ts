/** What became of a request to intake, and the marks that wait for a roster. */
import type { Reader } from '../../shared/access/roles.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { type Receipt, type ReceiptRecord, receiptRecordSchema } from '../../shared/api/receipts.ts';
import { CODES } from '../../shared/attendance/codes.ts';
import { fromSessionNumber } from '../../shared/attendance/dates.ts';
import { atOrAfter } from '../../shared/node/change-tail.ts';
import { execAll, forEachValue, readSchoolSessions, type Store } from '../../shared/node/packed-values.ts';
import { globalKeys, partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { decodeMarks, type SessionMarks } from '../../shared/redis/layouts/marks.ts';
import { upnAt } from '../../shared/redis/layouts/pupils.ts';
import { decodeQuarantine, type QuarantinedMark } from '../../shared/redis/layouts/quarantine.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';

async function readRecord(store: Store, id: string): Promise<ReceiptRecord> {
  const json = await store.redis.get(globalKeys.receipt(id));
  if (json === null)
    throw new ProblemError(404, 'unknown_receipt', `No receipt ${id}; receipts are kept for a week.`);
  return receiptRecordSchema.parse(JSON.parse(json));
}

/** Whether every entry was applied, is still waiting, or is in no stream any more. */
async function progress(
  store: Store,
  entries: ReceiptRecord['entries'],
): Promise<'counted' | 'pending' | 'lost'> {
  const pipeline = store.redis.pipeline();
  const ids = Object.entries(entries);
  for (const [p] of ids) pipeline.hget(partitionKeys.head(Number(p)), 'offset');
  const offsets = await execAll<string | null>(pipeline);
  const waiting = ids.filter(([, id], i) => !atOrAfter(offsets[i] ?? '0-0', id));
  for (const [p, id] of waiting) {
    const end = await lastGeneratedId(store, Number(p));
    if (!atOrAfter(end, id)) return 'lost';
  }
  return waiting.length > 0 ? 'pending' : 'counted';
}

async function lastGeneratedId(store: Store, p: number): Promise<string> {
  const key = partitionKeys.marks(p);
  if ((await store.redis.exists(key)) === 0) return '0-0';
  const info = (await store.redis.xinfo('STREAM', key)) as unknown;
  if (!Array.isArray(info)) return String((info as Record<string, unknown>)['last-generated-id']);
  return String(info[info.indexOf('last-generated-id') + 1]);
}

/** Quarantined marks of a school, in time order. */
async function quarantineOf(store: Store, urns: readonly number[]): Promise<Map<number, QuarantinedMark[]>> {
  const found = new Map<number, QuarantinedMark[]>();
  await forEachValue(store, urns, partitionKeys.quarantine, (urn, bytes) => {
    if (bytes.length > 0) found.set(urn, decodeQuarantine(bytes));
  });
  return found;
}

async function stateOf(store: Store, record: ReceiptRecord): Promise<Receipt['state']> {
  const state = await progress(store, record.entries);
  if (state !== 'counted') return state;
  const isOwn = ownMarks(record);
  for (const [urn, marks] of await quarantineOf(store, record.urns))
    if (marks.some(({ session, slot }) => isOwn(urn, session, slot))) return 'partly_quarantined';
  return 'counted';
}

/** Whether a mark is one of a receipt's; of one with too many marks to name, whether it is of one of its sessions. */
function ownMarks({
  pupils,
  sessions,
}: ReceiptRecord): (urn: number, session: number, slot: number) => boolean {
  if (!pupils) return (_, session) => sessions?.includes(session) ?? false;
  const own = new Set(
    pupils.flatMap(([urn, session, slots]) => slots.map((slot) => `${urn}/${session}/${slot}`)),
  );
  return (urn, session, slot) => own.has(`${urn}/${session}/${slot}`);
}

/** Marks of the sessions that some of a school's quarantined marks are of. */
async function marksOf(
  store: Store,
  urn: number,
  sessions: ReadonlySet<number>,
): Promise<Map<number, SessionMarks>> {
  const values = await readSchoolSessions(store, 'state', urn, [...sessions]);
  return new Map([...values].map(([number, packed]) => [number, decodeMarks(packed)]));
}

async function quarantineItems(store: Store, urn: number, page: readonly QuarantinedMark[], reader: Reader) {
  const table = await store.redis.getBuffer(partitionKeys.pupils(partitionOf(urn, store.partitions), urn));
  const bySession = await marksOf(store, urn, new Set(page.map(({ session }) => session)));
  const showsPupils = reader.role === 'supplier';
  return page.flatMap(({ session: number, slot, reason }) => {
    const marks = bySession.get(number);
    if (!marks?.rows[slot]) return [];
    const upn = showsPupils && table ? upnAt(table, slot) : undefined;
    const { date, session } = fromSessionNumber(number);
    const recordedAt = new Date(marks.times[slot]).toISOString();
    return [
      {
        urn,
        ...(upn ? { upn } : {}),
        date,
        session,
        code: CODES[marks.rows[slot] - 1].code,
        recordedAt,
        reason,
      },
    ];
  });
}

export function mountReceipts(mount: Mount, store: Store, subjects: Subjects): void {
  mount(ENDPOINTS.receipt, {
    subject: async (raw) => ({ owner: (await readRecord(store, String(raw.id))).tokenId }),
    cache: 'no-store',
    answer: async ({ params: { id } }) => {
      const record = await readRecord(store, id);
      const { at, kind, marks, urns } = record;
      return {
        receipt: id,
        state: await stateOf(store, record),
        receivedAt: new Date(at).toISOString(),
        kind,
        ...(marks === undefined ? {} : { marks }),
        schools: urns.length,
      };
    },
  });
  mount(ENDPOINTS.quarantine, {
    subject: subjects.school,
    cache: 'no-store',
    rows: ({ items }) => items,
    answer: async ({ query: { urn, limit, cursor: from = 0 }, reader }) => {
      const all = (await quarantineOf(store, [urn])).get(urn) ?? [];
      const sorted = all.sort((a, b) => a.session - b.session || a.slot - b.slot);
      const items = await quarantineItems(store, urn, sorted.slice(from, from + limit), reader);
      const next = from + limit < sorted.length ? { next: String(from + limit) } : {};
      return { urn, total: sorted.length, items, ...next };
    },
  });
}
