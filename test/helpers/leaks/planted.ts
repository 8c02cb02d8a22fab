/** Pupils and a target that nobody else in the world has, and what is posted about them. */
import { londonTime, toDay } from '../../../shared/attendance/dates.ts';
import { SCHOOLS_HEADER, schoolLine } from '../server.ts';
import { makeUpn } from '../upns.ts';
import { dateNeedle, type Needle, needle, numberNeedle } from './spellings.ts';

export const [OWN, OTHER] = [100_000, 100_001];
const FORENAME = 'Xanthippolyte';
const SURNAME = 'Zwölfnägelquist';
const BORN = '2014-07-23';
export const TARGET = 93.71834;
/** Not secret: places that are searched hold it, or the search is blind there. */
export const CANARY = 'Kanarienvogelschule';
const PUPILS = 6;

const DAY_MS = 86_400_000;
/** More school days than stay in Redis, so that the archive has day files. */
const DAYS_BACK = 40;

export const TODAY = londonTime(Date.now()).date;
export const upnOf = (i: number): string => makeUpn(7_654_000 + i);

export const NAMES: readonly Needle[] = [
  needle('forename', FORENAME),
  needle('surname', SURNAME),
  dateNeedle('date of birth', BORN),
];
export const UPN: Needle = needle('upn', upnOf(1));
export const TARGETS: readonly Needle[] = [numberNeedle('target', TARGET)];
export const CANARIES: readonly Needle[] = [needle('canary', CANARY)];

const pupil = (i: number, more: object = {}) => ({
  upn: upnOf(i),
  yearGroup: '7',
  dateOfBirth: BORN,
  forename: FORENAME,
  surname: SURNAME,
  ...more,
});

export function roster(more: object = {}): string {
  const pupils = Array.from({ length: PUPILS }, (_, i) => pupil(i));
  return JSON.stringify({ urn: OWN, asOf: `${TODAY.slice(0, 4)}-01-01`, pupils, ...more });
}

/** Rosters with something wrong in them, each near a name; most are refused. */
export function faultyRosters(): string[] {
  const one = (more: object) => roster({ pupils: [pupil(1, more)] });
  return [
    one({ upn: SURNAME }),
    one({ upn: 'A123456789012' }),
    one({ dateOfBirth: SURNAME }),
    one({ forename: [FORENAME] }),
    one({ forename: `${FORENAME} `.repeat(400) }),
    one({ yearGroup: FORENAME }),
    one({ nickname: FORENAME, contact: { surname: SURNAME } }),
    one({ previousUpn: FORENAME }),
    roster({ urn: SURNAME }),
    roster({ urn: 999_998 }),
    roster({ asOf: BORN }),
    roster().slice(0, -20),
    roster().replaceAll(SURNAME, `${SURNAME}"`),
    `${roster()}${roster()}`,
    roster().replaceAll(FORENAME, '\\u0058anthippolyte'),
  ];
}

export function schools(): string {
  const own = schoolLine(OWN, '201').replace(`School ${OWN}`, CANARY);
  return [SCHOOLS_HEADER, own, schoolLine(OTHER, '202')].join('\n');
}

export function targets(): string {
  const year = Number(TODAY.slice(0, 4)) - (TODAY.slice(5) < '09-01' ? 1 : 0);
  const rows = [OWN, OTHER].map(
    (urn) => `${urn},${year}/${(year + 1) % 100},${urn === OWN ? TARGET : 90},abie,${year}-09-01,1,`,
  );
  return ['urn,academic_year,attendance_target,kind,issued_on,version,note', ...rows].join('\n');
}

/** Weekdays up to today, the last one today whatever day it is. */
function days(): string[] {
  const all = Array.from({ length: DAYS_BACK }, (_, i) => Date.parse(TODAY) - (i + 1) * DAY_MS)
    .filter((at) => new Date(at).getUTCDay() % 6 !== 0)
    .map((at) => new Date(at).toISOString().slice(0, 10));
  const first = `${Number(TODAY.slice(0, 4)) - (TODAY.slice(5) < '09-01' ? 1 : 0)}-09-01`;
  return [...all.filter((date) => toDay(date) >= toDay(first)), TODAY];
}

/** Registers of every pupil on every day: pupil 1 ill throughout, the others away now and then. */
export function registers(): string {
  const line = (date: string, session: string, n: number) =>
    JSON.stringify({
      urn: OWN,
      date,
      session,
      group: `${SURNAME} 7B`,
      marks: Array.from({ length: PUPILS }, (_, i) => ({
        upn: upnOf(i),
        code: i === 1 || i === n % 9 ? 'I' : session === 'AM' ? '/' : '\\',
      })),
    });
  return days()
    .flatMap((date, n) => [line(date, 'AM', n), line(date, 'PM', n)])
    .join('\n');
}
