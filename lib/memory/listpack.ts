/**
 * The listpack: a sequence of byte strings and integers packed without a gap, the same bytes that
 * Redis keeps in memory and in RDB files (Salvatore Sanfilippo's listpack specification).
 *
 *   | total bytes u32 | elements u16 | element | element | … | 0xff |
 *
 *   element    | encoding, perhaps with data | data … | back length |
 *
 *   0xxxxxxx                       integer 0 … 127
 *   10llllll                       string of up to 63 bytes
 *   110xxxxx xxxxxxxx              integer of 13 bits, signed
 *   1110llll llllllll              string of up to 4095 bytes
 *   11110000 + 4 bytes             string of up to 2^32 - 1 bytes
 *   11110001 … 11110100            integer of 16, 24, 32, 64 bits, little-endian
 *
 * The back length, seven bits a byte with the most significant first, is read from its end: it is
 * how to walk backwards. The count of elements stays at 65535 once it gets there: then it has to be
 * counted. A string that spells an integer is always stored as one, in the shortest form, so two
 * elements are equal exactly if their bytes are.
 *
 * Everything works on bytes that somebody else holds: `at` is where a listpack begins, `p` where an
 * element (or the end mark) stands.
 *
 *   next, previous, read  O(1)     find, seek  O(n)     insert, remove  O(bytes behind)
 */

import { copyBytes, equalBytes } from "./bytes.ts";
import { isInt64, parseInt64, parseInteger, writeBigInteger, writeInteger } from "./integers.ts";

const HEADER_BYTES = 6;
const END = 0xff;
const UNCOUNTED = 0xffff;

const STRING12 = 0xe0;
const STRING32 = 0xf0;
const INTEGER13 = 0xc0;
const INTEGER16 = 0xf1;
const INTEGER24 = 0xf2;
const INTEGER32 = 0xf3;
const INTEGER64 = 0xf4;

/** The most bytes that an element takes beyond those of its string. */
export const ELEMENT_OVERHEAD_MAX = 10;
/** The most bytes that an integer takes as an element. */
export const INTEGER_ELEMENT_MAX = 10;
/** Bytes of a listpack without elements. */
export const EMPTY_LISTPACK_BYTES = HEADER_BYTES + 1;

/** Writes a listpack without elements. */
export function writeEmptyListpack(bytes: Uint8Array, at: number): void {
  bytes[at] = EMPTY_LISTPACK_BYTES;
  bytes.fill(0, at + 1, at + HEADER_BYTES);
  bytes[at + HEADER_BYTES] = END;
}

/** Bytes of the whole listpack. */
export function listpackBytes(bytes: Uint8Array, at: number): number {
  return readU32(bytes, at);
}

/** How many elements there are. O(1) up to 65534, O(n) beyond. */
export function listpackLength(bytes: Uint8Array, at: number): number {
  const count = bytes[at + 4] | (bytes[at + 5] << 8);
  if (count !== UNCOUNTED) return count;
  let length = 0;
  for (let p = at + HEADER_BYTES; bytes[p] !== END; p = nextElement(bytes, p)) length++;
  return length;
}

/** Keeps the header in step with a change of so many bytes and elements that was made behind it. */
export function addToHeader(bytes: Uint8Array, at: number, more: number, elements: number): void {
  const total = readU32(bytes, at) + more;
  bytes[at] = total;
  bytes[at + 1] = total >>> 8;
  bytes[at + 2] = total >>> 16;
  bytes[at + 3] = total >>> 24;
  let count = bytes[at + 4] | (bytes[at + 5] << 8);
  if (count === UNCOUNTED) {
    if (elements > 0) return;
    count = listpackLength(bytes, at); // The change has been made, so this is the new count.
  } else {
    count += elements;
  }
  if (count > UNCOUNTED) count = UNCOUNTED;
  bytes[at + 4] = count;
  bytes[at + 5] = count >>> 8;
}

