/** Splits bytes into lines without ever holding more than one line that spans chunks. */

const NEWLINE = 10;

/** Called with each line's text without its newline, or undefined for a line above the limit; and its number. */
export type OnLine = (text: string | undefined, index: number) => void;

export interface LineSplitter {
  push(chunk: Buffer): void;
  /** The last line, when the bytes did not end in a newline. */
  end(): void;
}

/** @param maxBytes longest line; a longer one is passed over unread and reported without its text */
export function createLineSplitter(
  maxBytes: number,
  encoding: 'utf8' | 'latin1',
  onLine: OnLine,
): LineSplitter {
  let parts: Buffer[] = [];
  let partBytes = 0;
  let index = 0;

  const keep = (piece: Buffer) => {
    partBytes += piece.length;
    if (partBytes > maxBytes) parts = [];
    else parts.push(piece);
  };
  const emit = (text: string | undefined) => {
    onLine(index === 0 && text?.charCodeAt(0) === 0xfeff ? text.slice(1) : text, index);
    index++;
  };
  const emitParts = () => {
    emit(partBytes > maxBytes ? undefined : Buffer.concat(parts).toString(encoding));
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
        } else emit(end - start > maxBytes ? undefined : chunk.toString(encoding, start, end));
        start = end + 1;
      }
      if (start < chunk.length) keep(chunk.subarray(start));
    },
    end() {
      if (partBytes > 0) emitParts();
    },
  };
}
