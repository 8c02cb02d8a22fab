/** `GET /api/v1/sessions/{date}/{session}/absentees` */
import { setImmediate } from 'node:timers/promises';
import { holdsPupils } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import type { AbsenceCounts, AbsenceKind, Absentee, AbsenteeSchool } from '../../shared/api/absentees.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { School } from '../../shared/api/schools.ts';
import { codeRow } from '../../shared/attendance/codes.ts';
import { fromDay, toDay } from '../../shared/attendance/dates.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Vault } from '../../shared/node/vault/vault.ts';
import type { Subjects } from '../access/subjects.ts';
import { type Auditor, statesNeed } from '../audit/auditor.ts';
import type { ContactStore, StoredAbsenceContact } from '../contacts/store.ts';
import type { CsvRow } from '../http/csv.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { schoolFacts } from '../registry/areas.ts';
import { loadSchools, type Moment } from './load.ts';
import {
  absenceOf,
  absenteeRow,
  compareAbsentees,
  countPupil,
  isOfKind,
  noCounts,
  type RowSight,
  type SchoolAbsence,
  yearGroupOf,
} from './rows.ts';
import { schoolsAsked, scopeSubject, scopeText } from './scope.ts';

/** Schools read at once; between them the event loop goes on. */
const SCHOOLS_AT_ONCE = 50;

export interface AbsenteeParts {
  live: Live;
  store: Store;
  subjects: Subjects;
  auditor: Auditor;
  vault: Pick<Vault, 'read'>;
  contacts: Pick<ContactStore, 'absenceContacts'>;
  /** Codes that are shown only where a need is stated, with commas between; `none`. */
  sensitiveCodes: string;
}

export function mountAbsentees(mount: Mount, parts: AbsenteeParts): void {
  const { live, store, subjects, auditor, vault, contacts } = parts;
  const sensitive = new Set(parts.sensitiveCodes.split(',').map(codeRow));
  mount(ENDPOINTS.absentees, {
    subject: scopeSubject(subjects),
    cache: 'no-store',
    rows: ({ pupils }) => pupils.map(pupilRow),
    answer: async ({ params: { date, session }, query, reader, request }) => {
      const schools = schoolsAsked(subjects, { ...query }, reader, date);
      const moment: Moment = { day: toDay(date), session };
      const reason = auditor.reasonOf(request);
      const sight: RowSight = { stated: statesNeed(reason), sensitive };
      const counts = noCounts();
      const found: { schools: AbsenteeSchool[]; pupils: Absentee[] } = { schools: [], pupils: [] };
      for (let from = 0; from < schools.length; from += SCHOOLS_AT_ONCE) {
        const some = schools.slice(from, from + SCHOOLS_AT_ONCE);
        const isNamed = (school: School) => mayName(live, reader, school);
        const named = new Set(some.filter(isNamed).map(({ urn }) => urn));
        const [loadedSchools, names, calls] = await Promise.all([
          loadSchools(store, live.registry, some, moment),
          vault.read([...named]),
          contacts.absenceContacts([...named], date),
        ]);
        for (const loaded of loadedSchools) {
          loaded.names = names.get(loaded.school.urn);
          loaded.contacts = lastCalls(calls, loaded.school.urn);
          const absence = absenceOf(loaded, moment.day);
          found.schools.push(schoolBody(absence, loaded.names !== undefined, counts));
          if (loaded.names) found.pupils.push(...pupilRows(absence, query.kind, sight));
        }
        await setImmediate();
      }
      found.pupils.sort(compareAbsentees);
      const seen = {
        what: `${date} ${session} ${scopeText({ ...query }, reader)}`,
        schools: found.schools.filter(({ named }) => named).map(({ urn }) => urn),
        pupils: found.pupils.length,
        reason,
      };
      const isFile = request.accepts(['application/json', 'text/csv']) === 'text/csv';
      if (seen.schools.length > 0)
        await auditor.record(reader, {
          action: isFile ? 'pupils.absentees-csv' : 'pupils.absentees',
          ...seen,
        });
      return { date, session, counts, ...found };
    },
  });
}

/** By where the school belongs today, whatever the date asked about. */
function mayName(live: Live, reader: Reader, school: School): boolean {
  return holdsPupils(reader, schoolFacts(live.registry, school, live.model.date));
}

/** The last contact about each absent pupil of a school, by slot. */
function lastCalls(calls: readonly StoredAbsenceContact[], urn: number): Map<number, StoredAbsenceContact> {
  return new Map(calls.filter((call) => call.urn === urn).map((call) => [call.slot, call]));
}

function pupilRows(absence: SchoolAbsence, kind: AbsenceKind | undefined, sight: RowSight): Absentee[] {
  return absence.absent.flatMap((pupil) => {
    const row = isOfKind(pupil, kind) ? absenteeRow(absence.loaded, pupil, sight) : undefined;
    return row ? [row] : [];
  });
}

/** Counts of a school, added to those of all. */
function schoolBody(
  { loaded: { school, days, hasEarlier: earlier }, onRoll, marked, absent }: SchoolAbsence,
  named: boolean,
  all: AbsenceCounts,
): AbsenteeSchool {
  const counts = noCounts();
  const yearGroups: Record<string, AbsenceCounts> = {};
  for (const pupil of absent) {
    const yearGroup = yearGroupOf(pupil.mask) ?? 'unknown';
    yearGroups[yearGroup] ??= noCounts();
    for (const into of [all, counts, yearGroups[yearGroup]]) countPupil(into, pupil);
  }
  const shown = named ? days.map(fromDay) : [];
  const about = { urn: school.urn, name: school.name, onRoll, marked, earlier };
  return { ...about, ...counts, named, yearGroups, days: shown };
}

function pupilRow({ spell, weekdays: _, yearToDate, contact, ...row }: Absentee): CsvRow {
  return {
    ...row,
    spellFrom: spell.from,
    spellSessions: spell.sessions,
    spellDays: spell.days,
    spellOrLonger: spell.orLonger,
    stage: spell.stage,
    possible: yearToDate.possible,
    absent: yearToDate.absent,
    attendance: yearToDate.attendance,
    contact: contact?.outcome,
  };
}
