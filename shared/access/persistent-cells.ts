/**
 * Persistent absentees of a school for readers without small numbers: what may be shown of it, and what it counts for in
 * sums over schools, which are made of that alone (`told.ts`).
 */
import { ALL, COHORT_COUNT } from '../attendance/cohorts.ts';
import { hideInFamilies } from './school-cells.ts';
import { SMALLEST_SHOWN } from './withhold.ts';

/** Pupils of a cohort, and those of them who are persistently and severely absent. */
export const PERSISTENT_CELLS = ['enrolments', 'persistent', 'severe'] as const;
type CellsBy<Row> = Record<(typeof PERSISTENT_CELLS)[number], Row>;
/** Numbers of pupils by cohort index. */
export type PersistentRows = CellsBy<Uint32Array>;
export type PersistentShown = Partial<CellsBy<number>>;

const WIDTH = PERSISTENT_CELLS.length;
const MIDDLE = 2;

/** The cells of each cohort that may be shown. */
export function persistentShown(counts: PersistentRows): PersistentShown[] {
  const values = new Float64Array(COHORT_COUNT * WIDTH);
  const withheld = new Uint16Array(COHORT_COUNT);
  for (let at = 0; at < values.length; at++) {
    values[at] = counts[PERSISTENT_CELLS[at % WIDTH]][Math.floor(at / WIDTH)];
    if (values[at] < SMALLEST_SHOWN) withheld[Math.floor(at / WIDTH)] |= 1 << (at % WIDTH);
  }
  hideInFamilies(values, WIDTH, withheld, () => undefined);
  return Array.from(withheld, (set, cohort) => {
    const cells = PERSISTENT_CELLS.map((name, place) => [name, values[cohort * WIDTH + place]] as const);
    return Object.fromEntries(cells.filter((_, place) => !((set >> place) & 1)));
  });
}

/**
 * What of a school goes into sums. What is left out of a cohort is taken at the rate of everyone in the school, or at the
 * middle of a small cell where that is left out too; of a cohort with fewer than five pupils nobody is counted.
 */
export function persistentTold(counts: PersistentRows): PersistentRows {
  const shown = persistentShown(counts);
  const all = shown[ALL];
  const told: PersistentRows = {
    enrolments: new Uint32Array(COHORT_COUNT),
    persistent: new Uint32Array(COHORT_COUNT),
    severe: new Uint32Array(COHORT_COUNT),
  };
  shown.forEach(({ enrolments = 0, persistent, severe }, cohort) => {
    const usual = (of: number | undefined): number =>
      Math.min(enrolments, of && all.enrolments ? Math.round((of * enrolments) / all.enrolments) : MIDDLE);
    told.enrolments[cohort] = enrolments;
    told.persistent[cohort] = persistent ?? usual(all.persistent);
    told.severe[cohort] = Math.min(told.persistent[cohort], severe ?? usual(all.severe));
  });
  return told;
}

/** The same of one cohort by itself. */
export function persistentPairTold<T extends { enrolments: number; persistent: number }>({
  enrolments,
  persistent,
}: T): { enrolments: number; persistent: number } {
  if (enrolments < SMALLEST_SHOWN) return { enrolments: 0, persistent: 0 };
  return { enrolments, persistent: persistent < SMALLEST_SHOWN ? MIDDLE : persistent };
}
