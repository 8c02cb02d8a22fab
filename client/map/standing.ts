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

/** How many discs cover each pixel most. */
function rivalsOf({ at, disc, discs }: Places, most: Uint8Array): Uint16Array {
  const rivals = new Uint16Array(most.length);
  for (let school = 0; school < at.length; school++) {
    if (at[school] < 0) continue;
    const { offsets, cover } = discs[disc[school]];
    for (let j = 0; j < offsets.length; j++) {
      const to = at[school] + offsets[j];
      if (cover[j] === most[to]) rivals[to]++;
    }
  }
  return rivals;
}

/**
 * The pixels that one disc alone can have, then the others, each in the order of the picture: they are written in it, and
 * memory likes that. With them where the schools of each begin.
 */
function entriesOf(rivals: Uint16Array) {
  const entryOf = new Int32Array(rivals.length).fill(-1);
  let [alone, all] = [0, 0];
  for (let to = 0; to < rivals.length; to++) {
    if (rivals[to] > 0) all++;
    if (rivals[to] === 1) alone++;
  }
  const pixel = new Int32Array(all);
  let [single, shared] = [0, alone];
  for (let to = 0; to < rivals.length; to++) {
    if (rivals[to] === 0) continue;
    const entry = rivals[to] === 1 ? single++ : shared++;
    pixel[entry] = to;
    entryOf[to] = entry;
  }
  const start = new Int32Array(all + 1);
  for (let entry = 0; entry < all; entry++) start[entry + 1] = start[entry] + rivals[pixel[entry]];
  return { alone, pixel, entryOf, start };
}

/** `pixels`: how many the whole picture has. */
export function standingOf(places: Places, pixels: number): Standing {
  const { at, disc, discs } = places;
  const most = mostCover(places, pixels);
  const { alone, pixel, entryOf, start } = entriesOf(rivalsOf(places, most));
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
