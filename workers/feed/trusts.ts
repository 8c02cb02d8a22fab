/** Academy trusts: most are local to an LA, some cover a region, a few work all over England. */

import { trustNames } from './names.ts';
import type { Place } from './places.ts';
import { drawsOf, keyOf } from './random.ts';

export interface Trust {
  readonly id: string;
  readonly name: string;
}

/** A drawer of trusts: the trust of the next academy in an LA. */
export type DrawTrust = (la: string, region: string) => Trust;

const NATIONAL = 14;
const PER_REGION = 30;
/** People (thousands) for each trust of an LA. */
const PEOPLE_PER_TRUST = 32;

/** Shares of academies by the kind of their trust; the rest belong to a trust of their LA. */
const NATIONAL_SHARE = 0.05;
const REGIONAL_SHARE = 0.2;
const ALONE_SHARE = 0.08;

/** Trusts for the places of England, deterministic by seed. */
export function trustsOf(places: readonly Place[], seed: string): DrawTrust {
  const draws = drawsOf(keyOf(`${seed}:trusts`));
  const nextName = trustNames(draws);
  let made = 0;
  const make = (): Trust => ({ id: `T${String(++made).padStart(4, '0')}`, name: nextName() });
  const list = (count: number) => Array.from({ length: count }, make);
  const national = list(NATIONAL);
  const regional = new Map<string, Trust[]>();
  const local = new Map<string, Trust[]>();
  for (const { la, people } of places) {
    if (!regional.has(la.region)) regional.set(la.region, list(PER_REGION));
    local.set(la.code, list(Math.max(1, Math.round(people / PEOPLE_PER_TRUST))));
  }
  // Squaring favours the first of a list: trusts differ in size.
  const from = (trusts: readonly Trust[]) => trusts[Math.floor(draws.next() ** 2 * trusts.length)];
  return (la, region) => {
    const u = draws.next();
    if (u < ALONE_SHARE) return make();
    if (u < ALONE_SHARE + NATIONAL_SHARE) return from(national);
    if (u < ALONE_SHARE + NATIONAL_SHARE + REGIONAL_SHARE) return from(regional.get(region)!);
    return from(local.get(la)!);
  };
}
