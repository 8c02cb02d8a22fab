/**
 * `npm run bench [-- --schools N]`: the benchmark table. It measures on this machine, with everything on it: the load is
 * made by the same processors that count it.
 *
 * `-- reconnect [--screens N] [--schools N]`: a gateway that dies with so many screens on it.
 * `-- restart [--schools N] [--times N] [--days 15]`: every process killed at once, and how long until the day is on
 * screen again; with more days Redis holds as many, and the ledger and three years of history as in July.
 * `-- pressure [--schools N]`: memory under load, and while parts hang.
 * `-- worker-death [--schools N] [--kills N] [--unseen]`: how long until another count worker goes on for one that
 * was killed, seen by its supervisor or not.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchMorning, type Figures } from './morning.ts';
import { ENGLAND_SCHOOLS } from './morning-files.ts';
import { benchPressure } from './pressure.ts';
import { benchReconnect } from './reconnect.ts';
import { benchRestart } from './restart.ts';
import { benchWorkerDeath } from './worker-death.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    schools: { type: 'string' },
    screens: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '10' },
    times: { type: 'string', default: '3' },
    days: { type: 'string', default: '1' },
    unseen: { type: 'boolean', default: false },
  },
});
const [processor] = cpus();
console.log(`Node ${process.version}, ${cpus().length} x ${processor.model.trim()}`);
const schools = (usual: number) => Number(values.schools ?? usual);
const BENCHES: Readonly<Record<string, () => Promise<Figures>>> = {
  morning: () => benchMorning(schools(ENGLAND_SCHOOLS)),
  reconnect: () => benchReconnect({ screens: Number(values.screens), schools: schools(1000) }),
  'worker-death': () =>
    benchWorkerDeath({ schools: schools(1000), kills: Number(values.kills), unseen: values.unseen }),
  restart: () =>
    benchRestart({
      schools: schools(ENGLAND_SCHOOLS),
      times: Number(values.times),
      days: Number(values.days),
    }),
  pressure: () => benchPressure(schools(500)),
};
const bench = BENCHES[positionals[0] ?? 'morning'];
if (!bench) throw new Error(`There is no bench "${positionals[0]}": ${Object.keys(BENCHES).join(', ')}.`);
const figures = await bench();
for (const [what, figure] of figures) console.log(`${what.padEnd(36)} ${figure.padStart(14)}`);
process.exit(0);
