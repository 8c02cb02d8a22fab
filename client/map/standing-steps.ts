/**
 * Making the picture of discs that stand still (`standing.ts`), in steps short enough to be done between others: of
 * England's 21,000 schools it takes longer than a screen may be held up at a time.
 */
import type { Places } from './discs.ts';
import type { Standing } from './standing.ts';

const SCHOOLS_A_STEP = 1_000;
const PIXELS_A_STEP = 200_000;

/** From and to of consecutive parts of `length`. */
function* parts(length: number, step: number): Generator<[from: number, to: number]> {
  for (let from = 0; from < length; from += step) yield [from, Math.min(length, from + step)];
}

/** Keeps the most that any disc covers of each pixel, 0 to 255. */
function coverMost({ at, disc, discs }: Places, from: number, to: number, most: Uint8Array): void {
  for (let school = from; school < to; school++) {
    if (at[school] < 0) continue;
    const { offsets, cover } = discs[disc[school]];
    for (let j = 0; j < offsets.length; j++) {
      const pixel = at[school] + offsets[j];
      if (cover[j] > most[pixel]) most[pixel] = cover[j];
    }
  }
}

/** Counts how many discs cover each pixel most. */
function countRivals(
  { at, disc, discs }: Places,
  from: number,
  to: number,
  most: Uint8Array,
  rivals: Uint16Array,
): void {
  for (let school = from; school < to; school++) {
    if (at[school] < 0) continue;
    const { offsets, cover } = discs[disc[school]];
    for (let j = 0; j < offsets.length; j++) {
      const pixel = at[school] + offsets[j];
      if (cover[j] === most[pixel]) rivals[pixel]++;
    }
  }
}

/** Notes the schools that cover each entry's pixel most, ascending; `next`: where each entry's next one goes. */
function noteSchools(
  { at, disc, discs }: Places,
  from: number,
  to: number,
  most: Uint8Array,
  { schools, entryOf }: Standing,
  next: Int32Array,
): void {
  for (let school = from; school < to; school++) {
    if (at[school] < 0) continue;
    const { offsets, cover } = discs[disc[school]];
    for (let j = 0; j < offsets.length; j++) {
      const pixel = at[school] + offsets[j];
      if (cover[j] === most[pixel]) schools[next[entryOf[pixel]]++] = school;
    }
  }
}

/** Pixels that a disc lies on, and those of them that one disc alone can have. */
function countEntries(rivals: Uint16Array, from: number, to: number): [all: number, alone: number] {
  let [all, alone] = [0, 0];
  for (let pixel = from; pixel < to; pixel++) {
    if (rivals[pixel] > 0) all++;
    if (rivals[pixel] === 1) alone++;
  }
  return [all, alone];
}

/** Where the next entry of either kind goes. */
interface Next {
  single: number;
  shared: number;
}

/** Numbers the entries in the order of the picture, those of one disc alone before the others: memory likes that. */
function numberEntries(
  rivals: Uint16Array,
  most: Uint8Array,
  [from, to]: [number, number],
  { pixel, opacity, entryOf }: Standing,
  next: Next,
): void {
  for (let at = from; at < to; at++) {
    if (rivals[at] === 0) continue;
    const entry = rivals[at] === 1 ? next.single++ : next.shared++;
    pixel[entry] = at;
    opacity[entry] = most[at] << 24;
    entryOf[at] = entry;
  }
}

/** `pixels`: how many the whole picture has. Yields after each step; returns the picture. */
export function* standingSteps(places: Places, pixels: number): Generator<void, Standing, void> {
  const schools = [...parts(places.at.length, SCHOOLS_A_STEP)];
  const strips = [...parts(pixels, PIXELS_A_STEP)];
  const most = new Uint8Array(pixels);
  for (const [from, to] of schools) yield coverMost(places, from, to, most);
  const rivals = new Uint16Array(pixels);
  for (const [from, to] of schools) yield countRivals(places, from, to, most, rivals);
  let [all, alone] = [0, 0];
  for (const [from, to] of strips) {
    const [some, single] = countEntries(rivals, from, to);
    [all, alone] = [all + some, alone + single];
    yield;
  }
  const standing = emptyStanding(all, alone, pixels);
  const numbered = { single: 0, shared: alone };
  for (const strip of strips) yield numberEntries(rivals, most, strip, standing, numbered);
  const { start, pixel } = standing;
  for (let entry = 0; entry < all; entry++) start[entry + 1] = start[entry] + rivals[pixel[entry]];
  yield;
  standing.schools = new Int32Array(start[all]);
  const next = start.slice();
  for (const [from, to] of schools) yield noteSchools(places, from, to, most, standing, next);
  return standing;
}

const emptyStanding = (entries: number, alone: number, pixels: number): Standing => ({
  alone,
  pixel: new Int32Array(entries),
  opacity: new Uint32Array(entries),
  start: new Int32Array(entries + 1),
  schools: new Int32Array(0),
  entryOf: new Int32Array(pixels).fill(-1),
});
