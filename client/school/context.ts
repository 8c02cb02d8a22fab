/** What the parts of a school's page share. */
import { createContext } from 'svelte';
import type { Figure, FigureValue } from '../../shared/api/disputes.ts';
import type { SchoolDisputes } from '../state/school-disputes.svelte.ts';

/** A figure that somebody asks about, as it is shown. */
export interface AskedFigure {
  figure: Figure;
  /** What the page calls it: `attendance, Friday morning`. */
  name: string;
  shown: FigureValue | null;
}

export interface SchoolPage {
  disputes: SchoolDisputes;
  /** Whether this reader may say that a figure looks wrong. */
  mayDispute: boolean;
  /** Opens *this looks wrong* for a figure. */
  ask: (asked: AskedFigure) => void;
}

export const [schoolPage, provideSchoolPage] = createContext<SchoolPage>();