/** Writes the end mark. */
export function endListpack(bytes: Uint8Array, p: number): void {
  bytes[p] = END;
}

/** The first element, or the end mark. */
export function firstElement(at: number): number {
  return at + HEADER_BYTES;
}

/** Whether here is the end mark. */
export function isListpackEnd(bytes: Uint8Array, p: number): boolean {
  return bytes[p] === END;
}

/** The element behind this one, or the end mark. */
export function nextElement(bytes: Uint8Array, p: number): number {
  const encoding = bytes[p];
  if (encoding < 0x80) return p + 2;
  if (encoding < 0xc0) return p + 2 + (encoding & 0x3f);
  const size = contentBytes(bytes, p);
  return p + size + backLengthBytes(size);
}

/** The element before this one, or before the end mark. There must be one. */
export function previousElement(bytes: Uint8Array, p: number): number {
  let last = p - 1;
  let size = bytes[last] & 0x7f;
  for (let scale = 128; (bytes[last] & 0x80) !== 0; scale *= 128) {
    size += (bytes[--last] & 0x7f) * scale;
  }
  return last - size;
}

/** The last element; there must be one. */
export function lastElement(bytes: Uint8Array, at: number): number {
  return previousElement(bytes, at + listpackBytes(bytes, at) - 1);
}

/** The element at an index, counted from the end if negative; -1 if there is none. */
export function seekElement(bytes: Uint8Array, at: number, index: number): number {
  const length = listpackLength(bytes, at);
  if (index < 0) index += length;
  if (index < 0 || index >= length) return -1;
  if (index < length / 2) {
    let p = at + HEADER_BYTES;
    while (index-- > 0) p = nextElement(bytes, p);
    return p;
  }
  let p = at + listpackBytes(bytes, at) - 1;
  while (index++ < length) p = previousElement(bytes, p);
  return p;
}

/**
 * The first element from `p` on that is this string, or -1. With a stride of 2 every second element
 * is looked at, beginning with the one at `p`.
 */
export function findElement(
  bytes: Uint8Array,
  p: number,
  stride: number,
  value: Uint8Array,
  start: number,
  end: number,
): number {
  // What the element would look like; of a long string, only its encoding.
  const head = encode(value, start, end);
  const wanted = HEAD[0];
  const isString = kind === A_STRING;
  const length = end - start;
  if (isString && length > 0 && length < 64) {
    return findShortString(bytes, p, stride, value, start, end);
  }
  let skip = 0;
  for (;;) {
    const encoding = bytes[p];
    if (encoding === END) return -1;
    if (skip === 0) {
      if (encoding === wanted && equalBytes(HEAD, 1, head, bytes, p + 1)) {
        if (!isString || equalBytes(value, start, start + length, bytes, p + head)) return p;
      }
      skip = stride;
    }
    skip--;
    if (encoding < 0x80) p += 2;
    else if (encoding < 0xc0) p += 2 + (encoding & 0x3f);
    else p = nextElement(bytes, p);
  }
}

/** `findElement` for the usual case. What begins alike often ends otherwise: so the end comes first. */
function findShortString(
  bytes: Uint8Array,
  p: number,
  stride: number,
  value: Uint8Array,
  start: number,
  end: number,
): number {
  const length = end - start;
  const wanted = 0x80 | length;
  const last = value[end - 1];
  let skip = 0;
  for (;;) {
    const encoding = bytes[p];
    if (encoding === END) return -1;
    if (skip === 0) {
      if (
        encoding === wanted && bytes[p + length] === last &&
        equalBytes(value, start, end - 1, bytes, p + 1)
      ) return p;
      skip = stride;
    }
    skip--;
    if (encoding < 0x80) p += 2;
    else if (encoding < 0xc0) p += 2 + (encoding & 0x3f);
    else p = nextElement(bytes, p);
  }
}

