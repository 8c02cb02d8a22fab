/**
 * Draws the schools pixel by pixel, for browsers without a graphics card. A picture that moves is laid down disc by disc;
 * once it stands, only what changes its colour is drawn.
 */
import { between, IN_BROWSER } from '../state/between.ts';
import { drawDiscs, type Places, pixelOf, placesOf } from './discs.ts';
import type { Painter, Points, Scene } from './painter.ts';
import { recolourAll, recolourOne, type Standing } from './standing.ts';
import { standingSteps } from './standing-steps.ts';

/** Above this share of schools changed the whole picture is coloured in one go. */
const FEW = 1 / 16;

/** What is on the canvas. */
interface Drawn {
  points: Points;
  by: string;
  image: ImageData;
  pixels: Uint32Array;
  places: Places;
  /** Null until it has been made. */
  standing: Standing | null;
  /** Stops the making of it; null before it has begun. */
  stop: (() => void) | null;
  palette: readonly string[];
  inks: Uint32Array;
  colour: Uint8Array;
}

/** What the places were made for: they hold until something of it changes. */
const placing = ({ transform: { k, x, y }, radius, width, height, density }: Scene): string =>
  [k, x, y, radius, width, height, density].join();

/** A picture in other places: laid down anew. */
function lay(scene: Scene, by: string, image: ImageData): Drawn {
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(0);
  const { points, palette } = scene;
  const places = placesOf(scene, image.width, image.height);
  const inks = Uint32Array.from(palette, pixelOf);
  drawDiscs(pixels, places, points.colour, inks);
  const colour = points.colour.slice();
  return { points, by, image, pixels, places, standing: null, stop: null, palette, inks, colour };
}

function countChanged(before: Uint8Array, now: Uint8Array): number {
  let changed = 0;
  for (let i = 0; i < now.length; i++) if (now[i] !== before[i]) changed++;
  return changed;
}

/** The same places, other colours. */
function recolour(drawn: Drawn, { points: { colour }, palette }: Scene): void {
  const { pixels, places, standing } = drawn;
  const before = drawn.colour;
  const changed = countChanged(before, colour);
  const isNewPalette = drawn.palette !== palette;
  if (isNewPalette) {
    drawn.palette = palette;
    drawn.inks = Uint32Array.from(palette, pixelOf);
  }
  if (!isNewPalette && changed === 0) return;
  if (!standing) {
    pixels.fill(0);
    drawDiscs(pixels, places, colour, drawn.inks);
  } else if (isNewPalette || changed > FEW * colour.length) recolourAll(pixels, standing, colour, drawn.inks);
  else
    for (let i = 0; i < colour.length; i++)
      if (colour[i] !== before[i]) recolourOne(pixels, standing, places, i, colour, drawn.inks);
  before.set(colour);
}

export function createPixelPainter(canvas: HTMLCanvasElement, deps = IN_BROWSER): Painter {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no canvas. The table shows the same figures.');
  let drawn: Drawn | null = null;

  /** The block of pixels for a size; the same while the size is. */
  function imageFor(width: number, height: number): ImageData {
    if (drawn && canvas.width === width && canvas.height === height) return drawn.image;
    [canvas.width, canvas.height] = [width, height];
    return (context as CanvasRenderingContext2D).createImageData(width, height);
  }

  /** A picture that gets other colours where it is will get more of them: it pays to know whose each pixel is. */
  function makeStanding(of: Drawn): void {
    const steps = standingSteps(of.places, of.pixels.length);
    const keep = (standing: Standing): void => {
      of.standing = standing;
    };
    of.stop ??= between(steps, keep, deps);
  }

  return {
    draw(scene) {
      const [width, height] = [scene.width, scene.height].map((side) => Math.round(side * scene.density));
      if (width < 1 || height < 1) return;
      const by = placing(scene);
      if (drawn?.points === scene.points && drawn.by === by) {
        makeStanding(drawn);
        recolour(drawn, scene);
      } else {
        drawn?.stop?.();
        drawn = lay(scene, by, imageFor(width, height));
      }
      context.putImageData(drawn.image, 0, 0);
    },
    destroy() {
      drawn?.stop?.();
      drawn = null;
    },
  };
}
