/** One simulated school, and who is on its roll by year group. */
import type { SimulatedPhase } from './published.ts';

/** Year groups in order; a pupil's year is an index into this list. */
export const YEARS = ['N', 'R', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13'] as const;

/** Ages at the start of the school year run from 3 (N) to 17 (year 13). */
export const AGE_OF_YEAR_N = 3;

export interface SimulatedSchool {
  /** Place in England's list. */
  readonly index: number;
  readonly urn: number;
  readonly name: string;
  readonly phase: SimulatedPhase;
  /** DfE code. */
  readonly la: string;
  readonly region: string;
  /** Trust id and name; null when the LA maintains the school. */
  readonly trust: { readonly id: string; readonly name: string } | null;
  /** OSGB metres. */
  readonly easting: number;
  readonly northing: number;
  readonly rural: boolean;
  readonly pupils: number;
  /** Pupils by year group, in the order of `YEARS`; pupils are numbered through them. */
  readonly years: Uint16Array;
  /** Shares of pupils. */
  readonly fsm: number;
  readonly support: number;
  readonly ehcp: number;
  readonly eal: number;
  /** Mean absence of its pupils of statutory age over a school year, fraction of possible sessions. */
  readonly absence: number;
  /** Index of its supplier of register software. */
  readonly supplier: number;
  /** Root of everything drawn for the school. */
  readonly key: number;
}

/** A class: pupils `from` (included) to `to` (excluded) of one year group. */
export interface ClassGroup {
  readonly name: string;
  readonly year: number;
  readonly from: number;
  readonly to: number;
  /** Place of its first pupil in the year group. */
  readonly serial: number;
}

const CLASS_SIZE: Record<SimulatedPhase, number> = { primary: 29, secondary: 29, special: 9 };

/** The school's classes, in pupil order: *R1*, *7B*. */
export function classesOf(school: Pick<SimulatedSchool, 'phase' | 'years'>): ClassGroup[] {
  const groups: ClassGroup[] = [];
  let from = 0;
  school.years.forEach((count, year) => {
    const start = from;
    const classes = Math.ceil(count / CLASS_SIZE[school.phase]);
    for (let i = 0; i < classes; i++) {
      const to = from + Math.floor(count / classes) + (i < count % classes ? 1 : 0);
      groups.push({ name: `${YEARS[year]}${className(i)}`, year, from, to, serial: from - start });
      from = to;
    }
  });
  return groups;
}

function className(i: number): string {
  const letter = String.fromCharCode(65 + (i % 26));
  return i < 26 ? letter : `${letter}${Math.floor(i / 26) + 1}`;
}
