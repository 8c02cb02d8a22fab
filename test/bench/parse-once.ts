/** What all screens of a view are told is one text: in a process of thousands of screens it is parsed once. */
const MOST = 200;
const parsed = new Map<string, unknown>();

export function parseOnce(text: string): unknown {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size >= MOST) parsed.clear();
  const value: unknown = JSON.parse(text);
  parsed.set(text, value);
  return value;
}
