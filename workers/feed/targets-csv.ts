/** Targets of simulated schools, as the department would issue them: a little above each school's usual level. */
import { derive, uniformAt } from './random.ts';
import type { SimulatedSchool } from './school.ts';

const SALT = 911;
const LEAST = 0.2;
const SPREAD = 0.8;

/** Rows of `POST /api/v1/targets` for mainstream schools, 0.2 to 1.0 points above their level. */
export function targetsCsv(schools: readonly SimulatedSchool[], schoolYear: number): string {
  const lines = ['urn,academic_year,attendance_target,kind,issued_on,version,note'];
  const year = `${schoolYear}/${String(schoolYear + 1).slice(2)}`;
  for (const { urn, phase, absence, key } of schools) {
    if (phase === 'special') continue;
    const above = LEAST + SPREAD * uniformAt(derive(key, SALT), 0);
    const target = Math.min(99.5, 100 * (1 - absence) + above).toFixed(1);
    lines.push(`${urn},${year},${target},abie,${schoolYear}-09-01,1,simulated`);
  }
  return `${lines.join('\n')}\n`;
}
