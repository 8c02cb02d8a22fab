/** Persistent and severe absence, year to date: pupils of a school for those who may see them, counts for all. */

import {
  type PersistentShown,
  persistentShown,
  persistentTold,
} from '../../shared/access/persistent-cells.ts';
import { sightOf } from '../../shared/access/policy.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { SchoolPersistent } from '../../shared/api/persistent.ts';
import { COHORT_COUNT, COHORTS } from '../../shared/attendance/cohorts.ts';
import { fromDay, londonTime, schoolYearOf, toDay } from '../../shared/attendance/dates.ts';
import { compareRosters, masksOnDay, rosterInForce, standingSlots } from '../../shared/attendance/roster.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { forEachValue, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import {
  decodePersistent,
  emptyPersistent,
  type PersistentCounts,
} from '../../shared/redis/layouts/persistent.ts';
import { decodeYearToDate, slotCountOf, upnAt } from '../../shared/redis/layouts/pupils.ts';
import { decodeRoster } from '../../shared/redis/layouts/roster.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import type { Auditor } from '../audit/auditor.ts';
import { cohortRows } from '../http/csv.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { areaName, schoolsOf } from '../registry/areas.ts';
import { isShown, type Shown } from './cohorts-body.ts';

const FIRST_YEAR = COHORTS.indexOf('year:N');
const LAST_YEAR = COHORTS.indexOf('year:13');

/** `2026/27` for the school year that starts in 2026. */
export function schoolYearName(schoolYear: number): string {
  return `${schoolYear}/${String((schoolYear + 1) % 100).padStart(2, '0')}`;
}

/** At 10% (`persistent`) or 50% (`severe`) of possible sessions missed; whole numbers, so exact. */
export function isPersistent(absent: number, possible: number): boolean {
  return possible > 0 && absent * 10 >= possible;
}

export function isSevere(absent: number, possible: number): boolean {
  return possible > 0 && absent * 2 >= possible;
}

/** @param told what of a school goes into the sums */
async function readPersistent(
  store: Store,
  urns: readonly number[],
  schoolYear: number,
  told: (counts: PersistentCounts) => PersistentCounts = (counts) => counts,
): Promise<PersistentCounts> {
  const sums = emptyPersistent();
  await forEachValue(
    store,
    urns,
    (p) => partitionKeys.persistent(p, schoolYear),
    (_, bytes) => {
      const counts = told(decodePersistent(bytes));
      for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
        sums.enrolments[cohort] += counts.enrolments[cohort];
        sums.persistent[cohort] += counts.persistent[cohort];
        sums.severe[cohort] += counts.severe[cohort];
      }
    },
  );
  return sums;
}

/** Cells by cohort index. */
const everyCell = (counts: PersistentCounts): PersistentShown[] =>
  COHORTS.map((_, i) => ({
    enrolments: counts.enrolments[i],
    persistent: counts.persistent[i],
    severe: counts.severe[i],
  }));

function countsBody(counts: PersistentCounts, shown: Shown): Record<string, PersistentShown> {
  const cells = sightOf(shown.reader).smallNumbers ? everyCell(counts) : persistentShown(counts);
  const body: Record<string, PersistentShown> = {};
  COHORTS.forEach((cohort, i) => {
    if (!isShown(cohort, shown) || (i > 0 && counts.enrolments[i] === 0)) return;
    body[cohort] = cells[i];
  });
  return body;
}

/** Year group by slot, from the roster in force on a day. */
function yearGroups(
  packed: readonly Buffer[],
  day: number,
  slotCount: number,
): (slot: number) => string | undefined {
  const rosters = packed.map(decodeRoster).sort(compareRosters);
  const masks = masksOnDay(rosterInForce(rosters, day), day, slotCount, standingSlots(rosters));
  return (slot) => {
    for (let cohort = FIRST_YEAR; cohort <= LAST_YEAR; cohort++)
      if (masks[slot] & (1 << cohort)) return COHORTS[cohort].slice('year:'.length);
    return undefined;
  };
}

