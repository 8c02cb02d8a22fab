/** What draws the schools: with the graphics card where there is one, else pixel by pixel. */

/** Screen pixel = k * frame + (x, y), CSS pixels. */
export interface Transform {
  k: number;
  x: number;
  y: number;
}

export interface Points {
  /** Frame coordinates; NaN where the position is not known. */
  x: Float32Array;
  y: Float32Array;
  /** Radius by roll, relative to that of an ordinary school. */
  size: Float32Array;
  /** Colour class of each, rewritten in place. */
  colour: Uint8Array;
}

export interface Scene {
  points: Points;
  transform: Transform;
  /** Radius of an ordinary school, CSS pixels. */
  radius: number;
  /** Width, height (CSS pixels) and device pixels per CSS pixel. */
  width: number;
  height: number;
  density: number;
  /** `#RRGGBB` by class. */
  palette: readonly string[];
}

export interface Painter {
  draw(scene: Scene): void;
  destroy(): void;
}

/** Classes in the order they are laid down: what says least first, the extremes on top. */
export const LAYERS: readonly (readonly number[])[] = [[10], [8, 9], [7, 3], [2, 4], [1, 5], [0, 6]];
/** Schools outside the area shown. */
export const CONTEXT = 10;
