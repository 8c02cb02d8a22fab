/** A small registry and rows for it, for tests of what the screen keeps. */
import { type Registry, ROW_LENGTH, type Row, type Usual } from '../../shared/live/down.ts';

/** Six schools in three authorities of two regions, two trusts and a hub that crosses authorities. */
export function smallRegistry(version = 1): Registry {
  return {
    version,
    schools: {
      urn: [100001, 100002, 100003, 100004, 100005, 100006],
      name: ['Ashfield', 'Brookside', 'Cross Lane', 'St. Mary’s', 'Elm Park', 'Fernbank'],
      la: [0, 0, 1, 1, 2, -1],
      phase: [0, 1, 0, 1, 2, 3],
      trust: [-1, 0, 0, 1, -1, -1],
      easting: [530000, 531000, 350000, null, 400000, 401000],
      northing: [180000, 181000, 420000, null, 300000, 301000],
      pupils: [200, 900, 210, 1000, 80, 40],
    },
    las: [
      { code: '201', name: 'City of London', region: 'E12000007' },
      { code: '888', name: 'Lancashire', region: 'E12000002' },
      { code: '355', name: 'Salford', region: 'E12000002' },
    ],
    regions: [
      { code: 'E12000002', name: 'North West' },
      { code: 'E12000007', name: 'London' },
    ],
    trusts: [
      { id: '2001', name: 'Wren Trust' },
      { id: '2002', name: 'Holm Trust' },
    ],
    hubs: [{ id: 'H01', name: 'Fylde Hub', region: 'E12000002', urns: [100003, 100005, 100005] }],
  };
}

/** A consistent row: `attending` of `marked` pupils, one tenth of the others' absence without a reason. */
export function rowOf(
  urn: number,
  session: 0 | 1,
  version: number,
  { onRoll, marked, attending }: { onRoll: number; marked: number; attending: number },
): Row {
  const absent = marked - attending;
  const unauthorised = Math.floor(absent / 3);
  const state = marked === 0 ? 0 : marked === onRoll ? 2 : 1;
  const row = [
    urn,
    session,
    state,
    version,
    onRoll,
    marked,
    marked,
    attending,
    0,
    0,
    absent - unauthorised,
    unauthorised,
  ];
  row.push(Math.floor(unauthorised / 2));
  if (row.length !== ROW_LENGTH) throw new Error(`a row has ${ROW_LENGTH} fields`);
  return row;
}

/** Usual attendance of a school-session out of a thousand possible. */
export const usualOf = (urn: number, session: 0 | 1, attending: number): Usual => [
  urn,
  session,
  1000,
  attending,
];
