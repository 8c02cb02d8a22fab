/**
 * `npm run bench [-- --schools N]`: the benchmark table. `-- reconnect [--screens N] [--schools N]`: a gateway that dies
 * with so many screens on it. It measures on this machine, with everything on it: the load
 * is made by the same processors that count it.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchMorning } from './morning.ts';
import { ENGLAND_SCHOOLS } from './morning-files.ts';
import { benchReconnect } from './reconnect.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { schools: { type: 'string' }, screens: { type: 'string', default: '2000' } },
});
const [processor] = cpus();
console.log(`Node ${process.version}, ${cpus().length} x ${processor.model.trim()}`);
const figures =
  positionals[0] === 'reconnect'
    ? await benchReconnect({ screens: Number(values.screens), schools: Number(values.schools ?? 1000) })
    : await benchMorning(Number(values.schools ?? ENGLAND_SCHOOLS));
for (const [what, figure] of figures) console.log(`${what.padEnd(36)} ${figure.padStart(14)}`);
process.exit(0);
