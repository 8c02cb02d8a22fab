/** Which rows of a long table are drawn: those in sight, and a few about them. */

export interface Window {
  first: number;
  /** One behind the last. */
  end: number;
}

const BESIDE = 8;

/**
 * @param top how far the rows' beginning lies above the top of what is in sight, pixels (below 0: under it)
 * @param height of what is in sight, pixels
 */
export function rowsInSight(rows: number, rowHeight: number, top: number, height: number): Window {
  const first = Math.floor(top / rowHeight) - BESIDE;
  const end = Math.ceil((top + height) / rowHeight) + BESIDE;
  const clamp = (value: number): number => Math.min(rows, Math.max(0, value));
  return { first: clamp(first), end: clamp(end) };
}

/** Where a key leads from a row; null for keys that do not move. `page`: rows in sight. */
export function movedRow(key: string, row: number, rows: number, page: number): number | null {
  const clamp = (value: number): number => Math.min(rows - 1, Math.max(0, value));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return clamp(row + 1);
    case 'ArrowUp':
    case 'k':
      return clamp(row - 1);
    case 'PageDown':
      return clamp(row + page);
    case 'PageUp':
      return clamp(row - page);
    case 'Home':
      return 0;
    case 'End':
      return clamp(rows - 1);
    default:
      return null;
  }
}
