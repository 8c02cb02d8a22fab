/**
 * Walks over JSON bytes of the usual form without making objects. It answers "not usual" to whatever it does not read
 * itself (escapes, other numbers than whole ones, broken JSON); the caller then parses the line the ordinary way, so
 * nothing is ever accepted here that JSON.parse would not read the same.
 */
import type { RawLine } from './raw-line.ts';

const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const ZERO = 48;
const MAX_DIGITS = 15;

export const COMMA = 44;
export const COLON = 58;
export const OPEN_LIST = 91;
export const CLOSE_LIST = 93;
export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

export class JsonCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  #end = 0;
  /** `bytes` as a buffer. */
  #buffer: Buffer = Buffer.alloc(0);
  /** First byte of the string read last, without its quote, and the byte behind it. */
  textStart = 0;
  textEnd = 0;

  open({ bytes, start, end }: RawLine): void {
    this.bytes = bytes;
    this.at = start;
    this.#end = end;
    this.#buffer = bytes;
  }

  /** Whether only white space is left. */
  isDone(): boolean {
    this.#skipSpace();
    return this.at >= this.#end;
  }

  #skipSpace(): void {
    const { bytes } = this;
    let at = this.at;
    while (at < this.#end && bytes[at] <= SPACE && isSpace(bytes[at])) at++;
    this.at = at;
  }

  /** Steps over one byte of punctuation, if it comes next. */
  take(byte: number): boolean {
    if (this.bytes[this.at] !== byte) {
      this.#skipSpace();
      if (this.bytes[this.at] !== byte) return false;
    }
    if (this.at >= this.#end) return false;
    this.at++;
    return true;
  }

  /** Steps over a string without escapes: `textStart` and `textEnd` say where it stands. */
  takeText(): boolean {
    if (!this.take(QUOTE)) return false;
    const { bytes } = this;
    let at = this.at;
    while (at < this.#end && bytes[at] !== QUOTE) {
      if (bytes[at] === BACKSLASH || bytes[at] < SPACE) return false;
      at++;
    }
    if (at >= this.#end) return false;
    this.textStart = this.at;
    this.textEnd = at;
    this.at = at + 1;
    return true;
  }

  /** Steps over a key and its colon. */
  takeKey(): boolean {
    return this.takeText() && this.take(COLON);
  }

  /** A whole number from 0 on, or -1. */
  takeCount(): number {
    this.#skipSpace();
    const { bytes } = this;
    const start = this.at;
    let at = start;
    let value = 0;
    while (at < this.#end && bytes[at] >= ZERO && bytes[at] <= ZERO + 9)
      value = value * 10 + bytes[at++] - ZERO;
    const digits = at - start;
    if (digits === 0 || digits > MAX_DIGITS || (digits > 1 && bytes[start] === ZERO)) return -1;
    // A fraction or an exponent makes it another number.
    if (bytes[at] !== COMMA && bytes[at] !== CLOSE_OBJECT) return -1;
    this.at = at;
    return value;
  }

  /** 1 for true, 0 for false, -1 for anything else. */
  takeFlag(): number {
    this.#skipSpace();
    const word = this.bytes[this.at] === TRUE[0] ? TRUE : FALSE;
    if (this.at + word.length > this.#end) return -1;
    for (let i = 0; i < word.length; i++) if (this.bytes[this.at + i] !== word[i]) return -1;
    this.at += word.length;
    return word === TRUE ? 1 : 0;
  }

  /** Steps over null, if it comes next. */
  takeNull(): boolean {
    this.#skipSpace();
    if (this.at + NULL.length > this.#end) return false;
    for (let i = 0; i < NULL.length; i++) if (this.bytes[this.at + i] !== NULL[i]) return false;
    this.at += NULL.length;
    return true;
  }

  /** Whether the string read last is this one. */
  textIs(word: Uint8Array): boolean {
    const { bytes, textStart } = this;
    if (this.textEnd - textStart !== word.length) return false;
    for (let i = 0; i < word.length; i++) if (bytes[textStart + i] !== word[i]) return false;
    return true;
  }

  /** Which of the words the string read last is, beginning to look at `from` and going round; -1 for none. */
  textAmong(words: readonly Uint8Array[], from = 0): number {
    for (let i = 0; i < words.length; i++) {
      const at = from + i < words.length ? from + i : from + i - words.length;
      if (this.textIs(words[at])) return at;
    }
    return -1;
  }

  /** The string read last. */
  text(): string {
    return this.#buffer.toString('utf8', this.textStart, this.textEnd);
  }
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 9 || byte === 10 || byte === 13;
}
