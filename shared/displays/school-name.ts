/** Names of schools for a wall: one line, read from five metres. */

/** The usual short forms; nothing that tells two schools of a name apart is left out. */
const SHORTER: readonly (readonly [RegExp, string])[] = [
  [/\bChurch of England\b/gi, 'CofE'],
  [/\bRoman Catholic\b/gi, 'RC'],
  [/\bVoluntary (Aided|Controlled)\b/gi, ''],
  [/\b(Primary|Secondary|Infant|Junior|Special|High|Community|Catholic) School\b/gi, '$1'],
  [/\bAnd Nursery\b/gi, ''],
  [/\bCommunity (Primary|Infant|Junior|High)\b/gi, '$1'],
  [/\bSaint\b/gi, 'St'],
  [/\s{2,}/g, ' '],
];

export function wallName(name: string): string {
  return SHORTER.reduce((text, [pattern, short]) => text.replaceAll(pattern, short), name).trim();
}