/** Pupils at 10% or more, most absent first. */
async function persistentPupils(store: Store, urn: number, day: number): Promise<SchoolPersistent['pupils']> {
  const p = partitionOf(urn, store.partitions);
  const [packed, table, rosters] = await Promise.all([
    store.redis.hgetBuffer(partitionKeys.yearToDate(p, schoolYearOf(day)), String(urn)),
    store.redis.getBuffer(partitionKeys.pupils(p, urn)),
    store.redis.hvalsBuffer(partitionKeys.rosters(p, urn)),
  ]);
  if (!packed || !table) return [];
  const { possible, absent } = decodeYearToDate(packed);
  const yearGroupOf = yearGroups(rosters, day, Math.max(slotCountOf(table), possible.length));
  const pupils: SchoolPersistent['pupils'] = [];
  for (let slot = 0; slot < possible.length; slot++) {
    const upn = isPersistent(absent[slot], possible[slot]) ? upnAt(table, slot) : undefined;
    if (upn === undefined) continue;
    const yearGroup = yearGroupOf(slot);
    pupils.push({
      upn,
      ...(yearGroup ? { yearGroup } : {}),
      possible: possible[slot],
      absent: absent[slot],
      severe: isSevere(absent[slot], possible[slot]),
    });
  }
  return pupils.sort((a, b) => b.absent / b.possible - a.absent / a.possible || (a.upn < b.upn ? -1 : 1));
}

export function mountPersistent(
  mount: Mount,
  live: Live,
  store: Store,
  subjects: Subjects,
  clock: Clock,
  auditor: Auditor,
): void {
  const dayOf = (date: string | undefined) => toDay(date ?? londonTime(clock.now()).date);
  mount(ENDPOINTS.schoolPersistent, {
    subject: subjects.school,
    cache: 'no-store',
    rows: ({ pupils }) => pupils,
    answer: async ({ params: { urn }, query: { date }, reader, request }) => {
      const reason = auditor.reasonOf(request);
      const day = dayOf(date);
      const schoolYear = schoolYearName(schoolYearOf(day));
      const pupils = await persistentPupils(store, urn, day);
      const seen = { schools: [urn], pupils: pupils.length, reason };
      await auditor.record(reader, { action: 'pupils.persistent', what: schoolYear, ...seen });
      return { urn, schoolYear, pupils };
    },
  });
  mount(ENDPOINTS.schoolPersistentCounts, {
    subject: subjects.school,
    rows: ({ cohorts }) => cohortRows(cohorts),
    answer: async ({ params: { urn }, query: { date }, reader }) => {
      const schoolYear = schoolYearOf(dayOf(date));
      const counts = await readPersistent(store, [urn], schoolYear);
      return {
        urn,
        schoolYear: schoolYearName(schoolYear),
        cohorts: countsBody(counts, { reader, cohorts: 'all' }),
      };
    },
  });
  mount(ENDPOINTS.areaPersistent, {
    subject: subjects.area,
    rows: ({ cohorts }) => cohortRows(cohorts),
    answer: async ({ params, query: { date }, reader }) => {
      const area = readArea(params);
      const day = dayOf(date);
      const urns = schoolsOf(live.registry, area, fromDay(day)).map((school) => school.urn);
      const isExact = sightOf(reader).smallNumbers;
      const counts = isExact
        ? await readPersistent(store, urns, schoolYearOf(day))
        : await readPersistent(store, urns, schoolYearOf(day), persistentTold);
      const name = areaName(live.registry, area);
      const schoolYear = schoolYearName(schoolYearOf(day));
      return {
        ...area,
        ...(name === undefined ? {} : { name }),
        schoolYear,
        ...(isExact ? {} : { approximate: true as const }),
        cohorts: countsBody(counts, subjects.shown(area, reader, fromDay(day))),
      };
    },
  });
}
