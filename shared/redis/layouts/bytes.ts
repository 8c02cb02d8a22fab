/**
 * Reading and writing packed values. Every packed value starts with a layout version byte; older values are read
 * by their own version or refused by name, newer ones always refused.
 */

const INITIAL_BYTES = 1024;

/** Appends numbers to a buffer that grows; `take` hands out a copy and starts again. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  u8(value: number): this {
    this.#room(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  u16(value: number): this {
    this.#room(2);
    this.#length = this.#bytes.writeUInt16LE(value, this.#length);
    return this;
  }

  u32(value: number): this {
    this.#room(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
    return this;
  }

  /** 48 bits: milliseconds since 1970, or a packed UPN. */
  u48(value: number): this {
    this.#room(6);
    this.#length = this.#bytes.writeUIntLE(value, this.#length, 6);
    return this;
  }

  f64(value: number): this {
    this.#room(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
    return this;
  }

  /** Unsigned LEB128, exact up to 2^53. */
  varint(value: number): this {
    this.#room(8);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
    return this;
  }

  /** A varint of either sign: small differences stay one byte. */
  signed(value: number): this {
    return this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  text(value: string): this {
    return this.raw(Buffer.from(value));
  }

  /** Length-prefixed bytes. */
  raw(value: Uint8Array): this {
    this.varint(value.length);
    return this.bytes(value);
  }

  /** Bytes as they are. */
  bytes(value: Uint8Array): this {
    this.#room(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }
}

/** Reads what `ByteWriter` wrote. Throws a RangeError that names the place when the bytes end too early. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Place of the next byte. */
  get at(): number {
    return this.#at;
  }

  #advance(count: number): number {
    const at = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length)
      throw new RangeError(`packed value ends at byte ${this.#bytes.length}, needed ${this.#at}`);
    return at;
  }

  u8(): number {
    return this.#bytes[this.#advance(1)];
  }

  u16(): number {
    return this.#bytes.readUInt16LE(this.#advance(2));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  u48(): number {
    return this.#bytes.readUIntLE(this.#advance(6), 6);
  }

  f64(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#advance(1)];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  signed(): number {
    const value = this.varint();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  text(): string {
    return this.raw().toString();
  }

  raw(): Buffer {
    const length = this.varint();
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  bytes(count: number): Buffer {
    const at = this.#advance(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** Reads the leading layout version and refuses any other than the expected one. */
  version(expected: number, what: string): void {
    this.versionOf([expected], what);
  }

  /** Reads the leading layout version and refuses any that this build has no reader of. */
  versionOf(known: readonly number[], what: string): number {
    const found = this.u8();
    if (!known.includes(found))
      throw new RangeError(
        `${what} has layout version ${found}, this build reads ${known.join(' and ')}: run "npx bellwether rebuild"`,
      );
    return found;
  }
}
