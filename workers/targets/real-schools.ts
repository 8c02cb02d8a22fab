/** DfE's published absence of each school and year, with the circumstances of January 2019, as rows to fit on. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { REGIONS } from '../../shared/attendance/areas.ts';
import { featuresOf } from '../../shared/targets/circumstances.ts';
import type { ModelPhase, OwnYear } from '../../shared/targets/predict.ts';
import { median } from './boost.ts';

type CsvRow = Readonly<Record<string, string>>;

/** A mainstream school in one year: what is known before it, and what came. */
export interface SchoolYearRow {
  urn: number;
  phase: ModelPhase;
  la: string;
  region: string;
  fsm: number;
  features: Float64Array;
  /** Absence of the year, percent. */
  absence: number;
  pupils: number;
  /** The years before, last first; undefined where the school has none. */
  years: (OwnYear | undefined)[];
}

interface Absence extends OwnYear {
  /** Possible sessions for each pupil ever enrolled. */
  sessions: number;
}

const PHASE_OF: Readonly<Record<string, ModelPhase>> = {
  'State-funded primary': 'primary',
  'State-funded secondary': 'secondary',
};

export function readCsv(folder: string, name: string): CsvRow[] {
  const path = join(folder, name);
  if (!existsSync(path)) throw new Error(`There is no ${path}; give the folder of the data by --from.`);
  return parse(gunzipSync(readFileSync(path)), { columns: true, bom: true });
}

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined || text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);

function regionOf(name: string): string {
  const wanted = /london/i.test(name) ? 'London' : name;
  return REGIONS.find((region) => region.name.toLowerCase() === wanted.toLowerCase())?.code ?? '';
}

function readAbsence(folder: string, year: string): Map<number, Absence> {
  const rows = readCsv(folder, `school-absence-${year}.csv.gz`);
  return new Map(
    rows.flatMap((row) => {
      const possible = Number(row.sess_possible);
      const pupils = Number(row.enrolments);
      if (!(possible > 0) || !(pupils > 0)) return [];
      const absence = (Number(row.sess_overall) / possible) * 100;
      return [[Number(row.urn), { absence, pupils, sessions: possible / pupils }] as const];
    }),
  );
}

/** Median sessions a pupil by phase: a year differs from another by its holidays. */
function usualSessions(
  schools: readonly CsvRow[],
  absences: Map<number, Absence>,
): Record<ModelPhase, number> {
  const of = (phase: ModelPhase) =>
    median(
      Float64Array.from(
        schools.flatMap((row) => {
          const own = absences.get(Number(row.urn));
          return own && PHASE_OF[row.school_type] === phase ? [own.sessions] : [];
        }),
      ),
    );
  return { primary: of('primary'), secondary: of('secondary') };
}

/** `2017-18` to `2016-17`. */
export function yearBefore(year: string): string {
  const start = Number(year.slice(0, 4)) - 1;
  return `${start}-${String((start + 1) % 100).padStart(2, '0')}`;
}

/** The rows of a year: all mainstream schools that the school list knows. Earlier years are taken where there are files. */
export function readYear(folder: string, year: string): SchoolYearRow[] {
  const schools = readCsv(folder, 'schools-england.csv.gz');
  const now = readAbsence(folder, year);
  const before = [yearBefore(year), yearBefore(yearBefore(year))].map((each) =>
    existsSync(join(folder, `school-absence-${each}.csv.gz`))
      ? readAbsence(folder, each)
      : new Map<number, Absence>(),
  );
  const nowUsual = usualSessions(schools, now);
  const lastUsual = before[0].size > 0 ? usualSessions(schools, before[0]) : undefined;
  return schools.flatMap((row): SchoolYearRow[] => {
    const phase = PHASE_OF[row.school_type];
    const urn = Number(row.urn);
    const own = now.get(urn);
    if (!phase || !own) return [];
    const last = before[0].get(urn);
    const region = regionOf(row.region_name);
    const features = featuresOf({
      phase,
      name: row.name,
      type: row.academy_type,
      region,
      innerLondon: /inner london/i.test(row.region_name),
      ...circumstancesOf(row, last?.pupils ?? own.pupils),
      stay: stayOf(last, own, lastUsual?.[phase], nowUsual[phase]),
      growth: last && Math.log(own.pupils / last.pupils),
      fresh: lastUsual !== undefined && !last,
      sameYear: lastUsual === undefined,
    });
    const fsm = numberOf(row.fsm_ever6_pct) ?? Number.NaN;
    return [
      {
        urn,
        phase,
        la: row.old_la_code,
        region,
        fsm,
        features,
        ...own,
        years: before.map((of) => of.get(urn)),
      },
    ];
  });
}

/** Of the year before; where no file has that year, of the year itself, which hardly differs. */
function stayOf(
  last: Absence | undefined,
  own: Absence,
  lastUsual: number | undefined,
  nowUsual: number,
): number | undefined {
  if (lastUsual === undefined) return own.sessions - nowUsual;
  return last && last.sessions - lastUsual;
}

function circumstancesOf(row: CsvRow, pupils: number) {
  const roll = numberOf(row.nor_jan2019);
  const places = numberOf(row.capacity_2018);
  return {
    roll: roll ?? pupils,
    fsm: numberOf(row.fsm_ever6_pct),
    senSupport: numberOf(row.sen_support_pct_PSENELK),
    senEhcp: numberOf(row.sen_ehcp_pct_PSENELSE),
    eal: numberOf(row.eal_pct),
    statutoryShare: roll ? pupils / roll : undefined,
    occupancy: roll && places ? roll / places : undefined,
  };
}
