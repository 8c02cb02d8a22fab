/** Secrets that a browser holds, and what is kept of them. */
import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** What is kept instead of a secret. */
export const hashed = (secret: string): string => createHash('sha256').update(secret).digest('hex');
