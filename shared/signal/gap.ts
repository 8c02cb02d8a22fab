/**
 * The three-part gap: to target = season + shared + own, to the hundredth of a point exactly. The parts are rounded
 * as whole hundredths and *own* is what is left: the school's level against its target and today against its level.
 */

export interface Gap {
  toTarget: number;
  season: number;
  shared: number;
  own: number;
}

const hundredths = (points: number) => Math.round(points * 100);

/** Points rounded to a hundredth, never -0. */
export function rounded(points: number): number {
  return hundredths(points) / 100 + 0;
}

/** @param season, shared points of attendance that season and shock bring (below nought: more absence) */
export function gapOf(attendance: number, target: number, season: number, shared: number): Gap {
  const [toTarget, seasonPart, sharedPart] = [
    hundredths(attendance) - hundredths(target),
    hundredths(season),
    hundredths(shared),
  ];
  return {
    toTarget: toTarget / 100,
    season: seasonPart / 100,
    shared: sharedPart / 100,
    own: (toTarget - seasonPart - sharedPart) / 100,
  };
}