/** Whether the element is this string. */
export function isElement(
  bytes: Uint8Array,
  p: number,
  value: Uint8Array,
  start: number,
  end: number,
): boolean {
  const head = encode(value, start, end);
  return equalBytes(HEAD, 0, head, bytes, p) &&
    (kind !== A_STRING || equalBytes(value, start, end, bytes, p + head));
}

/** Bytes that an element takes, its back length included. */
export function elementBytes(bytes: Uint8Array, p: number): number {
  const size = contentBytes(bytes, p);
  return size + backLengthBytes(size);
}

/** Bytes that this string will take as an element. */
export function encodedBytes(value: Uint8Array, start: number, end: number): number {
  const head = encode(value, start, end);
  const size = kind === A_STRING ? head + end - start : head;
  return size + backLengthBytes(size);
}

/** Writes a string as an element, where room has been made; returns the place behind it. */
export function writeElement(
  bytes: Uint8Array,
  p: number,
  value: Uint8Array,
  start: number,
  end: number,
): number {
  const head = encode(value, start, end);
  for (let i = 0; i < head; i++) bytes[p + i] = HEAD[i];
  let size = head;
  if (kind === A_STRING) {
    copyBytes(bytes, p + head, value, start, end);
    size += end - start;
  }
  return writeBackLength(bytes, p + size, size);
}

/** Writes a safe integer as an element, where room has been made; returns the place behind it. */
export function writeIntegerElement(bytes: Uint8Array, p: number, n: number): number {
  if (n >= 0 && n <= 127) {
    bytes[p] = n;
    bytes[p + 1] = 1;
    return p + 2;
  }
  const size = encodeInteger(n);
  for (let i = 0; i < size; i++) bytes[p + i] = HEAD[i];
  bytes[p + size] = size;
  return p + size + 1;
}

/** The same for an integer of 64 bits, given in two halves, the upper one signed. */
export function writeInt64Element(
  bytes: Uint8Array,
  p: number,
  high: number,
  low: number,
): number {
  const n = high * 0x1_0000_0000 + (low >>> 0);
  if (Number.isSafeInteger(n)) return writeIntegerElement(bytes, p, n);
  const size = encodeWide(low, high);
  for (let i = 0; i < size; i++) bytes[p + i] = HEAD[i];
  bytes[p + size] = size;
  return p + size + 1;
}

/** Bytes that a safe integer takes as an element. */
export function integerElementBytes(n: number): number {
  return n >= 0 && n <= 127 ? 2 : encodeInteger(n) + 1;
}

/** The element as an integer; NaN if it is a string, or an integer beyond 2^53. */
export function integerAt(bytes: Uint8Array, p: number): number {
  const encoding = bytes[p];
  if (encoding < 0x80) return encoding;
  if (encoding < 0xc0) return NaN;
  if (encoding < STRING12) return (((encoding & 0x1f) << 27) >> 19) | bytes[p + 1];
  switch (encoding) {
    case INTEGER16:
      return ((bytes[p + 1] | (bytes[p + 2] << 8)) << 16) >> 16;
    case INTEGER24:
      return ((bytes[p + 1] | (bytes[p + 2] << 8) | (bytes[p + 3] << 16)) << 8) >> 8;
    case INTEGER32:
      return readU32(bytes, p + 1) | 0;
    case INTEGER64: {
      const n = (readU32(bytes, p + 5) | 0) * 0x1_0000_0000 + readU32(bytes, p + 1);
      return Number.isSafeInteger(n) ? n : NaN;
    }
  }
  return NaN;
}

/** Whether an element is a string: then its bytes stand in the listpack as they are. */
export function isStringElement(bytes: Uint8Array, p: number): boolean {
  const encoding = bytes[p];
  return (encoding & 0xc0) === 0x80 || (encoding & 0xf0) === STRING12 || encoding === STRING32;
}

