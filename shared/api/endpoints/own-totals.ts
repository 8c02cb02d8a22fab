/** A school's own totals against ours. */
import { z } from 'zod';
import type { Endpoint } from '../endpoint.ts';
import {
  OWN_TOTALS_COLUMNS,
  ownTotalsBody,
  ownTotalsParams,
  ownTotalsQuery,
  ownTotalsSchema,
} from '../own-totals.ts';

/** Checked by its route: it comes as JSON or as CSV. */
const asSent = z.unknown().meta({
  ...z.toJSONSchema(ownTotalsBody, { io: 'input', unrepresentable: 'any' }),
  description: `Or text/csv with the columns ${Object.keys(OWN_TOTALS_COLUMNS).join(',')}.`,
});

export const ownTotalsEndpoints = {
  ownTotals: {
    method: 'post',
    path: '/api/v1/schools/{urn}/own-totals',
    summary: 'Compare totals of the school’s own system with what is counted here; nothing is stored',
    action: 'dispute',
    params: ownTotalsParams,
    query: ownTotalsQuery,
    body: asSent,
    answer: ownTotalsSchema,
    csv: true,
  },
} as const satisfies Record<string, Endpoint>;
