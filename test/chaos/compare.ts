/** Everything that readers are answered, against a recount of what was posted by code of its own. */
import { type ByCohort, MEASURES } from '../helpers/oracle/tally.ts';
import { oraclePersistent, oracleSchool, oracleSession, oracleWindow } from '../helpers/oracle.ts';
import { CHAOS_URNS, type ChaosPost } from './morning.ts';

type Read = <T>(path: string) => Promise<T>;
interface Body {
  state?: string;
  cohorts: ByCohort;
}

/** Lines that name what differs; none when every figure agrees. */
export async function differences(
  read: Read,
  posts: readonly ChaosPost[],
  days: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  const england = new Map<string, ByCohort>();
  for (const urn of CHAOS_URNS) {
    const school = oracleSchool(posts, urn);
    for (const date of days)
      for (const session of ['AM', 'PM']) {
        const expected = oracleSession(school, date, session);
        const body = await read<Body>(`/api/v1/sessions/${date}/${session}/schools/${urn}`);
        found.push(...figuresThatDiffer(`${urn} ${date} ${session}`, expected.cohorts, body.cohorts));
        if (body.state !== expected.state) found.push(`${urn} ${date} ${session} is ${body.state}`);
        addUp(england, `${date}/${session}`, expected.cohorts);
      }
    await compareYear(read, urn, school, days, found);
  }
  for (const [at, sums] of england) {
    const { cohorts } = await read<Body>(`/api/v1/sessions/${at}/areas/england/E92000001`);
    found.push(...figuresThatDiffer(`England ${at}`, sums, cohorts));
  }
  return found;
}

async function compareYear(
  read: Read,
  urn: number,
  school: ReturnType<typeof oracleSchool>,
  days: readonly string[],
  found: string[],
): Promise<void> {
  const last = days[days.length - 1];
  const year = await read<Body>(`/api/v1/schools/${urn}/cohorts?date=${last}&window=year`);
  found.push(...figuresThatDiffer(`${urn} year to ${last}`, oracleWindow(school, days), year.cohorts));
  const schoolYear = Number(last.slice(0, 4)) - (last.slice(5) < '09-01' ? 1 : 0);
  const expected = oraclePersistent(school, schoolYear).all ?? { enrolments: 0, persistent: 0, severe: 0 };
  const { cohorts } = await read<{ cohorts: Record<string, Record<string, number>> }>(
    `/api/v1/schools/${urn}/persistent/counts?date=${last}`,
  );
  for (const [name, value] of Object.entries(expected))
    if ((cohorts.all?.[name] ?? 0) !== value)
      found.push(`${urn} persistent ${name}: ${cohorts.all?.[name] ?? 0}, not ${value}`);
}

function addUp(sums: Map<string, ByCohort>, at: string, cohorts: ByCohort): void {
  const sum = sums.get(at) ?? {};
  for (const [cohort, measures] of Object.entries(cohorts)) {
    sum[cohort] ??= Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as ByCohort[string];
    for (const measure of MEASURES) sum[cohort][measure] += measures[measure];
  }
  sums.set(at, sum);
}

/** Lines that name the cells in which two sets of measures differ; a cohort or measure left out is 0. */
export function figuresThatDiffer(what: string, expected: ByCohort, shown: ByCohort): string[] {
  const found: string[] = [];
  for (const cohort of new Set([...Object.keys(expected), ...Object.keys(shown)]))
    for (const measure of MEASURES) {
      const [want, have] = [expected[cohort]?.[measure] ?? 0, shown[cohort]?.[measure] ?? 0];
      if (want !== have) found.push(`${what} ${cohort} ${measure}: ${have}, not ${want}`);
    }
  return found;
}
