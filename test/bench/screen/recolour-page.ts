/** Runs in the browser: the desk's own code for the colours of all schools, timed. */
import { paintClasses } from '../../../client/map/classes.ts';
import { POINT_FILLS } from '../../../client/map/colours.ts';
import { createPixelPainter } from '../../../client/map/pixel-painter.ts';
import { pointsOf, transformOf } from '../../../client/map/points.ts';
import { SchoolTable } from '../../../client/state/schools.ts';
import { type Registry, ROW, type Row, type Snapshot } from '../../../shared/live/down.ts';

const [WIDTH, HEIGHT] = [840, 900];

/** Times what hands the pixels to the browser: the copy into its own bitmap, which a graphics card makes needless. */
function timeRaster(canvas: HTMLCanvasElement): { ms: number } {
  const taken = { ms: 0 };
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const put = context.putImageData.bind(context);
  context.putImageData = (image: ImageData, x: number, y: number): void => {
    const begun = performance.now();
    put(image, x, y);
    taken.ms = performance.now() - begun;
  };
  return taken;
}

const [MARKED, POSSIBLE, ATTENDING] = [ROW.marked, ROW.possible, ROW.attending];

/** Every school with all its registers in, far below its usual or far above it: the other way round the next time. */
function allAnew(rows: readonly Row[], time: number): Row[] {
  return rows.map((row, i) => {
    const changed: Row = [...row];
    changed[MARKED] = row[ROW.onRoll];
    changed[POSSIBLE] = row[ROW.onRoll];
    changed[ATTENDING] = Math.round(row[ROW.onRoll] * ((i + time) % 2 === 0 ? 0.85 : 0.99));
    return changed;
  });
}

/** A hundred of those rows. */
const hundred = (rows: readonly Row[], time: number): Row[] =>
  Array.from({ length: 100 }, (_, i) => rows[(time * 100 + i) % rows.length]);

/**
 * Milliseconds of each of `times` recolourings, all rows of the table or a hundred of them renewed before each; `changed`
 * says how many schools got another colour.
 */
async function recolour(registry: Registry, snapshot: Snapshot, times: number, which: 'all' | 'hundred') {
  const canvas = document.body.appendChild(document.createElement('canvas'));
  const table = new SchoolTable(registry, true);
  table.applyUsual(snapshot.usual);
  table.apply(snapshot.rows);
  const points = pointsOf(registry);
  const taken = timeRaster(canvas);
  const painter = createPixelPainter(canvas);
  const transform = transformOf(points, null, WIDTH, HEIGHT);
  const radius = Math.min(7, 1.15 * (transform.k / 0.09) ** 0.52);
  const scene = { points, transform, radius, width: WIDTH, height: HEIGHT, density: 1 };
  const palette = [...POINT_FILLS.dark, '#222d38'];
  const both = [0, 1].map((time) => allAnew(snapshot.rows, time));
  const run = {
    classes: [] as number[],
    discs: [] as number[],
    raster: [] as number[],
    changed: [] as number[],
  };
  for (let time = 0; time < times; time++) {
    table.apply(which === 'all' ? both[time % 2] : hundred(both[Math.floor(time / 2) % 2], time));
    const before = points.colour.slice();
    taken.ms = 0;
    const begun = performance.now();
    paintClasses(table, 0, points.colour);
    const painted = performance.now();
    painter.draw({ ...scene, palette });
    run.classes.push(painted - begun);
    run.raster.push(taken.ms);
    run.discs.push(performance.now() - painted - taken.ms);
    run.changed.push(points.colour.reduce((sum, colour, i) => sum + (colour === before[i] ? 0 : 1), 0));
    // A picture a frame, as on a screen: a browser that gets them faster stops to catch up.
    await new Promise(requestAnimationFrame);
  }
  canvas.remove();
  return run;
}
Object.assign(window, { recolour });
