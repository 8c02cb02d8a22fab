/** What is said of the installation itself, and what wall displays report. */
import { z } from 'zod';

export const alertsSchema = z
  .object({
    alerts: z.array(
      z.object({
        rule: z.string(),
        since: z.string(),
        words: z.string(),
        whatToDo: z.string(),
        runbook: z.string().describe('Where the repository says more.'),
      }),
    ),
  })
  .describe('What is wrong with the installation just now; empty when all is well.');

export const displayReportSchema = z
  .object({
    scene: z.string().max(40).describe('What the display shows.'),
    frameMs: z.number().min(0).max(600_000).describe('Time the last frame took.'),
  })
  .describe('A sign of life of a wall display; sent every ten seconds.');

/** The last report of a display as kept, by token id. */
export const displayRecordSchema = displayReportSchema.extend({
  /** Real time, ms. */
  at: z.number(),
});
export type DisplayRecord = z.infer<typeof displayRecordSchema>;
