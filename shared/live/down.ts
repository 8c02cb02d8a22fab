/**
 * What the server says. Rows carry absolute values, so that applying one twice, or skipping to a later one, does no
 * harm; `seq` numbers the deltas of a view without gaps. On a gap or another `epoch` the screen fetches the snapshot
 * again.
 */
import { z } from 'zod';
import { INTAKE_STATES } from '../ops/intake-state.ts';
import { closeRowSchema, signalRowSchema } from './signal-row.ts';
import { viewSchema } from './views.ts';

/**
 * One school-session, cohort `statutory`:
 * `[urn, session (0 AM, 1 PM), state (index in STATES), version, onRoll, marked, possible, attending, late,
 *   approvedActivity, authorised, unauthorised, unexplained]`. `unauthorised` includes `unexplained`.
 */
export const ROW = {
  urn: 0,
  session: 1,
  state: 2,
  version: 3,
  onRoll: 4,
  marked: 5,
  possible: 6,
  attending: 7,
  late: 8,
  approvedActivity: 9,
  authorised: 10,
  unauthorised: 11,
  unexplained: 12,
} as const;
export const ROW_LENGTH = 13;
export const rowSchema = z.array(z.number().int()).length(ROW_LENGTH);
export type Row = number[];

/**
 * What a school usually shows in this session: `[urn, session, possible, attending]`, sums over the same weekday of
 * its last weeks. Its ratio is the usual attendance.
 */
export const usualSchema = z.tuple([z.number().int(), z.number().int(), z.number().int(), z.number().int()]);
export type Usual = z.infer<typeof usualSchema>;

export const deltaSchema = z.object({
  view: viewSchema,
  epoch: z.string(),
  seq: z.number().int(),
  /** Server time of the tick, ms, on the clock in use (simulated or real). */
  at: z.number(),
  /** The school day the rows are of. Another date than the screen's: fetch the snapshot again. */
  date: z.string(),
  changes: z.array(rowSchema),
  /** Schools whose usual attendance became known or changed. */
  usual: z.array(usualSchema).optional(),
  /** Schools whose signal changed (`SIGNAL` in `signal-row.ts`); only for readers who see schools one by one. */
  signals: z.array(signalRowSchema).optional(),
  /** Where the view's sessions will close, when that moved. */
  closes: z.array(closeRowSchema).optional(),
  /** A new version of the registry (schools, areas): fetch it again. */
  registry: z.number().int().optional(),
});
export type Delta = z.infer<typeof deltaSchema>;

export const beatSchema = z.object({
  epoch: z.string(),
  /** ms on the clock in use. */
  at: z.number(),
  /** Greatest recordedAt of a counted mark of the day, ms; null before the first. */
  newestMarkAt: z.number().nullable(),
  /** Marked / on roll of the session under way, statutory, 0 to 1; null when nobody is on roll. */
  coverage: z.number().nullable(),
  build: z.string(),
  date: z.string(),
  /** The session under way by the clock. */
  session: z.enum(['AM', 'PM']),
  /** Null when the clock is the real one. */
  simulated: z.object({ speed: z.number() }).nullable(),
  /** Registers accepted but not yet counted. */
  pending: z.number().int(),
  /** How intake is; absent while it is well, and from a gateway that has none beside it. */
  intake: z.enum(INTAKE_STATES).optional(),
  /** Rises with every change of the day's events (`GET /api/v1/events`): fetch them again. */
  events: z.number().int().optional(),
  /** When the gateway last heard from its change streams, ms on the clock in use; older than 60 s means stopped. */
  heardAt: z.number(),
});
export type Beat = z.infer<typeof beatSchema>;

export interface DownEvents {
  delta: (delta: Delta) => void;
  beat: (beat: Beat) => void;
}

/** The snapshot of a view, from `GET /api/v1/live/{view}/snapshot`. */
export const snapshotSchema = z.object({
  view: viewSchema,
  protocol: z.number().int(),
  epoch: z.string(),
  seq: z.number().int(),
  at: z.number(),
  date: z.string(),
  /** Version of the registry these rows belong to; fetch it from `GET /api/v1/live/schools?v=`. */
  registry: z.number().int(),
  rows: z.array(rowSchema),
  usual: z.array(usualSchema),
  /** A row for every school that has a signal; empty for readers who do not see schools one by one. */
  signals: z.array(signalRowSchema),
  /** Where the sessions under way will close; none before anything is expected. */
  closes: z.array(closeRowSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Schools and areas of the reader's scope, in columns, from `GET /api/v1/live/schools`. */
export const registrySchema = z.object({
  version: z.number().int(),
  schools: z.object({
    urn: z.array(z.number().int()),
    name: z.array(z.string()),
    /** Index into `las`; -1 unknown. */
    la: z.array(z.number().int()),
    /** 0 primary, 1 secondary, 2 special, 3 other. */
    phase: z.array(z.number().int()),
    /** Index into `trusts`; -1 when maintained by the LA. */
    trust: z.array(z.number().int()),
    /** OSGB metres; null where not known. */
    easting: z.array(z.number().nullable()),
    northing: z.array(z.number().nullable()),
    /** Pupils on roll by the register of schools; 0 unknown. */
    pupils: z.array(z.number().int()),
  }),
  las: z.array(z.object({ code: z.string(), name: z.string(), region: z.string() })),
  regions: z.array(z.object({ code: z.string(), name: z.string() })),
  trusts: z.array(z.object({ id: z.string(), name: z.string() })),
  hubs: z.array(
    z.object({ id: z.string(), name: z.string(), region: z.string(), urns: z.array(z.number().int()) }),
  ),
});
export type Registry = z.infer<typeof registrySchema>;
