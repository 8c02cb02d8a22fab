/**
 * `npm run bench [-- --schools N]`: the benchmark table. It measures on this machine, with everything on it: the load
 * is made by the same processors that count it.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchMorning } from './morning.ts';
import { ENGLAND_SCHOOLS } from './morning-files.ts';

const { values } = parseArgs({ options: { schools: { type: 'string', default: String(ENGLAND_SCHOOLS) } } });
const [processor] = cpus();
console.log(`Node ${process.version}, ${cpus().length} x ${processor.model.trim()}`);
for (const [what, figure] of await benchMorning(Number(values.schools)))
  console.log(`${what.padEnd(36)} ${figure.padStart(14)}`);
process.exit(0);
