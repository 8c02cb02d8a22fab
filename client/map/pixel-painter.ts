/**
 * Draws the schools pixel by pixel, for browsers without a graphics card. A picture that moves is laid down disc by disc;
 * once it stands, only what changes its colour is drawn.
 */
import { drawDiscs, type Places, pixelOf, placesOf } from './discs.ts';
import type { Painter, Points, Scene } from './painter.ts';
import { recolourAll, recolourOne, type Standing, standingOf } from './standing.ts';

/** Above this share of schools changed the whole picture is coloured in one go. */
const FEW = 1 / 16;

/** What is on the canvas. */
interface Drawn {
  points: Points;
  by: string;
  image: ImageData;
  pixels: Uint32Array;
  places: Places;
  standing: Standing | null;
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
  return { points, by, image, pixels, places, standing: null, palette, inks, colour };
}

/** The same places, other colours. */
function recolour(drawn: Drawn, { points: { colour }, palette }: Scene): void {
  const { pixels, places, image } = drawn;
  drawn.standing ??= standingOf(places, image.width * image.height);
  const before = drawn.colour;
  let changed = 0;
  for (let i = 0; i < colour.length; i++) if (colour[i] !== before[i]) changed++;
  const isNewPalette = drawn.palette !== palette;
  if (isNewPalette) {
    drawn.palette = palette;
    drawn.inks = Uint32Array.from(palette, pixelOf);
  }
  if (isNewPalette || changed > FEW * colour.length) recolourAll(pixels, drawn.standing, colour, drawn.inks);
  else if (changed > 0)
    for (let i = 0; i < colour.length; i++)
      if (colour[i] !== before[i]) recolourOne(pixels, drawn.standing, places, i, colour, drawn.inks);
  before.set(colour);
}

export function createPixelPainter(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no canvas. The table shows the same figures.');
  let drawn: Drawn | null = null;

  /** The block of pixels for a size; the same while the size is. */
  function imageFor(width: number, height: number): ImageData {
    if (drawn && canvas.width === width && canvas.height === height) return drawn.image;
    [canvas.width, canvas.height] = [width, height];
    return (context as CanvasRenderingContext2D).createImageData(width, height);
  }

  return {
    draw(scene) {
      const [width, height] = [scene.width, scene.height].map((side) => Math.round(side * scene.density));
      if (width < 1 || height < 1) return;
      const by = placing(scene);
      if (drawn?.points === scene.points && drawn.by === by) recolour(drawn, scene);
      else drawn = lay(scene, by, imageFor(width, height));
      context.putImageData(drawn.image, 0, 0);
    },
    destroy() {
      drawn = null;
    },
  };
}
