/** The later of two stream ids. */
export function laterId(a: string | undefined, b: string): string {
  if (a === undefined) return b;
  const [[msA, seqA], [msB, seqB]] = [a.split('-').map(Number), b.split('-').map(Number)];
  return msA > msB || (msA === msB && seqA > seqB) ? a : b;
}
