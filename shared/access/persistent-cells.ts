/**
 * Persistent absentees of a school for readers without small numbers: what may be shown of it, and what it counts for in
 * sums over schools, which are made of that alone (`told.ts`).
 */
import { ALL, COHORT_COUNT, STATUTORY } from '../attendance/cohorts.ts';
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

/** Leaves out of everyone what would tell a small cell of those who are not of statutory age. */
function guardOthers(values: Float64Array, withheld: Uint16Array): void {
  const others = (place: number): number => values[ALL * WIDTH + place] - values[STATUTORY * WIDTH + place];
  if (others(0) === 0) return;
  for (let place = 0; place < WIDTH; place++) if (others(place) < SMALLEST_SHOWN) withheld[ALL] |= 1 << place;
}

/** The cells of each cohort that may be shown. */
export function persistentShown(counts: PersistentRows): PersistentShown[] {
  const values = new Float64Array(COHORT_COUNT * WIDTH);
  const withheld = new Uint16Array(COHORT_COUNT);
  for (let at = 0; at < values.length; at++) {
    values[at] = counts[PERSISTENT_CELLS[at % WIDTH]][Math.floor(at / WIDTH)];
    if (values[at] < SMALLEST_SHOWN) withheld[Math.floor(at / WIDTH)] |= 1 << (at % WIDTH);
  }
  guardOthers(values, withheld);
  hideInFamilies(values, WIDTH, withheld, () => undefined);
  return Array.from(withheld, (set, cohort) => {
    const cells = PERSISTENT_CELLS.map((name, place) => [name, values[cohort * WIDTH + place]] as const);
    return Object.fromEntries(cells.filter((_, place) => !((set >> place) & 1)));
  });
}

/**
 * What of a school goes into sums. What is left out of a cohort is taken at the rate of everyone in the school, where that
 * is left out of those of statutory age, or else at the middle of a small cell; of a cohort with fewer than five pupils
 * nobody is counted, but of everyone those of statutory age.
 */
export function persistentTold(counts: PersistentRows): PersistentRows {
  const shown = persistentShown(counts);
  const told: PersistentRows = {
    enrolments: new Uint32Array(COHORT_COUNT),
    persistent: new Uint32Array(COHORT_COUNT),
    severe: new Uint32Array(COHORT_COUNT),
  };
  shown.forEach(({ persistent, severe, ...cells }, cohort) => {
    const enrolments = cells.enrolments ?? (cohort === ALL ? shown[STATUTORY].enrolments : undefined) ?? 0;
    const usual = (name: 'persistent' | 'severe'): number =>
      Math.min(enrolments, usualOf(shown, name, enrolments) ?? MIDDLE);
    told.enrolments[cohort] = enrolments;
    told.persistent[cohort] = persistent ?? usual('persistent');
    told.severe[cohort] = Math.min(told.persistent[cohort], severe ?? usual('severe'));
  });
  return told;
}

/** Pupils at the rate of everyone in the school, or of those of statutory age; undefined where neither is shown. */
function usualOf(
  shown: readonly PersistentShown[],
  name: 'persistent' | 'severe',
  enrolments: number,
): number | undefined {
  for (const { [name]: pupils, enrolments: of } of [shown[ALL], shown[STATUTORY]])
    if (pupils !== undefined && of) return Math.round((pupils * enrolments) / of);
  return undefined;
}

/** The same of one cohort by itself. */
export function persistentPairTold<T extends { enrolments: number; persistent: number }>({
  enrolments,
  persistent,
}: T): { enrolments: number; persistent: number } {
  if (enrolments < SMALLEST_SHOWN) return { enrolments: 0, persistent: 0 };
  return { enrolments, persistent: persistent < SMALLEST_SHOWN ? MIDDLE : persistent };
}
