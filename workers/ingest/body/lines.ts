/** Splits bytes into lines without ever holding more than one line that spans chunks. */
import { RawLine } from './raw-line.ts';

const NEWLINE = 10;

/** Called with each line without its newline, or undefined for a line above the limit; and its number. */
export type OnLine = (line: RawLine | undefined, index: number) => void;

export interface LineSplitter {
  push(chunk: Buffer): void;
  /** The last line, when the bytes did not end in a newline. */
  end(): void;
}

/** @param maxBytes longest line; a longer one is passed over unread and reported without its bytes */
export function createLineSplitter(maxBytes: number, onLine: OnLine): LineSplitter {
  let parts: Buffer[] = [];
  let partBytes = 0;
  let index = 0;

  const keep = (piece: Buffer) => {
    partBytes += piece.length;
    if (partBytes > maxBytes) parts = [];
    else parts.push(piece);
  };
  const emitParts = () => {
    const whole = partBytes > maxBytes ? undefined : Buffer.concat(parts);
    onLine(whole && new RawLine(whole, 0, whole.length), index++);
    parts = [];
    partBytes = 0;
  };

  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        if (partBytes > 0) {
          keep(chunk.subarray(start, end));
          emitParts();
        } else onLine(end - start > maxBytes ? undefined : new RawLine(chunk, start, end), index++);
        start = end + 1;
      }
      if (start < chunk.length) keep(chunk.subarray(start));
    },
    end() {
      if (partBytes > 0) emitParts();
    },
  };
}
