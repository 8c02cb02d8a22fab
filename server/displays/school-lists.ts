/**
 * The lists of schools on a wall: who is slipping and who is coming back. They are drawn up once in ten minutes for all
 * gateways together, and hold nothing that the wall may not show.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type WallRow, wallRowSchema } from '../../shared/api/displays.ts';
import type { School } from '../../shared/api/schools.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import { wallName } from '../../shared/displays/school-name.ts';
import { chanceOfList } from '../../shared/signal/fdr.ts';
import { strengthOf, strengthRank } from '../../shared/signal/strength.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import type { Live } from '../live/live.ts';
import { TenMinutes } from './ten-minutes.ts';
import { signedPoints, sinceWords } from './words.ts';

/** Without names, a school is one of at least so many of its LA and phase. */
export const FEWEST_ALIKE = 3;
const FEWEST_PUPILS = 10;
const KEPT_ROWS = 40;

const listsSchema = z.object({
  judged: z.number(),
  slipping: z.object({ total: z.number(), rows: z.array(wallRowSchema) }),
  recovering: z.object({ total: z.number(), rows: z.array(wallRowSchema) }),
  byChance: z.number(),
});
export type SchoolLists = z.infer<typeof listsSchema>;

/** How a school is called on a wall; null when it may not stand there at all. */
export function calledOn(live: Live, school: School, names: boolean): string | null {
  if (names) return wallName(school.name);
  const la = live.membership.laOf(school.urn);
  const alike = (live.membership.urnsByLa('england').get(Number(la)) ?? []).filter(
    (urn) => live.registry.schools.get(urn)?.phase === school.phase,
  );
  return alike.length < FEWEST_ALIKE ? null : `School in ${localAuthority(la)?.name ?? la}`;
}

type Listed = readonly [School, KnownSignal];

function inOrder([a, one]: Listed, [b, other]: Listed): number {
  const rank = (signal: KnownSignal) => strengthRank(strengthOf(signal.evidence));
  const concerned = (signal: KnownSignal) => Math.abs(signal.extraAbsent ?? 0);
  return rank(one) - rank(other) || concerned(other) - concerned(one) || a.urn - b.urn;
}

/** Who is on the way back has no strength to be ordered by: the latest first. */
const newestFirst = (one: Listed, other: Listed): number =>
  other[1].since - one[1].since || inOrder(one, other);

function rowsOf(live: Live, listed: readonly Listed[], glyph: 'below' | 'above', names: boolean): WallRow[] {
  const rows: WallRow[] = [];
  for (const [school, signal] of [...listed].sort(glyph === 'below' ? inOrder : newestFirst)) {
    if (rows.length === KEPT_ROWS) break;
    const name = calledOn(live, school, names);
    if (name === null) continue;
    const isSmall = signal.possible > 0 && signal.possible < FEWEST_PUPILS;
    const points = glyph === 'below' ? signal.fall : signal.fall === undefined ? undefined : -signal.fall;
    const strength = glyph === 'below' ? strengthOf(signal.evidence) : null;
    rows.push({
      glyph,
      name,
      ...(strength === null ? {} : { strength }),
      value: isSmall || points === undefined ? '–' : signedPoints(points),
      note: sinceWords(signal.since, toDay(live.signals.date)),
    });
  }
  return rows;
}

/** Draws the lists up from the signals as they stand. */
export function drawLists(live: Live, view: string, names: boolean): SchoolLists {
  const known: Listed[] = [];
  for (const urn of live.membership.urnsOf(view)) {
    const [school, signal] = [live.registry.schools.get(urn), live.signals.of(urn)];
    if (school && signal && signal.standing !== 'unknown') known.push([school, signal]);
  }
  const slipping = known.filter(([, { standing }]) => standing === 'slipping');
  const recovering = known.filter(([, { standing }]) => standing === 'recovering');
  return {
    judged: known.length,
    slipping: { total: slipping.length, rows: rowsOf(live, slipping, 'below', names) },
    recovering: { total: recovering.length, rows: rowsOf(live, recovering, 'above', names) },
    byChance: chanceOfList(
      slipping.map(([, { fallOdds }]) => fallOdds),
      known.length,
    ),
  };
}

export class WallLists {
  readonly #live: Live;
  readonly #tenMinutes: TenMinutes<SchoolLists>;

  constructor(redis: Redis, live: Live) {
    this.#live = live;
    this.#tenMinutes = new TenMinutes(redis, listsSchema);
  }

  /** The lists as drawn up last, at `now` (the clock in use) or before. Nothing is settled while no school is judged. */
  async of(view: string, names: boolean, now: number): Promise<SchoolLists> {
    const what = `lists:${view}:${names ? 'names' : 'none'}:${this.#live.signals.date}`;
    const taken = await this.#tenMinutes.of(what, now, () => {
      const drawn = drawLists(this.#live, view, names);
      return drawn.judged === 0 ? null : drawn;
    });
    return taken?.figures ?? NO_LISTS;
  }
}

const NO_LISTS: SchoolLists = {
  judged: 0,
  slipping: { total: 0, rows: [] },
  recovering: { total: 0, rows: [] },
  byChance: 0,
};
