/** A line of NDJSON as its bytes, not yet parsed. */
import { Fault } from '../fault.ts';

export class RawLine {
  readonly bytes: Buffer;
  readonly start: number;
  /** Behind the last byte. */
  readonly end: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /** Whether it is white space and nothing else. */
  isBlank(): boolean {
    const { bytes, end } = this;
    let at = this.start;
    while (at < end && (bytes[at] === 32 || (bytes[at] >= 9 && bytes[at] <= 13))) at++;
    return at === end;
  }

  /** Its characters, without a byte order mark. */
  text(encoding: 'utf8' | 'latin1' = 'utf8'): string {
    const text = this.bytes.toString(encoding, this.start, this.end);
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  /** The JSON value, or the fault of a line that is none. */
  parse(): unknown {
    const text = this.text();
    try {
      return JSON.parse(text);
    } catch (error) {
      return new Fault('malformed', '', `is not JSON: ${(error as Error).message}`, text);
    }
  }
}
