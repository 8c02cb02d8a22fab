/**
 * A school's circumstances as numbers: what the model predicts attendance from and what makes schools similar. None of
 * them is attendance, and none says where a school is more finely than its region. NaN is *not known*.
 */
import type { Phase } from '../api/schools.ts';
import { REGIONS } from '../attendance/areas.ts';

/** What is known of a school, before it becomes numbers. Percent are 0 to 100; undefined is not known. */
export interface SchoolCircumstances {
  phase: Phase;
  name: string;
  /** GIAS type of establishment. */
  type: string;
  /** `E12…`. */
  region?: string | undefined;
  /** DfE counts Inner and Outer London as regions of their own. */
  innerLondon?: boolean | undefined;
  /** Pupils on roll. */
  roll?: number | undefined;
  fsm?: number | undefined;
  senSupport?: number | undefined;
  senEhcp?: number | undefined;
  eal?: number | undefined;
  /** Share of pupils of statutory age, 0 to 1 (low in infant schools and with a sixth form or nursery). */
  statutoryShare?: number | undefined;
  /** Roll over places, 0 to 1.2. */
  occupancy?: number | undefined;
  /** Sessions possible last year for each pupil ever enrolled, less the usual of the phase: low where pupils come and go. */
  stay?: number | undefined;
  /** Natural log of this year's pupils over last year's. */
  growth?: number | undefined;
  /** In its first year: there is no last year of it, nor of a school that became it. */
  fresh?: boolean | undefined;
  /** For fitting alone: `stay` is of the year itself, of which no year before is known. */
  sameYear?: boolean | undefined;
  /** Undefined: told by the school's name. */
  selective?: boolean | undefined;
}

/** An input of the model. */
export interface Feature {
  key: string;
  /** As people say it. */
  words: string;
  unit: '%' | 'pupils' | 'yes' | '';
  of: (school: SchoolCircumstances) => number;
}

const flag = (key: string, words: string, holds: (school: SchoolCircumstances) => boolean): Feature => ({
  key,
  words,
  unit: 'yes',
  of: (school) => (holds(school) ? 1 : 0),
});
const amount = (
  key: keyof SchoolCircumstances & string,
  words: string,
  unit: Feature['unit'] = '%',
): Feature => ({ key, words, unit, of: (school) => (school[key] as number | undefined) ?? Number.NaN });

/** Whether a school chooses pupils by ability. */
export function isSelective(school: SchoolCircumstances): boolean {
  return school.selective ?? (school.phase === 'secondary' && /\bgrammar\b/i.test(school.name));
}

/** The order is that of the stored models: append only. */
export const FEATURES: readonly Feature[] = [
  flag('secondary', 'secondary phase', ({ phase }) => phase === 'secondary'),
  amount('fsm', 'free school meals'),
  amount('senSupport', 'SEN support'),
  amount('senEhcp', 'education, health and care plans'),
  amount('eal', 'English as an additional language'),
  {
    key: 'roll',
    words: 'pupils on roll',
    unit: 'pupils',
    of: ({ roll }) => (roll ? Math.log(roll) : Number.NaN),
  },
  amount('statutoryShare', 'share of pupils aged 5 to 15', ''),
  amount('occupancy', 'roll against places', ''),
  amount('stay', 'pupils who stay all year', ''),
  amount('growth', 'growth of the roll', ''),
  flag('infant', 'infant or first school', ({ name }) => /infant|first school|nursery/i.test(name)),
  flag('junior', 'junior or middle school', ({ name }) => /junior|middle/i.test(name)),
  flag('catholic', 'Roman Catholic', ({ name }) => /catholic|\bRC\b/i.test(name)),
  flag('churchOfEngland', 'Church of England', ({ name }) =>
    /church of england|\bc ?of ?e\b|\bCE\b/i.test(name),
  ),
  flag('saint', 'named after a saint', ({ name }) =>
    /\bst\.? |saint|holy|sacred|our lady|christ/i.test(name),
  ),
  flag('selective', 'selective', isSelective),
  flag('girls', 'girls only', ({ name }) => /girls/i.test(name)),
  flag('boys', 'boys only', ({ name }) => /boys/i.test(name)),
  flag('sponsored', 'sponsored academy', ({ type }) => /sponsor/i.test(type)),
  flag('converter', 'converter academy', ({ type }) => /converter/i.test(type)),
  flag('free', 'free school', ({ type }) => /free school/i.test(type)),
  flag('technical', 'technical college or studio school', ({ type }) =>
    /UTC|university technical|studio/i.test(type),
  ),
  ...REGIONS.map(({ code, name }) => flag(`region:${code}`, `in ${name}`, ({ region }) => region === code)),
  flag('innerLondon', 'in Inner London', ({ innerLondon }) => innerLondon === true),
  flag('fresh', 'in its first year', ({ fresh }) => fresh === true),
  flag('sameYear', 'turnover of the same year', ({ sameYear }) => sameYear === true),
];

/** Inputs that every target should have; the others sharpen it. Named on a target when missing. */
export const MEASURED: readonly string[] = [
  'fsm',
  'senSupport',
  'senEhcp',
  'eal',
  'roll',
  'statutoryShare',
  'occupancy',
  'stay',
  'growth',
];

export const featureIndex = (key: string): number => FEATURES.findIndex((feature) => feature.key === key);

/** The features of a school, in the order of `FEATURES`. */
export function featuresOf(school: SchoolCircumstances): Float64Array {
  return Float64Array.from(FEATURES, (feature) => feature.of(school));
}

/** Words of the inputs that are not known. */
export function missingInputs(features: Float64Array): string[] {
  return MEASURED.filter((key) => Number.isNaN(features[featureIndex(key)])).map(
    (key) => FEATURES[featureIndex(key)].words,
  );
}
