/** The invented suppliers of register software, each with its own habits of sending. */

export interface Supplier {
  /** Also the name that the scenario panel uses. */
  readonly name: string;
  /** Share of schools. */
  readonly share: number;
  /** `class`: each register when it is taken; `school`: the whole school once, when registers close; `waves`: whole
   * schools, gathered and sent at fixed times. */
  readonly sends: 'class' | 'school' | 'waves';
  readonly body: 'ndjson' | 'csv';
  /** Share of registers sent a second time. */
  readonly repeats: number;
  /** Share of registers held up for half an hour, so that a correction can overtake them. */
  readonly heldUp: number;
}

export const SUPPLIERS: readonly Supplier[] = [
  { name: 'Tallyroll', share: 0.34, sends: 'class', body: 'ndjson', repeats: 0.002, heldUp: 0.001 },
  { name: 'Fernmark', share: 0.24, sends: 'class', body: 'ndjson', repeats: 0.03, heldUp: 0.001 },
  { name: 'Quillbook', share: 0.14, sends: 'class', body: 'ndjson', repeats: 0.005, heldUp: 0.012 },
  { name: 'Larkroll', share: 0.12, sends: 'school', body: 'ndjson', repeats: 0.005, heldUp: 0 },
  { name: 'Oakwire', share: 0.11, sends: 'waves', body: 'ndjson', repeats: 0.01, heldUp: 0 },
  { name: 'Pennant', share: 0.05, sends: 'class', body: 'csv', repeats: 0.01, heldUp: 0.002 },
];

/** Index of a school's supplier from a uniform draw. */
export function drawSupplier(u: number): number {
  let left = u;
  for (let i = 0; i < SUPPLIERS.length; i++) {
    left -= SUPPLIERS[i].share;
    if (left < 0) return i;
  }
  return 0;
}

/** Minutes of the London day at which a supplier that gathers sends, morning and afternoon. */
export const WAVE_MINUTES = {
  AM: [9 * 60 + 5, 9 * 60 + 20, 9 * 60 + 45],
  PM: [13 * 60 + 20, 13 * 60 + 50],
} as const;
