/** An area's own gap to its schools' targets, by the signals of its schools. */
import { addToArea, areaGap, noAreaSums } from '../../shared/signal/area.ts';
import type { SignalOf } from './signals-on.ts';

/** Points; `schools` have a target and marks on the day. */
export interface AreaGapBody {
  attendance: number;
  target: number;
  toTarget: number;
  season: number;
  shared: number;
  own: number;
  schools: number;
}

const rounded = (percent: number): number => Math.round(percent * 100) / 100;

/** Undefined where no school has a target and marks. */
export function areaGapOf(urns: readonly number[], signalOf: SignalOf): AreaGapBody | undefined {
  const sums = noAreaSums();
  let schools = 0;
  for (const urn of urns) {
    const signal = signalOf(urn);
    if (!signal?.gap || signal.target === undefined || signal.possible === 0) continue;
    const { possible, attending, target, level, gap } = signal;
    addToArea(sums, {
      possible,
      absent: possible - attending,
      target,
      level,
      season: gap.season,
      shared: gap.shared,
    });
    schools++;
  }
  const gap = areaGap(sums);
  return gap && { ...gap, attendance: rounded(gap.attendance), target: rounded(gap.target), schools };
}
