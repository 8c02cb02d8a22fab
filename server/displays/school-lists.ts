/**
 * The lists of schools on a wall: who is slipping and who is coming back. They are drawn up once in ten minutes for all
 * gateways together, and hold nothing that the wall may not show.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { REFRESH_MS, refreshOf } from '../../shared/access/small-numbers.ts';
import { GLYPHS, type WallRow } from '../../shared/api/displays.ts';
import type { School } from '../../shared/api/schools.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import { wallName } from '../../shared/displays/school-name.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { chanceOfList } from '../../shared/signal/fdr.ts';
import { strengthOf, strengthRank } from '../../shared/signal/strength.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import type { Live } from '../live/live.ts';
import { signedPoints, sinceWords } from './words.ts';

/** Without names, a school is one of at least so many of its LA and phase. */
export const FEWEST_ALIKE = 3;
const FEWEST_PUPILS = 10;
const KEPT_ROWS = 40;

const rowSchema = z.object({ glyph: z.enum(GLYPHS), name: z.string(), value: z.string(), note: z.string() });
const listsSchema = z.object({
  judged: z.number(),
  slipping: z.object({ total: z.number(), rows: z.array(rowSchema) }),
  recovering: z.object({ total: z.number(), rows: z.array(rowSchema) }),
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

function rowsOf(live: Live, listed: readonly Listed[], glyph: 'below' | 'above', names: boolean): WallRow[] {
  const rows: WallRow[] = [];
  for (const [school, signal] of [...listed].sort(inOrder)) {
    if (rows.length === KEPT_ROWS) break;
    const name = calledOn(live, school, names);
    if (name === null) continue;
    const isSmall = signal.possible > 0 && signal.possible < FEWEST_PUPILS;
    const points = glyph === 'below' ? signal.fall : signal.fall === undefined ? undefined : -signal.fall;
    rows.push({
      glyph,
      name,
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
    byChance: chanceOfList(slipping.map(([, { fallOdds }]) => fallOdds)),
  };
}

export class WallLists {
  readonly #redis: Redis;
  readonly #live: Live;
  readonly #kept = new Map<string, SchoolLists>();

  constructor(redis: Redis, live: Live) {
    this.#redis = redis;
    this.#live = live;
  }

  /**
   * The lists of the ten minutes of `now` (the installation's clock): the first gateway that asks draws them up for
   * all. Nothing is settled while no school is judged yet, as after a start.
   */
  async of(view: string, names: boolean, now: number): Promise<SchoolLists> {
    const what = `${view}:${names ? 'names' : 'none'}:${refreshOf(now)}`;
    const known = this.#kept.get(what);
    if (known) return known;
    const drawn = drawLists(this.#live, view, names);
    if (drawn.judged === 0) return drawn;
    const settled = await this.#settle(what, drawn);
    if (this.#kept.size > 50) this.#kept.clear();
    this.#kept.set(what, settled);
    return settled;
  }

  async #settle(what: string, drawn: SchoolLists): Promise<SchoolLists> {
    const key = globalKeys.wallLists(what);
    const isFirst = await this.#redis.set(key, JSON.stringify(drawn), 'PX', 2 * REFRESH_MS, 'NX');
    if (isFirst !== null) return drawn;
    const stored = await this.#redis.get(key);
    return stored === null ? drawn : listsSchema.parse(JSON.parse(stored));
  }
}
