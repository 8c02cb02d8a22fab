/** Schools as discs in one block of pixels: where each lies, and laying them down one after another. */
import { rgbOf } from './colours.ts';
import { LAYERS, type Scene } from './painter.ts';

/** The pixels of a disc: offsets from its centre in a picture of a given width, and how much of each it covers (0 to 255). */
export interface Disc {
  offsets: Int32Array;
  cover: Uint8Array;
}

export function discOf(radius: number, width: number): Disc {
  const reach = Math.ceil(radius);
  const offsets: number[] = [];
  const cover: number[] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const covered = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(dx, dy))));
      if (covered === 0) continue;
      offsets.push(dy * width + dx);
      cover.push(covered);
    }
  }
  return { offsets: Int32Array.from(offsets), cover: Uint8Array.from(cover) };
}

/** `#RRGGBB` as one little-endian RGBA pixel without its opacity. */
export function pixelOf(hex: string): number {
  const [r, g, b] = rgbOf(hex);
  return (b << 16) | (g << 8) | r;
}

/** Where each point's disc lies: nothing of it changes when only colours do. */
export interface Places {
  /** Pixel of the centre; -1 for a disc that is not drawn. */
  at: Int32Array;
  /** Which of `discs`. */
  disc: Uint8Array;
  discs: Disc[];
}

/** Discs that touch the edge are left out rather than wrapped. */
export function placesOf(scene: Scene, width: number, height: number): Places {
  const { points, transform, density } = scene;
  const { x, y, size } = points;
  const [k, tx, ty] = [transform.k * density, transform.x * density, transform.y * density];
  const places: Places = { at: new Int32Array(x.length).fill(-1), disc: new Uint8Array(x.length), discs: [] };
  const numbers = new Map<number, number>();
  for (let i = 0; i < x.length; i++) {
    const radius = Math.round(scene.radius * density * size[i] * 2) / 2;
    const reach = Math.ceil(radius) + 1;
    const px = Math.round(x[i] * k + tx);
    const py = Math.round(y[i] * k + ty);
    if (!(px > reach && py > reach && px < width - reach && py < height - reach)) continue;
    let number = numbers.get(radius);
    if (number === undefined) {
      number = places.discs.push(discOf(radius, width)) - 1;
      numbers.set(radius, number);
    }
    places.at[i] = py * width + px;
    places.disc[i] = number;
  }
  return places;
}

const CLASSES = 16;
/** Which layer each class lies in: the higher is on top. */
export const LAYER_OF = Uint8Array.from({ length: CLASSES }, (_, value) =>
  Math.max(
    0,
    LAYERS.findIndex((classes) => classes.includes(value)),
  ),
);

/** The points in the order of their layers, by counting; those of a layer in their own order. */
function layered(colour: Uint8Array, order: Int32Array): void {
  const next = new Int32Array(LAYERS.length + 1);
  for (let i = 0; i < colour.length; i++) next[LAYER_OF[colour[i]] + 1]++;
  for (let layer = 1; layer <= LAYERS.length; layer++) next[layer] += next[layer - 1];
  for (let i = 0; i < colour.length; i++) order[next[LAYER_OF[colour[i]]]++] = i;
}

/** Draws all discs into clear pixels; of a pixel several cover as much of, the disc laid down last has it. */
export function drawDiscs(
  pixels: Uint32Array,
  { at, disc, discs }: Places,
  colour: Uint8Array,
  inks: Uint32Array,
): void {
  const order = new Int32Array(colour.length);
  layered(colour, order);
  for (let n = 0; n < order.length; n++) {
    const i = order[n];
    if (at[i] < 0) continue;
    const { offsets, cover } = discs[disc[i]];
    const ink = inks[colour[i]];
    for (let j = 0; j < offsets.length; j++) {
      const to = at[i] + offsets[j];
      // An edge does not thin what is already there: it only ever adds.
      if (cover[j] >= pixels[to] >>> 24) pixels[to] = (cover[j] << 24) | ink;
    }
  }
}
