/**
 * `npm run soak:wall [-- --hours 8 --every 1]`: a wall left to itself in a real browser, on a fast clock (`every` seconds an answer). Prints what
 * the page holds after garbage is thrown away; fails when it grows.
 */
import { parseArgs } from 'node:util';
import { launchBrowser } from '../helpers/browser.ts';
import { type Held, playWall } from '../helpers/wall-stage.ts';

const { values } = parseArgs({
  options: { hours: { type: 'string', default: '8' }, every: { type: 'string', default: '1' } },
});
const SECONDS_AN_HOUR = 3600;
const LOOKS = 8;
/** More than this between the first and the last look is growth. */
const MOST_GROWTH = 1.25;

const browser = await launchBrowser();
/** A third of a wall each way: the same page, and a ninth of the pixels to paint where there is no graphics card. */
const page = await (await browser.newContext({ viewport: { width: 640, height: 360 } })).newPage();
const seen: Held[] = [];
console.log('hour of the wall   heap MB   nodes   listeners');
const every = Number(values.every);
const seconds = Number(values.hours) * SECONDS_AN_HOUR;
await playWall(page, { seconds, looks: LOOKS, every }, (held, second) => {
  seen.push(held);
  const { heapBytes, nodes, listeners } = held;
  console.log(
    (second / SECONDS_AN_HOUR).toFixed(1).padStart(16),
    (heapBytes / 2 ** 20).toFixed(2).padStart(9),
    String(nodes).padStart(7),
    String(listeners).padStart(11),
  );
});
await browser.close();
const growth = (seen.at(-1)?.heapBytes ?? 0) / seen[0].heapBytes;
console.log(
  `heap x ${growth.toFixed(2)} from the first look to the last, ${Math.round(seconds / every)} answers`,
);
process.exit(growth > MOST_GROWTH ? 1 : 0);
