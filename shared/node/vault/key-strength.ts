/** Whether a key of the vault is one: 32 bytes that look drawn, not typed. */
export const KEY_BYTES = 32;
/** 32 random bytes have 30 different ones on average, and fewer than this in no lifetime. */
const LEAST_DIFFERENT = 16;

/** What is wrong with a key's text, to follow its name; undefined when it is strong. */
export function keyFault(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text))
    return 'must be 32 bytes in base64; make one by: openssl rand -base64 32';
  const bytes = Buffer.from(text, 'base64');
  if (bytes.every((byte) => byte >= 32 && byte < 127)) return 'is typed text, not random bytes';
  return new Set(bytes).size < LEAST_DIFFERENT ? 'is too regular to be random' : undefined;
}
