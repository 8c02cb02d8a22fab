/**
 * Local authorities that no longer exist, by DfE code, and what took their place. Centroids are OSGB metres, from the
 * ONS centroids of May 2023. Sources: the structural changes orders of 2009, 2019, 2021 and 2023.
 */
import { localAuthority } from '../../../shared/attendance/areas.ts';

interface Successor {
  code: string;
  easting: number;
  northing: number;
}

interface ClosedAuthority {
  name: string;
  /** When there are several, the larger by population first. */
  successors: readonly Successor[];
}

const whole = (code: string): readonly Successor[] => [{ code, easting: 0, northing: 0 }];

const CLOSED: Readonly<Record<string, ClosedAuthority>> = {
  '820': {
    name: 'Bedfordshire',
    successors: [
      { code: '823', easting: 504_600, northing: 234_500 },
      { code: '822', easting: 505_700, northing: 256_500 },
    ],
  },
  // Christchurch was part of this Dorset and is in 839 now: its few schools come right with their next record.
  '835': { name: 'Dorset before 2019', successors: whole('838') },
  '836': { name: 'Poole', successors: whole('839') },
  '837': { name: 'Bournemouth', successors: whole('839') },
  '875': {
    name: 'Cheshire',
    successors: [
      { code: '895', easting: 380_500, northing: 363_500 },
      { code: '896', easting: 353_100, northing: 363_200 },
    ],
  },
  '909': {
    name: 'Cumbria',
    successors: [
      { code: '942', easting: 315_800, northing: 533_100 },
      { code: '943', easting: 353_900, northing: 510_900 },
    ],
  },
  '928': {
    name: 'Northamptonshire',
    successors: [
      { code: '941', easting: 467_200, northing: 263_900 },
      { code: '940', easting: 493_600, northing: 281_700 },
    ],
  },
};

/** The LA of a school by the code given; `note` says what was put right, undefined when nothing was. */
export interface ResolvedAuthority {
  la: string;
  note: string | undefined;
}

/**
 * The authority that stands for a code today. Of an authority that was divided a school goes to the part with the
 * nearest centroid, a school without a position to the larger part. Undefined for a code that never was one.
 */
export function resolveAuthority(
  code: string,
  easting: number | null,
  northing: number | null,
): ResolvedAuthority | undefined {
  if (localAuthority(code)) return { la: code, note: undefined };
  const closed = Object.hasOwn(CLOSED, code) ? CLOSED[code] : undefined;
  if (!closed) return undefined;
  const { successors, name } = closed;
  const distance = (part: Successor) =>
    Math.hypot(part.easting - (easting ?? 0), part.northing - (northing ?? 0));
  const placed = easting !== null && northing !== null;
  const [nearest] = placed ? [...successors].sort((a, b) => distance(a) - distance(b)) : successors;
  const how =
    successors.length === 1
      ? ''
      : placed
        ? ', the nearer part'
        : ', the larger part: the school has no position';
  return { la: nearest.code, note: `LA ${code} (${name}) no longer exists: put in ${nearest.code}${how}` };
}
