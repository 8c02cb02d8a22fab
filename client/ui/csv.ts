/** A table as a CSV file, with what it is of and when in its first lines. */

type Cell = string | number | null;

/** A text that a spreadsheet would take for a formula gets a leading apostrophe; numbers stay numbers. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `about`: lines before the table, each a name and what it is. */
export function toCsv(
  about: readonly (readonly [string, string])[],
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const line = (cells: readonly Cell[]): string => cells.map(cellText).join(',');
  return `${[...about.map(line), line(head), ...rows.map(line)].join('\r\n')}\r\n`;
}

/** Hands a file to the reader; nothing leaves this browser. */
export function saveText(name: string, text: string, type = 'text/csv'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
