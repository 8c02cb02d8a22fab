/**
 * What the demo's panel made happen in the simulated world. Schools then send otherwise, through the public intake;
 * nothing is changed behind its back.
 */
import { z } from 'zod';
import { type Happening, happeningSchema } from '../../shared/api/demo.ts';
import { fromSessionNumber } from '../../shared/attendance/dates.ts';
import { SUPPLIERS } from './suppliers.ts';

/** The supplier that goes silent: the second largest, class by class. */
export const SILENT_SUPPLIER = SUPPLIERS.findIndex((supplier) => supplier.name === 'Fernmark');

/** What a school sends for everybody while snow keeps it closed. */
export const SITE_CLOSED = 'Y4';

/** Kept in `state.json`, so that a restart goes on with it. */
export const happenedSchema = z.object({
  /** Id of the last entry of the stream that was taken. */
  lastId: z.string().default('0-0'),
  /** Schools that have fallen: points of absence more, from a session number on. */
  falls: z.record(z.string(), z.object({ points: z.number(), session: z.number() })).default({}),
  /** LAs closed by snow on a day. */
  snow: z.array(z.object({ la: z.string(), day: z.number() })).default([]),
  /** Until when the supplier says nothing, ms of the simulated clock. */
  silentUntil: z.number().default(0),
});
export type Happened = z.infer<typeof happenedSchema>;

/** What the world is like after a happening at an instant (ms) within a session. Pure. */
export function withHappening(
  happened: Happened,
  happening: Happening,
  session: number,
  now: number,
): Happened {
  switch (happening.kind) {
    case 'school-falls': {
      const earlier = happened.falls[happening.urn];
      const points = (earlier?.points ?? 0) + happening.points;
      return {
        ...happened,
        falls: { ...happened.falls, [happening.urn]: { points, session: earlier?.session ?? session } },
      };
    }
    case 'snow': {
      const { day } = fromSessionNumber(session);
      return { ...happened, snow: [...happened.snow, { la: happening.la, day }] };
    }
    case 'supplier-silent':
      return { ...happened, silentUntil: now + happening.minutes * 60_000 };
  }
}

/** Points of absence that a school has more in a session. */
export function extraPoints(happened: Happened, urn: number, session: number): number {
  const fall = happened.falls[urn];
  return fall && session >= fall.session ? fall.points : 0;
}

export function isSnowedIn(happened: Happened, la: string, session: number): boolean {
  const { day } = fromSessionNumber(session);
  return happened.snow.some((snow) => snow.la === la && snow.day === day);
}

/** A happening from the stream's field; undefined when it is none. */
export function readHappening(text: string): Happening | undefined {
  try {
    const parsed = happeningSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
