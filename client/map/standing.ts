/**
 * A picture whose discs stand still, pixel by pixel: of each pixel which discs can have it. It is the same picture as
 * `drawDiscs` makes (most cover first, then the upper layer, then the later school), without laying discs over each other:
 * nothing is cleared, each pixel is written once, and where few schools change only their own pixels are.
 * How it is made: `standing-steps.ts`.
 */
import { LAYER_OF, type Places } from './discs.ts';

export interface Standing {
  /** Entries that one disc alone can have; they come first. */
  alone: number;
  /** By entry: pixel, its opacity in the uppermost byte, and where its schools begin in `schools` (one more at the end). */
  pixel: Int32Array;
  opacity: Uint32Array;
  start: Int32Array;
  /** Schools that cover the entry's pixel most, ascending. */
  schools: Int32Array;
  /** Entry by pixel; -1 where no disc lies. */
  entryOf: Int32Array;
}

/** The school that has an entry's pixel: of the uppermost layer the last. */
function ownerOf({ start, schools }: Standing, entry: number, colour: Uint8Array): number {
  let owner = schools[start[entry]];
  let upper = LAYER_OF[colour[owner]];
  for (let i = start[entry] + 1; i < start[entry + 1]; i++) {
    const layer = LAYER_OF[colour[schools[i]]];
    if (layer >= upper) [owner, upper] = [schools[i], layer];
  }
  return owner;
}

/** Colours every pixel that a disc lies on. `inks` by class, without opacity. */
export function recolourAll(
  pixels: Uint32Array,
  { alone, pixel, opacity, start, schools }: Standing,
  colour: Uint8Array,
  inks: Uint32Array,
): void {
  for (let entry = 0; entry < alone; entry++)
    pixels[pixel[entry]] = opacity[entry] | inks[colour[schools[entry]]];
  // The owner is looked for in place: a call for each of a hundred thousand pixels is what takes longest.
  for (let entry = alone; entry < pixel.length; entry++) {
    let value = colour[schools[start[entry]]];
    let upper = LAYER_OF[value];
    for (let i = start[entry] + 1; i < start[entry + 1]; i++) {
      const other = colour[schools[i]];
      const layer = LAYER_OF[other];
      if (layer < upper) continue;
      value = other;
      upper = layer;
    }
    pixels[pixel[entry]] = opacity[entry] | inks[value];
  }
}

/** Colours the pixels of one school's disc anew. */
export function recolourOne(
  pixels: Uint32Array,
  standing: Standing,
  { at, disc, discs }: Places,
  school: number,
  colour: Uint8Array,
  inks: Uint32Array,
): void {
  if (at[school] < 0) return;
  const { offsets } = discs[disc[school]];
  for (let j = 0; j < offsets.length; j++) {
    const entry = standing.entryOf[at[school] + offsets[j]];
    pixels[at[school] + offsets[j]] =
      standing.opacity[entry] | inks[colour[ownerOf(standing, entry, colour)]];
  }
}
