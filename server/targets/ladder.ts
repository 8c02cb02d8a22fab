/** The ladder of a school: last year, its target, similar schools, its authority, and before the pandemic. */
import type { TargetView } from '../../shared/api/targets.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import type { TargetModel } from '../../shared/targets/model.ts';
import type { Candidate } from '../../shared/targets/similar.ts';
import { type England, modelPhase } from './england.ts';
import { isWholeYear, LEAST_MONTHS } from './year-sums.ts';

type Rung = TargetView['ladder'][number];

const points = (value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value.toFixed(2));

export interface LadderParts {
  registry: RegistryModel;
  model: TargetModel;
  england: England;
  candidate: Candidate | undefined;
  date: string;
  la: string;
}

/** Last year's attendance of the authority's schools of the phase: the sum of their sessions. */
function authorityLastYear({ registry, england, candidate, date, la }: LadderParts): number | undefined {
  let possible = 0;
  let attending = 0;
  for (const [urn, sums] of england.years[0]) {
    const school = registry.schools.get(urn);
    if (!school || school.phase !== candidate?.circumstances.phase || !isWholeYear(sums)) continue;
    if (membershipOn(school, date).la !== la) continue;
    possible += sums.possible;
    attending += sums.attending;
  }
  return possible > 0 ? (attending / possible) * 100 : undefined;
}

export function ladderOf(parts: LadderParts, shown: Pick<TargetView, 'value' | 'similar'>): Rung[] {
  const { lastYear } = shown.similar;
  const authority = authorityLastYear(parts);
  const unknownYear = `Fewer than ${LEAST_MONTHS} months of last year are known: import its history.`;
  const rung = (
    name: Rung['rung'],
    words: string,
    value: number | null | undefined,
    note: string | null,
  ): Rung => ({
    rung: name,
    words,
    attendance: points(value),
    note,
  });
  const whenUnknown = (value: unknown, note: string) => (value === null || value === undefined ? note : null);
  return [
    rung('last-year', 'This school last year', lastYear.own, whenUnknown(lastYear.own, unknownYear)),
    rung('target', 'Its target', shown.value, whenUnknown(shown.value, 'No target is in force.')),
    rung(
      'similar-median',
      'Similar schools, the middle, last year',
      lastYear.median,
      whenUnknown(lastYear.median, unknownYear),
    ),
    rung(
      'similar-best-quarter',
      'Similar schools, the best quarter, last year',
      lastYear.bestQuarter,
      whenUnknown(lastYear.bestQuarter, unknownYear),
    ),
    rung(
      'la',
      'Schools of its phase in its local authority, last year',
      authority,
      whenUnknown(authority, unknownYear),
    ),
    rung(
      'before-the-pandemic',
      'This school before the pandemic',
      null,
      'Not known: history reaches three school years back.',
    ),
    alikeBefore(parts),
  ];
}

/** What schools in such circumstances showed in the years the model was fitted on. */
function alikeBefore({ model, candidate }: LadderParts): Rung {
  const rung = 'alike-before-the-pandemic' as const;
  const words = 'Schools in such circumstances before the pandemic';
  if (!candidate || !modelPhase(candidate.circumstances))
    return { rung, words, attendance: null, note: 'The model speaks of mainstream schools only.' };
  const absence = model.expected(candidate.features);
  return {
    rung,
    words,
    attendance: points(100 - absence),
    note: `By the model, fitted on ${model.fittedOn}.`,
  };
}
