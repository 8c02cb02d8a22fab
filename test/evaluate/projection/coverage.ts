/** How often the range of a projection held the close, by cell. */

export interface Cell {
  readonly name: string;
  readonly share: number;
  sessions: number;
  covered: number;
  below: number;
  error: number;
  squares: number;
  width: number;
}

export class Coverage {
  readonly cells = new Map<string, Cell>();

  add(name: string, share: number, of: { close: number; low: number; high: number }, actual: number): void {
    const key = `${name}|${share}`;
    let cell = this.cells.get(key);
    if (!cell) {
      cell = { name, share, sessions: 0, covered: 0, below: 0, error: 0, squares: 0, width: 0 };
      this.cells.set(key, cell);
    }
    cell.sessions++;
    if (actual >= of.low - 1e-9 && actual <= of.high + 1e-9) cell.covered++;
    else if (actual < of.low) cell.below++;
    cell.error += actual - of.close;
    cell.squares += (actual - of.close) ** 2;
    cell.width += of.high - of.low;
  }

  rows(): Cell[] {
    return [...this.cells.values()].toSorted((a, b) => a.name.localeCompare(b.name) || a.share - b.share);
  }
}

/** A table in Markdown. */
export function tableOf(cells: readonly Cell[]): string {
  const lines = cells.map((cell) => {
    const { name, share, sessions, covered, below, error, squares, width } = cell;
    const percent = (n: number) => `${((100 * n) / sessions).toFixed(1)}%`;
    return `| ${name} | ${share * 100}% | ${sessions} | ${percent(covered)} | ${percent(below)} | ${(error / sessions).toFixed(2)} | ${Math.sqrt(squares / sessions).toFixed(2)} | ±${(width / sessions / 2).toFixed(2)} |`;
  });
  return [
    '| cell | marks in | sessions | within the range | below it | mean error | typical error | half-width |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
