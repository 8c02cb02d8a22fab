/** The attack on sums: what one gets less what one sees, over every sum that a policy gives. */
import fc from 'fast-check';
import type { AreaFacts, decide as decideOf, SchoolFacts } from '../../shared/access/policy.ts';
import { scopeHolds } from '../../shared/access/policy.ts';
import type { Reader, Role } from '../../shared/access/roles.ts';

export const REGIONS = ['E12000001', 'E12000002', 'E12000003'];
const PHASES = ['primary', 'secondary'];

/** A small England: LAs 100 to 105, two a region. */
export const worlds = fc
  .array(fc.record({ la: fc.nat(5), phase: fc.nat(1), trust: fc.nat(3), hub: fc.nat(3) }), {
    minLength: 2,
    maxLength: 14,
  })
  .map((drawn) =>
    drawn.map(
      ({ la, phase, trust, hub }, i): SchoolFacts => ({
        urn: 100_000 + i,
        la: String(100 + la),
        region: REGIONS[la >> 1],
        phase: PHASES[phase],
        trust: trust === 0 ? null : `T${trust}`,
        hubs: hub === 0 ? [] : [{ id: `H${hub}`, tier: 'enhanced' }],
      }),
    ),
  );

export function scopeOf(role: Role, school: SchoolFacts): string | undefined {
  if (role === 'rise') return `region:${school.region}`;
  if (role === 'hub') return school.hubs[0] && `hub:${school.hubs[0].id}`;
  if (role === 'la') return `la:${school.la}`;
  if (role === 'trust') return school.trust ? `trust:${school.trust}` : undefined;
  return `school:${school.urn}`;
}

export interface Sum {
  name: string;
  schools: ReadonlySet<SchoolFacts>;
}

/** Every sum the policy gives a reader, uncut and cut. */
export function sumsGiven(decide: typeof decideOf, reader: Reader, world: readonly SchoolFacts[]): Sum[] {
  const named = [
    ['england', 'E92000001'],
    ...REGIONS.map((id) => ['region', id]),
    ...[0, 1, 2, 3, 4, 5].map((la) => ['la', String(100 + la)]),
    ...[1, 2, 3].flatMap((n) => [
      ['trust', `T${n}`],
      ['hub', `H${n}`],
    ]),
  ] as [AreaFacts['kind'], string][];
  const sums: Sum[] = [];
  for (const [kind, id] of named) {
    const schools = world.filter((one) => kind === 'england' || scopeHolds(`${kind}:${id}`, one));
    const area: AreaFacts = { kind, id, schools: () => schools };
    const homeSchools = () => world.filter((one) => scopeHolds(reader.scope, one));
    if (decide(reader, 'read-area', { area, homeSchools }) === 'ok')
      sums.push({ name: `${kind}:${id}`, schools: new Set(schools) });
    if (decide(reader, 'read-area', { area, homeSchools, cut: true }) === 'ok')
      for (const phase of PHASES)
        sums.push({
          name: `${kind}:${id}/${phase}`,
          schools: new Set(schools.filter((s) => s.phase === phase)),
        });
  }
  return sums;
}

/**
 * Whether some school one may not see follows from the sums: whether its indicator lies in the span of the sums once
 * everything seen is taken away. Gaussian elimination, exact in fractions of small numbers.
 */
export function givesAway(sums: readonly Sum[], unseen: readonly SchoolFacts[]): SchoolFacts | undefined {
  const rows = sums.map(({ schools }) => unseen.map((one) => (schools.has(one) ? 1 : 0)));
  const reduced = eliminate(rows);
  return unseen.find((_, i) =>
    reduced.some((row) => row[i] !== 0 && row.every((cell, j) => j === i || cell === 0)),
  );
}

/** Reduced row echelon form: an indicator is in the span only if it is one of its rows. */
function eliminate(from: number[][]): number[][] {
  const rows = from.map((row) => [...row]);
  let at = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
    const pivot = rows.findIndex((row, i) => i >= at && Math.abs(row[column]) > 1e-9);
    if (pivot < 0) continue;
    [rows[at], rows[pivot]] = [rows[pivot], rows[at]];
    const lead = rows[at][column];
    rows[at] = rows[at].map((cell) => cell / lead);
    for (let i = 0; i < rows.length; i++) {
      const factor = rows[i][column];
      if (i !== at && factor !== 0)
        rows[i] = rows[i].map((cell, j) => {
          const left = cell - factor * rows[at][j];
          return Math.abs(left) < 1e-9 ? 0 : left;
        });
    }
    at++;
  }
  return rows;
}
