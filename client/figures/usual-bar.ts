/** Absence by class today beside what is usual, on one scale. */
import type { UsualReasons } from '../../shared/api/reasons.ts';
import { count } from '../ui/format.ts';

export interface AwayCounts {
  possible: number;
  absent: number;
  authorised: number;
  unauthorised: number;
  unexplained: number;
  usual?: number | null;
}

/** Percent of possible sessions; `without`: unauthorised and without a reason together, as past days are known. */
export interface AwayRates {
  authorised: number;
  without: number;
}

export const todayRates = ({ possible, authorised, unauthorised, unexplained }: AwayCounts): AwayRates => ({
  authorised: (100 * authorised) / possible,
  without: (100 * (unauthorised + unexplained)) / possible,
});

export function usualRates(usual: UsualReasons | null): AwayRates | null {
  if (!usual || usual.authorised === null || usual.unauthorised === null) return null;
  return { authorised: usual.authorised, without: usual.unauthorised };
}

const total = ({ authorised, without }: AwayRates): number => authorised + without;

/** Widths of both bars in percent of the longer one. */
export function barWidths(today: AwayRates, usual: AwayRates | null): { today: number; usual: number } {
  const most = Math.max(total(today), usual ? total(usual) : 0) || 1;
  return { today: (100 * total(today)) / most, usual: usual ? (100 * total(usual)) / most : 0 };
}

/** `7,369 pupils away, 413 more than usual`; plain without a usual level or before anybody is away. */
export function awayTitle(figures: AwayCounts | null): string {
  if (!figures || figures.absent === 0) return 'Pupils away';
  const away = `${count(figures.absent)} pupils away`;
  if (figures.usual == null) return away;
  const more = figures.absent - (figures.possible * (100 - figures.usual)) / 100;
  const size = Math.abs(more) >= 1000 ? Math.round(more / 100) * 100 : Math.round(more);
  if (size === 0) return `${away}, as usual`;
  return `${away}, ${count(Math.abs(size))} ${size > 0 ? 'more' : 'fewer'} than usual`;
}
