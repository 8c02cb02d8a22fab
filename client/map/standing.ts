/**
 * A picture whose discs stand still, pixel by pixel: of each pixel which discs can have it. It is the same picture as
 * `drawDiscs` makes (most cover first, then the upper layer, then the later school), without laying discs over each other:
 * nothing is cleared, each pixel is written once, and where few schools change only their own pixels are.
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

/** The most that any disc covers of each pixel, 0 to 255. `pixels`: how many the whole picture has. */
function mostCover({ at, disc, discs }: Places, pixels: number): Uint8Array {
  const most = new Uint8Array(pixels);
  for (let school = 0; school < at.length; school++) {
    if (at[school] < 0) continue;
    const { offsets, cover } = discs[disc[school]];
    for (let j = 0; j < offsets.length; j++) {
      const to = at[school] + offsets[j];
      if (cover[j] > most[to]) most[to] = cover[j];
    }
  }
  return most;
}

/** How many discs cover each pixel most, and the pixels that any does. */
function rivalsOf({ at, disc, discs }: Places, most: Uint8Array): { rivals: Int32Array; pixel: Int32Array } {
  const rivals = new Int32Array(most.length);
  const pixel = new Int32Array(most.length);
  let found = 0;
  for (let school = 0; school < at.length; school++) {
    if (at[school] < 0) continue;
    const { offsets, cover } = discs[disc[school]];
    for (let j = 0; j < offsets.length; j++) {
      const to = at[school] + offsets[j];
      if (cover[j] === most[to] && rivals[to]++ === 0) pixel[found++] = to;
    }
  }
  return { rivals, pixel: pixel.subarray(0, found) };
}

/** The pixels that one disc alone can have, then the others; where the schools of each begin. */
function entriesOf(found: Int32Array, rivals: Int32Array) {
  const pixel = new Int32Array(found.length);
  const entryOf = new Int32Array(rivals.length).fill(-1);
  let [alone, last] = [0, found.length];
  for (let i = 0; i < found.length; i++) {
    const entry = rivals[found[i]] === 1 ? alone++ : --last;
    pixel[entry] = found[i];
    entryOf[found[i]] = entry;
  }
  const start = new Int32Array(pixel.length + 1);
  for (let entry = 0; entry < pixel.length; entry++) start[entry + 1] = start[entry] + rivals[pixel[entry]];
  return { alone, pixel, entryOf, start };
}

/** `pixels`: how many the whole picture has. */
export function standingOf(places: Places, pixels: number): Standing {
  const { at, disc, discs } = places;
  const most = mostCover(places, pixels);
  const found = rivalsOf(places, most);
  const { alone, pixel, entryOf, start } = entriesOf(found.pixel, found.rivals);
  const opacity = new Uint32Array(pixel.length);
  for (let entry = 0; entry < pixel.length; entry++) opacity[entry] = most[pixel[entry]] << 24;
  const next = start.slice();
  const schools = new Int32Array(start[pixel.length]);
  for (let school = 0; school < at.length; school++) {
    if (at[school] < 0) continue;
    const { offsets, cover } = discs[disc[school]];
    for (let j = 0; j < offsets.length; j++) {
      const to = at[school] + offsets[j];
      if (cover[j] === most[to]) schools[next[entryOf[to]]++] = school;
    }
  }
  return { alone, pixel, opacity, start, schools, entryOf };
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
  standing: Standing,
  colour: Uint8Array,
  inks: Uint32Array,
): void {
  const { alone, pixel, opacity, schools } = standing;
  for (let entry = 0; entry < alone; entry++)
    pixels[pixel[entry]] = opacity[entry] | inks[colour[schools[entry]]];
  for (let entry = alone; entry < pixel.length; entry++)
    pixels[pixel[entry]] = opacity[entry] | inks[colour[ownerOf(standing, entry, colour)]];
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