/** Whether the element is encoded in the one way that looking for it relies on. */
export function isCanonicalElement(bytes: Uint8Array, p: number): boolean {
  const encoding = bytes[p];
  if (encoding < 0x80) return true;
  if (encoding < 0xc0) return !isInt64(bytes, p + 1, p + 1 + (encoding & 0x3f));
  if ((encoding & 0xf0) === STRING12) return encoding > STRING12 || bytes[p + 1] >= 64;
  if (encoding === STRING32) return readU32(bytes, p + 1) >= 4096;
  if (encoding === INTEGER64) {
    return readU32(bytes, p + 5) !== ((bytes[p + 4] & 0x80) !== 0 ? 0xffff_ffff : 0);
  }
  const n = integerAt(bytes, p);
  if (encoding < STRING12) return n < 0 || n > 127;
  if (encoding === INTEGER16) return n < -4096 || n > 4095;
  if (encoding === INTEGER24) return n < -0x8000 || n > 0x7fff;
  return n < -0x80_0000 || n > 0x7f_ffff;
}

/** Where the bytes of elements are written to; a `ReplyWriter` is one. */
export interface ElementSink {
  bulk(bytes: Uint8Array, start: number, end: number): void;
}

/**
 * Writes up to `count` elements from `p` on, and returns how many there were. `scratch` is a cursor
 * to do it with.
 */
export function writeElements(
  bytes: Uint8Array,
  p: number,
  count: number,
  sink: ElementSink,
  scratch: Element,
): number {
  let written = 0;
  for (; written < count && bytes[p] !== END; written++) {
    const encoding = bytes[p];
    if ((encoding & 0xc0) === 0x80) {
      const behind = p + 1 + (encoding & 0x3f);
      sink.bulk(bytes, p + 1, behind);
      p = behind + 1;
    } else {
      scratch.read(bytes, p);
      sink.bulk(scratch.bytes, scratch.start, scratch.end);
      p = nextElement(bytes, p);
    }
  }
  return written;
}

/** Writes the element at `p`, and returns the one behind; `scratch` is as for `writeElements`. */
export function passElement(
  bytes: Uint8Array,
  p: number,
  sink: ElementSink,
  scratch: Element,
): number {
  const encoding = bytes[p];
  if ((encoding & 0xc0) === 0x80) {
    const behind = p + 1 + (encoding & 0x3f);
    sink.bulk(bytes, p + 1, behind);
    return behind + 1;
  }
  scratch.read(bytes, p);
  sink.bulk(scratch.bytes, scratch.start, scratch.end);
  return nextElement(bytes, p);
}

/** A cursor on an element's value as bytes; valid until the listpack changes or it is used again. */
export class Element {
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  /** Integers are spelt out here. */
  readonly #digits = new Uint8Array(24);

  get length(): number {
    return this.end - this.start;
  }

