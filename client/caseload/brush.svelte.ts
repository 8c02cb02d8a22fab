/** A rectangle drawn with the pointer over a plot: from where it was pressed to where it is. */

export interface Spot {
  x: number;
  y: number;
}

export interface Corners {
  from: Spot;
  to: Spot;
}

/** A press that moves less than this is a click, pixels. */
const SMALLEST_DRAG = 6;

export class Brush {
  #from = $state.raw<Spot | null>(null);
  #to = $state.raw<Spot | null>(null);

  /** What is being drawn; null when nothing is. */
  get drawn(): Corners | null {
    return this.#from && this.#to ? { from: this.#from, to: this.#to } : null;
  }

  press(at: Spot): void {
    this.#from = at;
  }

  /** Answers whether the pointer is drawing. */
  move(at: Spot): boolean {
    if (!this.#from) return false;
    this.#to = at;
    return true;
  }

  /** The rectangle that has been drawn; null for a click. */
  release(at: Spot): Corners | null {
    const from = this.#from;
    this.#from = null;
    this.#to = null;
    return from && Math.hypot(at.x - from.x, at.y - from.y) > SMALLEST_DRAG ? { from, to: at } : null;
  }
}
