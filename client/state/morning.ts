/**
 * The session as this screen saw it fill: the sums of the areas at each minute of the clock in use, from the moment the
 * screen opened. What came before is not drawn; nothing is guessed.
 */
import { SUM, SUM_LENGTH } from './sums.ts';

/** One minute of one area. Shares 0 to 1, attendance in percent. */
export interface Minute {
  minute: number;
  coverage: number;
  attendance: number | null;
}

const KEPT = [SUM.onRoll, SUM.marked, SUM.possible, SUM.attending] as const;

export class MorningLog {
  /** Areas beyond this number (trusts) are not kept: 2,500 of them would be most of the memory. */
  readonly #areas: number;
  readonly #minutes = new Map<number, Float64Array>();

  constructor(areas: number) {
    this.#areas = areas;
  }

  get areas(): number {
    return this.#areas;
  }

  /** Notes both sessions of every area as they stand in `minute` of the day; the last note of a minute stays. */
  note(minute: number, sums: Float64Array): void {
    const width = KEPT.length;
    const row = this.#minutes.get(minute) ?? new Float64Array(2 * this.#areas * width);
    for (let cell = 0; cell < 2 * this.#areas; cell++) {
      for (let i = 0; i < width; i++) row[cell * width + i] = sums[cell * SUM_LENGTH + KEPT[i]];
    }
    this.#minutes.set(minute, row);
  }

  /** The minutes of an area in time order; empty when the area is not kept. */
  of(area: number, session: number): Minute[] {
    if (area >= this.#areas) return [];
    const at = (2 * area + session) * KEPT.length;
    return [...this.#minutes]
      .sort(([a], [b]) => a - b)
      .map(([minute, row]) => {
        const [onRoll, marked, possible, attending] = row.subarray(at, at + KEPT.length);
        return {
          minute,
          coverage: onRoll > 0 ? marked / onRoll : 0,
          attendance: possible > 0 ? (100 * attending) / possible : null,
        };
      });
  }
}