  /** Puts the cursor on the element at `p`. */
  read(bytes: Uint8Array, p: number): void {
    const encoding = bytes[p];
    if ((encoding & 0xc0) === 0x80) {
      this.bytes = bytes;
      this.start = p + 1;
      this.end = p + 1 + (encoding & 0x3f);
    } else if ((encoding & 0xf0) === STRING12) {
      this.bytes = bytes;
      this.start = p + 2;
      this.end = p + 2 + (((encoding & 0x0f) << 8) | bytes[p + 1]);
    } else if (encoding === STRING32) {
      this.bytes = bytes;
      this.start = p + 5;
      this.end = p + 5 + readU32(bytes, p + 1);
    } else {
      this.setInteger(integerAt(bytes, p));
      if (this.end === 0) this.end = writeBigInteger(this.#digits, 0, bigIntegerAt(bytes, p));
    }
  }

  /** Puts the cursor on the digits of an integer. */
  setInteger(n: number): void {
    this.bytes = this.#digits;
    this.start = 0;
    this.end = n === n ? writeInteger(this.#digits, 0, n) : 0;
  }

  /** Puts the cursor on bytes elsewhere. */
  set(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }
}

const NOTHING = new Uint8Array(0);

/** Scratch: the encoding of the string seen last and, if it is an integer, its data. */
const HEAD = new Uint8Array(9);
const A_STRING = 0;
const AN_INTEGER = 1;
let kind = A_STRING;

/** Fills `HEAD`, and returns how many bytes of it count. */
function encode(value: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length > 0 && length <= 20 && value[start] <= 0x39) {
    const n = parseInteger(value, start, end);
    if (n === n) {
      kind = AN_INTEGER;
      return encodeInteger(n);
    }
    if (length > 15) {
      const big = parseInt64(value, start, end);
      if (big !== null) {
        kind = AN_INTEGER;
        return encodeWide(Number(big & 0xffffffffn), Number(big >> 32n));
      }
    }
  }
  kind = A_STRING;
  if (length < 64) {
    HEAD[0] = 0x80 | length;
    return 1;
  }
  if (length < 4096) {
    HEAD[0] = STRING12 | (length >> 8);
    HEAD[1] = length;
    return 2;
  }
  HEAD[0] = STRING32;
  writeU32(length);
  return 5;
}

function encodeInteger(n: number): number {
  if (n >= 0 && n <= 127) {
    HEAD[0] = n;
    return 1;
  }
  if (n >= -4096 && n <= 4095) {
    HEAD[0] = INTEGER13 | ((n >> 8) & 0x1f);
    HEAD[1] = n;
    return 2;
  }
  if (n >= -0x8000_0000 && n <= 0x7fff_ffff) {
    writeU32(n);
    if (n >= -0x8000 && n <= 0x7fff) {
      HEAD[0] = INTEGER16;
      return 3;
    }
    if (n >= -0x80_0000 && n <= 0x7f_ffff) {
      HEAD[0] = INTEGER24;
      return 4;
    }
    HEAD[0] = INTEGER32;
    return 5;
  }
  const high = Math.floor(n / 0x1_0000_0000);
  return encodeWide(n - high * 0x1_0000_0000, high);
}

function encodeWide(low: number, high: number): number {
  HEAD[0] = INTEGER64;
  writeU32(low);
  HEAD[5] = high;
  HEAD[6] = high >>> 8;
  HEAD[7] = high >>> 16;
  HEAD[8] = high >>> 24;
  return 9;
}

function writeU32(n: number): void {
  HEAD[1] = n;
  HEAD[2] = n >>> 8;
  HEAD[3] = n >>> 16;
  HEAD[4] = n >>> 24;
}

function bigIntegerAt(bytes: Uint8Array, p: number): bigint {
  return BigInt.asIntN(64, (BigInt(readU32(bytes, p + 5)) << 32n) | BigInt(readU32(bytes, p + 1)));
}

/** Bytes of encoding and data. */
function contentBytes(bytes: Uint8Array, p: number): number {
  const encoding = bytes[p];
  if (encoding < 0x80) return 1;
  if (encoding < 0xc0) return 1 + (encoding & 0x3f);
  if (encoding < STRING12) return 2;
  if (encoding < STRING32) return 2 + (((encoding & 0x0f) << 8) | bytes[p + 1]);
  if (encoding === STRING32) return 5 + readU32(bytes, p + 1);
  return encoding === INTEGER64 ? 9 : encoding - INTEGER16 + 3;
}

/** The bounds are Redis's, which uses one byte more than it must at the end of each range. */
function backLengthBytes(size: number): number {
  return size <= 127 ? 1 : size < 16383 ? 2 : size < 2097151 ? 3 : size < 268435455 ? 4 : 5;
}

function writeBackLength(bytes: Uint8Array, at: number, size: number): number {
  const length = backLengthBytes(size);
  for (let i = length - 1, rest = size; i >= 0; i--, rest = Math.floor(rest / 128)) {
    bytes[at + i] = (rest & 0x7f) | (i > 0 ? 0x80 : 0);
  }
  return at + length;
}

function readU32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
