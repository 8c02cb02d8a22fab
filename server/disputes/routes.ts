/** *This looks wrong*: the routes of disputes. */
import type { Disputes } from '../../shared/api/disputes.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { Auditor } from '../audit/auditor.ts';
import type { CsvRow } from '../http/csv.ts';
import type { Mount, Raw } from '../http/mount.ts';
import { DisputeDesk, type DisputeParts } from './desk.ts';

const textOf = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;

export function mountDisputes(mount: Mount, parts: DisputeParts & { auditor: Auditor }): void {
  const { subjects, auditor } = parts;
  const desk = new DisputeDesk(parts);
  const ofDispute = async ({ id }: Raw) => subjects.ofUrn((await desk.find(id)).dispute.urn);
  mount(ENDPOINTS.openDispute, {
    subject: (_, __, body) => subjects.school({ urn: textOf((body as { urn?: unknown } | undefined)?.urn) }),
    answer: ({ body, reader }) =>
      desk.open(body, reader, ({ id, urn }) =>
        auditor.record(reader, { action: 'dispute.opened', what: id, schools: [urn] }),
      ),
  });
  mount(ENDPOINTS.disputes, {
    subject: (raw, reader) => (raw.urn === undefined ? subjects.listArea(raw, reader) : subjects.school(raw)),
    rows: ({ items }) => items.map(disputeRow),
    answer: ({ query, reader }) => desk.list(query, reader),
  });
  mount(ENDPOINTS.dispute, {
    subject: ofDispute,
    answer: async ({ params }) => desk.view((await desk.find(params.id)).dispute),
  });
  mount(ENDPOINTS.disputeStep, {
    subject: ofDispute,
    answer: ({ params, body, reader }) =>
      desk.step(params.id, body, reader, ({ id, state, urn }) =>
        auditor.record(reader, { action: 'dispute.step', what: `${id}: ${state}`, schools: [urn] }),
      ),
  });
}

/** A dispute as a CSV row: without its steps and counts. */
function disputeRow({ by, figure, counts: _, history: __, ...dispute }: Disputes['items'][number]): CsvRow {
  const { name, ...of } = figure;
  return { ...dispute, role: by.role, figure: name, ...of };
}
