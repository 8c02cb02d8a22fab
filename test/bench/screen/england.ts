/** A small installation's picture made as large as England: every school many times over, each a little apart. */
import type { Registry, Row, Snapshot, Usual } from '../../../shared/live/down.ts';

export const ENGLAND = 21_000;
const FIRST_URN = 100_000;
/** Metres between a school and its doubles, at most. */
const APART = 40_000;

const spread = (seed: number): number => ((Math.imul(seed, 2_654_435_761) >>> 8) / 2 ** 24 - 0.5) * APART;

/** The registry with `ENGLAND` schools, numbered from 100000 on. */
export function largeRegistry(registry: Registry): Registry {
  const { schools } = registry;
  const small = schools.urn.length;
  const all = Array.from({ length: ENGLAND }, (_, i) => i);
  const column = <T>(values: readonly T[]): T[] => all.map((i) => values[i % small]);
  const moved = (values: readonly (number | null)[], seed: number): (number | null)[] =>
    all.map((i) => {
      const value = values[i % small];
      return value === null ? null : Math.round(value + (i < small ? 0 : spread(2 * i + seed)));
    });
  return {
    ...registry,
    schools: {
      urn: all.map((i) => FIRST_URN + i),
      name: column(schools.name),
      la: column(schools.la),
      phase: column(schools.phase),
      trust: column(schools.trust),
      easting: moved(schools.easting, 0),
      northing: moved(schools.northing, 1),
      pupils: column(schools.pupils),
    },
    hubs: [],
  };
}

/** The snapshot for `largeRegistry`. */
export function largeSnapshot(snapshot: Snapshot, urns: readonly number[]): Snapshot {
  const place = new Map(urns.map((urn, i) => [urn, i]));
  const many = <T extends readonly (number | null)[]>(rows: readonly T[]): T[] =>
    rows.flatMap((row) => {
      const first = place.get(row[0] ?? -1);
      const copies: T[] = [];
      for (let i = first ?? ENGLAND; i < ENGLAND; i += urns.length)
        copies.push([FIRST_URN + i, ...row.slice(1)] as unknown as T);
      return copies;
    });
  return {
    ...snapshot,
    rows: many<Row>(snapshot.rows),
    usual: many<Usual>(snapshot.usual),
    signals: many(snapshot.signals),
  };
}
