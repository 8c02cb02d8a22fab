/** Cohorts in words. */
const NAMES: Record<string, string> = {
  all: 'Everyone on roll',
  statutory: 'Ages 5 to 15 (statutory)',
  'year:N': 'Nursery',
  'year:R': 'Reception',
  'sex:F': 'Girls',
  'sex:M': 'Boys',
  'fsm:yes': 'Free school meals',
  'fsm:no': 'No free school meals',
  'sen:none': 'No special need',
  'sen:support': 'SEN support',
  'sen:ehcp': 'EHC plan',
  'eal:yes': 'English as an additional language',
  'eal:no': 'English first language',
  'cla:yes': 'Looked after',
  'socialWorker:yes': 'Has a social worker',
};

/** `year:7` as `Year 7`; a cohort without words as it is. */
export const cohortName = (cohort: string): string => NAMES[cohort] ?? cohort.replace(/^year:/, 'Year ');
