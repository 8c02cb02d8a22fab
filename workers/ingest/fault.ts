/** What is wrong with one posted item: its first fault, with its place. */
import type { Rejection, RejectionCode } from '../../shared/api/intake.ts';

const SHOWN_CHARACTERS = 80;

/** A value, not an error: bad input is an expected outcome. */
export class Fault {
  readonly code: RejectionCode;
  readonly path: string;
  readonly message: string;
  readonly value: Rejection['value'];

  constructor(code: RejectionCode, path: string, message: string, value?: unknown) {
    this.code = code;
    this.path = path;
    this.message = message;
    this.value = shown(value);
  }

  /** The same fault as part of something larger. */
  under(prefix: string): Fault {
    return new Fault(this.code, this.path ? `${prefix}.${this.path}` : prefix, this.message, this.value);
  }

  /** The same fault, its place called as the sender knows it. */
  renamed(names: Readonly<Record<string, string>>): Fault {
    return new Fault(this.code, names[this.path] ?? this.path, this.message, this.value);
  }
}

/** A posted value fit to be sent back: scalars as they are, long ones cut, structures as short JSON. */
function shown(value: unknown): Rejection['value'] {
  if (value === undefined) return undefined;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
