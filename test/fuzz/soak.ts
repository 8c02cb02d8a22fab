/**
 * `npm run soak:intake -- [count] [seed]`: malformed requests (a million unless told otherwise) at a server with intake
 * and counting in this process. Prints how memory went; ends with 1 on any answer that must not be.
 */
import { startTestBellwether } from '../helpers/server.ts';
import { fuzz } from './run.ts';

const A_MILLION = 1_000_000;
const BATCH = 10_000;
const MB = 1024 * 1024;

const count = Number(process.argv[2] ?? A_MILLION);
const seed = Number(process.argv[3] ?? 1);
const app = await startTestBellwether();
const statuses: Record<string, number> = {};
const faults: string[] = [];
const started = performance.now();
for (let from = 0; from < count; from += BATCH) {
  const report = await fuzz(app.url, { seed, from, count: Math.min(BATCH, count - from) });
  for (const [status, answers] of Object.entries(report.statuses))
    statuses[status] = (statuses[status] ?? 0) + answers;
  faults.push(...report.faults);
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const seconds = Math.round((performance.now() - started) / 1000);
  const memory = `heap ${Math.round(heapUsed / MB)} MB, rss ${Math.round(rss / MB)} MB`;
  console.log(`${from + report.sent} sent, ${seconds} s, ${memory}, ${JSON.stringify(statuses)}`);
}
for (const fault of faults) console.error(fault);
const isWell = (await app.get('/readyz', null)).status === 200;
console.log(`${faults.length} faults; ready afterwards: ${isWell}`);
await app.stop();
process.exit(faults.length === 0 && isWell ? 0 : 1);
