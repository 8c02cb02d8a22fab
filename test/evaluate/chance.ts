/** How many of a list were said to be chance, and how many were. */
import { chanceOfList } from '../../shared/signal/fdr.ts';
import type { SchoolYear } from '../../shared/signal/school-year.ts';

/** School-days of a sample, whose share of fallen schools is its own. */
export interface ListChance {
  listed: number;
  /** Of those listed, schools that had not fallen. */
  wrong: number;
  said: number;
  /** Schools with a standing that had fallen, listed or not. */
  fallen: number;
}

export const noChance = (): ListChance => ({ listed: 0, wrong: 0, said: 0, fallen: 0 });

/** Adds a day's list of all schools after its close. */
export function addList(
  to: ListChance,
  years: readonly SchoolYear[],
  isFallen: (school: number) => boolean,
): void {
  const downs: number[] = [];
  let judged = 0;
  for (const [i, { standing, down }] of years.entries()) {
    if (standing === 'unknown') continue;
    judged++;
    const fallen = isFallen(i);
    if (fallen) to.fallen++;
    if (standing !== 'slipping') continue;
    downs.push(down);
    if (!fallen) to.wrong++;
  }
  to.listed += downs.length;
  to.said += chanceOfList(downs, judged);
}

export function sumOfChances(all: readonly ListChance[]): ListChance {
  const sum = noChance();
  for (const { listed, wrong, said, fallen } of all) {
    sum.listed += listed;
    sum.wrong += wrong;
    sum.said += said;
    sum.fallen += fallen;
  }
  return sum;
}
