/** The shape that goes with a gap: the same steps as the colours. */
import { AREA_JUDGED_FROM, classOf, JUDGED_FROM, NEUTRAL, type Scale } from '../map/colours.ts';

export type Kind = 'below' | 'above' | 'usual' | 'waiting';

/** `gap` in points, `coverage` 0 to 1. A school waits until 80% of its registers are in, an area until 20%. */
export function kindOf(gap: number | null, coverage: number | null, scale: Scale): Kind {
  const enough = scale === 'school' ? JUDGED_FROM : AREA_JUDGED_FROM;
  if (gap === null || (coverage ?? 0) < enough) return 'waiting';
  const away = classOf(gap, scale) - NEUTRAL;
  return away < 0 ? 'below' : away > 0 ? 'above' : 'usual';
}
