/** The logs by minute of many schools added up for readers without small numbers: of each what they may see of it. */
import { ToldSums, wholePupils } from '../../shared/access/told.ts';
import { decodeMinutes, MINUTE_WIDTH } from '../../shared/redis/layouts/minutes.ts';
import type { MinuteSum } from './minute-sums.ts';

export class ToldMinuteSums {
  /** What changed in each minute, by kind in thousandths of a pupil. */
  readonly #changes = new Map<number, Float64Array>();
  readonly #told = new ToldSums();

  /** Adds one school's packed log. */
  add(bytes: Buffer): void {
    const before = new Float64Array(MINUTE_WIDTH);
    for (const { minute, kinds } of decodeMinutes(bytes)) {
      this.#told.clear();
      // A row begins as tallies do: everyone, then statutory.
      this.#told.addHeadline(kinds);
      const changes = this.#changes.get(minute) ?? new Float64Array(MINUTE_WIDTH);
      this.#changes.set(minute, changes);
      for (let i = 0; i < MINUTE_WIDTH; i++) {
        changes[i] += this.#told.thousandths[i] - before[i];
        before[i] = this.#told.thousandths[i];
      }
    }
  }

  /** Cumulative, in time order, in whole pupils. */
  rows(): MinuteSum[] {
    const sums = new Float64Array(MINUTE_WIDTH);
    return [...this.#changes]
      .sort(([a], [b]) => a - b)
      .map(([minute, changes]) => {
        for (let i = 0; i < MINUTE_WIDTH; i++) sums[i] += changes[i];
        return { minute, kinds: wholePupils(sums) };
      });
  }
}
