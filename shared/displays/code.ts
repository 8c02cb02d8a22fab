/** The code a display shows until it is set up: six characters that cannot be mistaken for one another. */

/** Without 0 O, 1 I L, 2 Z, 5 S, 8 B and U V: 23 letters and digits, 148 million codes. */
export const CODE_ALPHABET = '34679ACDEFGHJKMNPQRTWXY';
export const CODE_LENGTH = 6;
/** How long a code can be entered. */
export const CODE_VALID_MS = 15 * 60_000;

/** Bytes that would make the first characters likelier than the others are left out. */
const FAIR_BELOW = 256 - (256 % CODE_ALPHABET.length);

/** A code from random bytes, or null when too few of them were fit. */
export function codeOf(bytes: Uint8Array): string | null {
  const fair = [...bytes].filter((byte) => byte < FAIR_BELOW).slice(0, CODE_LENGTH);
  if (fair.length < CODE_LENGTH) return null;
  return fair.map((byte) => CODE_ALPHABET[byte % CODE_ALPHABET.length]).join('');
}

/** What somebody typed as a code: small letters, blanks and hyphens are forgiven. Null when it can be none. */
export function readCode(typed: string): string | null {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  const fits = code.length === CODE_LENGTH && [...code].every((letter) => CODE_ALPHABET.includes(letter));
  return fits ? code : null;
}

/** As a display shows it: `H4K 9TX`. */
export const spacedCode = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;
