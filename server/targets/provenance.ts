/** Who set a target, from what, when, and which version: said so that it can be checked. */

import type { TargetRow } from '../../shared/api/intake/targets.ts';
import type { School } from '../../shared/api/schools.ts';
import type { TargetView } from '../../shared/api/targets.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import { shortDate } from '../../shared/signal/sentence.ts';
import { IMPROVEMENT } from '../../shared/targets/improvement.ts';
import type { TargetModel } from '../../shared/targets/model.ts';
import { type England, modelPhase } from './england.ts';
import type { Modelled } from './modelled.ts';

export interface ProvenanceParts {
  school: School;
  inForce: TargetRow | undefined;
  modelled: Modelled | undefined;
  england: England;
  model: TargetModel;
}

const SET_BY = { abie: 'Department for Education (ABIE)', local: 'Set locally' } as const;

export function provenanceOf(parts: ProvenanceParts): TargetView['provenance'] {
  const { inForce, modelled } = parts;
  const missing = modelled?.missing ?? [];
  if (inForce) return imported(inForce, parts.school.urn, missing);
  return modelled ? byModel(parts, missing) : none(missing);
}

function imported(row: TargetRow, urn: number, missing: string[]) {
  const { kind, target, version, issuedOn, academicYear, note } = row;
  const before = row.urn === urn ? '' : ` It was set for this school as URN ${row.urn}.`;
  return {
    setBy: SET_BY[kind],
    from: 'Imported as given; Bellwether does not work it out.',
    issuedOn,
    note,
    model: null,
    rule: null,
    missing,
    words: `${SET_BY[kind]}: ${target}% for ${academicYear}, version ${version}, issued on ${shortDate(toDay(issuedOn))} ${issuedOn.slice(0, 4)}.${before}`,
  };
}

function byModel({ school, england, model }: ProvenanceParts, missing: string[]) {
  const phase = modelPhase(school);
  const schools = phase ? england.scale[phase].schools : 0;
  const scaled =
    schools > 0
      ? `carried over by ${england.scaledBy} of ${schools} schools of its phase`
      : 'not carried over to now: too few schools have a year to compare with';
  return {
    setBy: 'Bellwether, by a model',
    from: `Circumstances and last years; fitted on ${model.fittedOn}, ${scaled}.`,
    issuedOn: null,
    note: 'Modelled: indicative, and never a reason by itself to list a school.',
    model: model.version,
    rule: `${IMPROVEMENT.version}: ${IMPROVEMENT.label}`,
    missing,
    words: `Modelled, because no target was imported for this year.${
      missing.length > 0 ? ` Not known: ${missing.join(', ')}.` : ''
    }`,
  };
}

function none(missing: string[]) {
  return {
    setBy: 'Nobody',
    from: 'No target was imported, and the model speaks of open mainstream schools only.',
    issuedOn: null,
    note: null,
    model: null,
    rule: null,
    missing,
    words: 'There is no target for this school; one can be imported.',
  };
}
