/** Compares the picture of every gateway and every screen, cell by cell and area by area, with the oracle's. */
import { COUNT, COUNTS, NO_ROW } from '../../../client/state/schools.ts';
import { SUM, SUM_LENGTH } from '../../../client/state/sums.ts';
import { codeCounts, cohortMeasures, STATES } from '../../../shared/attendance/measures.ts';
import type { OracleMeasures } from '../../helpers/oracle/tally.ts';
import type { OracleSession } from '../../helpers/oracle.ts';
import type { Gateway } from '../world/gateway.ts';
import { schoolsByView } from '../world/registry.ts';
import type { Scenario } from '../world/scenario.ts';
import type { Screen } from '../world/screen.ts';
import { isSame } from './same.ts';

type Sessions = ReadonlyMap<number, readonly OracleSession[]>;

export function compareGateway({ name, live }: Gateway, sessions: Sessions, date: string): string[] {
  if (!live) return [`${name} is not up`];
  if (live.model.date !== date) return [`${name} shows ${live.model.date}, not ${date}`];
  const faults: string[] = [];
  for (const [urn, halves] of sessions)
    halves.forEach(({ cohorts, codes, state, newestMarkAt }, half) => {
      const table = live.model.tables[half];
      const index = table.indexOf(urn);
      const shown =
        index < 0
          ? {}
          : {
              cohorts: cohortMeasures(table.talliesAt(index)),
              codes: codeCounts(table.codesAt(index)),
              state: table.stateAt(index),
              newestMarkAt: table.newestAt(index),
            };
      const right = { cohorts, codes, state, newestMarkAt };
      if (!isSame(shown, right))
        faults.push(
          `${name} shows of ${urn} ${half}: ${JSON.stringify(shown)}, should be ${JSON.stringify(right)}`,
        );
    });
  return faults;
}

const SHOWN = Object.keys(COUNT) as (keyof typeof COUNT)[];

export function compareScreen(
  screen: Screen,
  sessions: Sessions,
  scenario: Scenario,
  date: string,
): string[] {
  const {
    process: { name },
    table,
    view,
  } = screen;
  if (screen.complaints.length > 0) return screen.complaints.map((complaint) => `${name}: ${complaint}`);
  if (!table || screen.phase !== 'live') return [`${name} is ${screen.phase}`];
  if (screen.date !== date) return [`${name} shows ${screen.date}, not ${date}`];
  const held = schoolsByView(scenario).get(view) ?? [];
  const faults: string[] = [];
  for (const urn of held)
    sessions.get(urn)!.forEach(({ cohorts, state }, half) => {
      const cell = 2 * table.schoolOf(urn) + half;
      const shown = table.state[cell] === NO_ROW ? 'no row' : STATES[table.state[cell]];
      if (shown !== state) faults.push(`${name} shows ${urn} ${half} as ${shown}, should be ${state}`);
      for (const measure of SHOWN) {
        const count = table.counts[cell * COUNTS + COUNT[measure]];
        const right = cohorts.statutory?.[measure as keyof OracleMeasures] ?? 0;
        if (count !== right)
          faults.push(`${name} shows ${urn} ${half} ${measure} ${count}, should be ${right}`);
      }
    });
  return faults.length > 0 ? faults : compareAreas(screen, sessions, scenario, new Set(held));
}

/** Every area sum of a screen is the sum of the schools that it shows. */
function compareAreas(
  { table, process }: Screen,
  sessions: Sessions,
  scenario: Scenario,
  held: ReadonlySet<number>,
): string[] {
  const faults: string[] = [];
  for (const [view, urns] of schoolsByView(scenario)) {
    const area = table!.index.byView.get(view);
    if (area === undefined) continue;
    for (const half of [0, 1])
      for (const measure of SHOWN) {
        const shown = table!.sums[(2 * area + half) * SUM_LENGTH + SUM[measure]];
        let right = 0;
        for (const urn of urns)
          if (held.has(urn))
            right += sessions.get(urn)![half].cohorts.statutory?.[measure as keyof OracleMeasures] ?? 0;
        if (shown !== right)
          faults.push(`${process.name} sums ${view} ${half} ${measure} to ${shown}, should be ${right}`);
      }
  }
  return faults;
}
