/** Every way in which a planted word may have been written down. */

/** A planted word and its spellings as bytes. */
export interface Needle {
  what: string;
  /** Searched for as they are. */
  exact: readonly Buffer[];
  /** Searched for in bytes whose letters were made small. */
  folded: readonly Buffer[];
}

/** The part of the base64 of a text that is the same whatever stands before and behind it, for each of three places. */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const first = Math.ceil((before * 4) / 3);
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return padded.slice(first, whole);
  });
}

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const escaped = (text: string): string =>
  [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const percent = (bytes: Buffer): string => [...bytes].map((byte) => `%${byte.toString(16)}`).join('');
const asciiOnly = (text: string): string =>
  [...text].map((letter) => (letter < '\u0080' ? letter : escaped(letter))).join('');
const entities = (text: string): string =>
  [...text].map((letter) => (letter < '\u0080' ? letter : `&#${letter.charCodeAt(0)};`)).join('');

const CAPITAL_A = 65;
const CAPITAL_Z = 90;

/** The bytes with the letters A to Z made small; no other byte is touched, since it may be part of a longer letter. */
export function fold(bytes: Buffer): Buffer {
  const small = Buffer.from(bytes);
  for (let i = 0; i < small.length; i++) if (small[i] >= CAPITAL_A && small[i] <= CAPITAL_Z) small[i] += 32;
  return small;
}

/** Spelled with these letters, whatever code they are written in. */
function spellingsOf(text: string): Buffer[] {
  const utf8 = Buffer.from(text);
  const spelled = [
    text,
    text.normalize('NFD'),
    escaped(text),
    asciiOnly(text),
    entities(text),
    percent(utf8),
    encodeURIComponent(text),
    utf8.toString('hex'),
    [...text].reverse().join(''),
  ];
  const codes = [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le'), utf16be(text)];
  return [...spelled.map((one) => Buffer.from(one)), ...codes].map(fold);
}

/** @param what how it is called when it is found: never the word itself */
export function needle(what: string, text: string): Needle {
  const folded = [text, text.toLowerCase(), text.toUpperCase()].flatMap(spellingsOf);
  const coded = [Buffer.from(text), Buffer.from(text, 'utf16le')].flatMap(base64Cores);
  const exact = [...coded, ...coded.map((core) => core.replaceAll('+', '-').replaceAll('/', '_'))];
  return { what, exact: unique(exact.map((core) => Buffer.from(core))), folded: unique(folded) };
}

/** A date of birth, also as people and programs write dates. @param iso `YYYY-MM-DD` */
export function dateNeedle(what: string, iso: string): Needle {
  const [year, month, day] = iso.split('-');
  const words = new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  const parts = [iso, `${day}/${month}/${year}`, words, String(Date.parse(iso))].map((text) =>
    needle(what, text),
  );
  return {
    what,
    exact: parts.flatMap(({ exact }) => exact),
    folded: parts.flatMap(({ folded }) => folded),
  };
}

/** A number, also packed as programs pack it. */
export function numberNeedle(what: string, value: number): Needle {
  const { exact, folded } = needle(what, String(value));
  const packed = [Buffer.alloc(8), Buffer.alloc(8)];
  packed[0].writeDoubleLE(value);
  packed[1].writeDoubleBE(value);
  return { what, exact: [...exact, ...packed], folded };
}

function unique(all: readonly Buffer[]): Buffer[] {
  return [...new Map(all.map((bytes) => [bytes.toString('latin1'), bytes])).values()];
}
