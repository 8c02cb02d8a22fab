/** Runs in the browser: the desk's own code for the colours of all schools, timed. */
import { paintClasses } from '../../../client/map/classes.ts';
import { POINT_FILLS } from '../../../client/map/colours.ts';
import { createPixelPainter } from '../../../client/map/pixel-painter.ts';
import { pointsOf, transformOf } from '../../../client/map/points.ts';
import { SchoolTable } from '../../../client/state/schools.ts';
import type { Registry, Snapshot } from '../../../shared/live/down.ts';

const [WIDTH, HEIGHT] = [840, 900];

/** Times what hands the pixels to the browser: the copy into its own bitmap, which a graphics card makes needless. */
function timeRaster(canvas: HTMLCanvasElement): { ms: number } {
  const taken = { ms: 0 };
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const put = context.putImageData.bind(context);
  context.putImageData = (image: ImageData, x: number, y: number) => {
    const begun = performance.now();
    put(image, x, y);
    taken.ms = performance.now() - begun;
  };
  return taken;
}

/** Milliseconds of each of `times` recolourings, a hundred rows of the table renewed before each. */
async function recolour(registry: Registry, snapshot: Snapshot, times: number) {
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
  const classes: number[] = [];
  const discs: number[] = [];
  const raster: number[] = [];
  for (let time = 0; time < times; time++) {
    table.apply(
      Array.from({ length: 100 }, (_, i) => snapshot.rows[(time * 100 + i) % snapshot.rows.length]),
    );
    const begun = performance.now();
    paintClasses(table, 0, points.colour);
    const painted = performance.now();
    painter.draw({ ...scene, palette });
    classes.push(painted - begun);
    raster.push(taken.ms);
    discs.push(performance.now() - painted - taken.ms);
    // A picture a frame, as on a screen: a browser that gets them faster stops to catch up.
    await new Promise(requestAnimationFrame);
  }
  return { classes, discs, raster };
}
Object.assign(window, { recolour });
