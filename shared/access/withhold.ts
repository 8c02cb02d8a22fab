/**
 * Small numbers, for readers who may not see them: cells under 5 are left out, and so is one more cell of every sum
 * that would give a left-out one away.
 */
import type { Measures } from '../attendance/measures.ts';

const SMALLEST_SHOWN = 5;

/** Each sum and its parts, the largest first (contract, *Measures*). */
const SUMS: readonly (readonly [keyof Measures, readonly (keyof Measures)[]])[] = [
  ['onRoll', ['marked', 'unmarked']],
  ['marked', ['possible', 'notPossible', 'administrative']],
  ['possible', ['attending', 'absent']],
  ['attending', ['present', 'approvedActivity']],
  ['absent', ['authorised', 'unauthorised']],
];

/** The smallest shown part of a sum of which exactly one of the given cells is left out. */
function partToHide(given: Partial<Measures>, shown: Partial<Measures>): keyof Measures | undefined {
  for (const [sum, parts] of SUMS) {
    const hidden = [sum, ...parts].filter((cell) => given[cell] !== undefined && shown[cell] === undefined);
    if (hidden.length !== 1) continue;
    const left = parts.filter((part) => shown[part] !== undefined);
    return left.reduce((least, part) => ((shown[part] ?? 0) < (shown[least] ?? 0) ? part : least), left[0]);
  }
  return undefined;
}

/** The cells of one cohort that may be shown. */
export function withholdSmall(measures: Partial<Measures>): Partial<Measures> {
  const shown: Partial<Measures> = { ...measures };
  for (const cell of Object.keys(measures) as (keyof Measures)[])
    if ((measures[cell] ?? 0) < SMALLEST_SHOWN) delete shown[cell];
  for (;;) {
    const part = partToHide(measures, shown);
    if (part === undefined) return shown;
    delete shown[part];
  }
}
