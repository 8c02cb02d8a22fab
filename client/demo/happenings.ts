/** What the demo can make happen, asked of the server through its public door. */
import { z } from 'zod';
import { curlSchema, happenedSchema, killedSchema } from '../../shared/api/demo.ts';
import { getJson, postJson } from '../live/http.ts';
import { COUNT, COUNTS, type SchoolTable } from '../state/schools.ts';

/** Cumbria has been two authorities since April 2023: Cumberland, and Westmorland and Furness. */
const CUMBRIA = ['942', '943'] as const;
const FALL_POINTS = 3;
const SILENT_MINUTES = 15;

const HAPPENINGS = '/api/v1/demo/happenings';

export const fall = (urn: number) =>
  postJson(HAPPENINGS, { kind: 'school-falls', urn, points: FALL_POINTS }, happenedSchema);

export async function snow(): Promise<void> {
  for (const la of CUMBRIA) await postJson(HAPPENINGS, { kind: 'snow', la }, happenedSchema);
}

export const silence = () =>
  postJson(HAPPENINGS, { kind: 'supplier-silent', minutes: SILENT_MINUTES }, happenedSchema);

export const killWorker = () => postJson('/api/v1/demo/kill-worker', {}, killedSchema);

const recountSchema = z.object({
  onRoll: z.number(),
  marks: z.number(),
  cells: z.number(),
  differences: z.number(),
  ms: z.number(),
});
export type Recount = z.infer<typeof recountSchema>;

/** Counts England again from the stored marks, by code that does not share the counting path. */
export const recount = (): Promise<Recount> => postJson('/api/v1/demo/check', {}, recountSchema);

/** A command that posts one mark, which is stamped when it arrives: that is what the milliseconds are counted from. */
export const curlFor = (urn: number) => getJson(`/api/v1/demo/curl?urn=${urn}`, curlSchema);

/** The largest school of some whose registers are as complete as they get: it changes only when someone makes it. */
export function largestComplete(table: SchoolTable, session: number): number {
  let best = -1;
  let most = -1;
  for (let school = 0; school < table.size; school++) {
    const at = (2 * school + session) * COUNTS;
    const onRoll = table.counts[at + COUNT.onRoll];
    if (onRoll === 0) continue;
    const worth = onRoll + (table.counts[at + COUNT.marked] === onRoll ? 1e6 : 0);
    if (worth > most) [best, most] = [school, worth];
  }
  return best;
}
