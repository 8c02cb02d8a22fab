/** A growing run of bytes for bodies of millions of marks: text is copied from pieces that were encoded once. */
export interface ByteWriter {
  bytes: Buffer;
  length: number;
}

export function byteWriter(capacity = 1 << 16): ByteWriter {
  return { bytes: Buffer.allocUnsafe(capacity), length: 0 };
}

/** Makes room for `more` bytes. */
export function reserve(writer: ByteWriter, more: number): void {
  if (writer.length + more <= writer.bytes.length) return;
  const grown = Buffer.allocUnsafe(Math.max(writer.bytes.length * 2, writer.length + more));
  writer.bytes.copy(grown, 0, 0, writer.length);
  writer.bytes = grown;
}

/** Copies an encoded piece; room must have been made. */
export function put(writer: ByteWriter, piece: Uint8Array): void {
  const { bytes } = writer;
  let at = writer.length;
  for (let i = 0; i < piece.length; i++) bytes[at++] = piece[i];
  writer.length = at;
}

/** Copies an encoded piece of more than some twenty bytes; room must have been made. */
export function putLong(writer: ByteWriter, piece: Uint8Array): void {
  writer.bytes.set(piece, writer.length);
  writer.length += piece.length;
}

/** Writes ASCII text; makes room itself. */
export function putText(writer: ByteWriter, text: string): void {
  reserve(writer, text.length);
  writer.length += writer.bytes.write(text, writer.length, 'latin1');
}

/** What has been written, as a copy; the writer starts again. */
export function take(writer: ByteWriter): Buffer {
  const taken = Buffer.from(writer.bytes.subarray(0, writer.length));
  writer.length = 0;
  return taken;
}

export const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
