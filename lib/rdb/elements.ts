/**
 * Walking over the packed values that RDB files of all ages hold. The bytes come from outside:
 * everything is checked against them, and what does not fit is refused.
 *
 * Ziplist (Redis 2.0 to 6.2), all numbers little-endian:
 *
 *   | bytes u32 | last element u32 | elements u16 | element | … | 0xff |
 *   element   | length of the one before: u8, or 0xfe and u32 | encoding | data |
 *   encoding    00llllll  01llllll+1  10000000+4      strings, lengths big-endian
 *               c0 i16    d0 i32    e0 i64    f0 i24    fe i8    f1 … fd: 0 to 12
 *
 * Zipmap (before 2.6): | count u8 | key length, key, value length, free u8, value, free bytes | … |
 * 0xff |, lengths u8, or 0xfe and u32.
 */

import { writeBigInteger, writeInteger } from "../memory/integers.ts";
import { getInteger, INTSET_HEADER_BYTES, intsetLength } from "../memory/intset.ts";
import { Int64 } from "../memory/int64.ts";
import {
  Element,
  firstElement,
  isCanonicalElement,
  isListpackEnd,
  listpackBytes,
  nextElement,
  previousElement,
} from "../memory/listpack.ts";

/** Called with each element; the cursor is valid during the call. */
export type VisitElement = (element: Element) => void;

/** Bytes that are not what they claim to be. */
export class BadElements extends Error {
  constructor(what: string) {
    super(`a ${what} is damaged`);
  }
}

const END = 0xff;
const UNCOUNTED = 0xffff;
const NINE = 0x39;

/** Scratch, for what calls nobody meanwhile. */
const ELEMENT = new Element();
const INTEGER = new Int64();
const BEFORE = new Int64();

/** What there is to know of a listpack. */
export interface Listpack {
  /** How many elements it has. */
  readonly count: number;
  /** Whether each is encoded in the one way that looking for it relies on. */
  readonly isCanonical: boolean;
  /** The length of the longest one, as a string. */
  readonly longest: number;
}

/** Checks the listpack that `bytes[start, end)` are: that all its elements lie within it. */
export function checkListpack(bytes: Uint8Array, start: number, end: number): Listpack {
  const last = end - 1;
  if (end - start < 7 || listpackBytes(bytes, start) !== end - start || bytes[last] !== END) {
    throw new BadElements("listpack");
  }
  const announced = bytes[start + 4] | (bytes[start + 5] << 8);
  let count = 0;
  let isCanonical = true;
  let longest = 0;
  let p = firstElement(start);
  for (; p < last; count++) {
    const encoding = bytes[p];
    if ((encoding & 0xc0) === 0x80) {
      // The usual case, spelt out: a short string, whose back length is a byte.
      const length = encoding & 0x3f;
      if (p + 2 + length > last || bytes[p + 1 + length] !== length + 1) {
        throw new BadElements("listpack");
      }
      if (length > longest) longest = length;
      if (isCanonical && length > 0 && bytes[p + 1] <= NINE) {
        isCanonical = isCanonicalElement(bytes, p);
      }
      p += 2 + length;
      continue;
    }
    // Announced by up to five bytes, and none of them may lie behind the end.
    if (encoding > 0xf4 || (encoding >= 0xc0 && p + headBytes(encoding) > last)) {
      throw new BadElements("listpack");
    }
    const next = nextElement(bytes, p);
    if (!(next > p && next <= last) || previousElement(bytes, next) !== p) {
      throw new BadElements("listpack");
    }
    if (isCanonical) isCanonical = isCanonicalElement(bytes, p);
    ELEMENT.read(bytes, p);
    if (ELEMENT.length > longest) longest = ELEMENT.length;
    p = next;
  }
  if (p !== last || (announced !== UNCOUNTED && announced !== count)) {
    throw new BadElements("listpack");
  }
  return { count, isCanonical, longest };
}

/** Bytes of an element's encoding that must be there to know its length. */
function headBytes(encoding: number): number {
  return encoding === 0xf0 ? 5 : 2;
}

/** Visits the elements of a listpack that was checked. */
export function visitListpack(bytes: Uint8Array, start: number, visit: VisitElement): void {
  const element = new Element();
  for (let p = firstElement(start); !isListpackEnd(bytes, p); p = nextElement(bytes, p)) {
    element.read(bytes, p);
    visit(element);
  }
}

/**
 * Checks the intset that `bytes[start, end)` are: that it is all there, and ascends. Returns how many
 * integers it has.
 */
export function checkIntset(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < INTSET_HEADER_BYTES) throw new BadElements("intset");
  const width = readU32(bytes, start);
  if (width !== 2 && width !== 4 && width !== 8) throw new BadElements("intset");
  const count = intsetLength(bytes, start);
  if (INTSET_HEADER_BYTES + count * width !== end - start) throw new BadElements("intset");
  for (let i = 0; i < count; i++) {
    getInteger(bytes, start, i, INTEGER);
    const { high, low } = INTEGER;
    const ascends = high > BEFORE.high ||
      (high === BEFORE.high && (low >>> 0) > (BEFORE.low >>> 0));
    if (i > 0 && !ascends) throw new BadElements("intset");
    BEFORE.high = high;
    BEFORE.low = low;
  }
  return count;
}

/** Visits the integers of an intset that was checked. */
export function visitIntset(bytes: Uint8Array, start: number, visit: VisitElement): void {
  const element = new Element();
  const digits = new Uint8Array(24);
  const value = new Int64();
  for (let i = 0; i < intsetLength(bytes, start); i++) {
    getInteger(bytes, start, i, value);
    element.set(digits, 0, value.print(digits, 0));
    visit(element);
  }
}

/** Visits the elements of a ziplist, checking it on the way. */
export function visitZiplist(bytes: Uint8Array, visit: VisitElement): void {
  const { length } = bytes;
  if (length < 11 || readU32(bytes, 0) !== length || bytes[length - 1] !== END) {
    throw new BadElements("ziplist");
  }
  const element = new Element();
  const digits = new Uint8Array(24);
  let at = 10;
  let lengthBefore = 0;
  let count = 0;
  while (at < length - 1) {
    const start = at;
    let before = bytes[at++];
    if (before === 0xfe) {
      before = readU32(bytes, at);
      at += 4;
    }
    if (at >= length - 1 || before !== lengthBefore) throw new BadElements("ziplist");
    const encoding = bytes[at++];
    if (encoding < 0xc0) {
      let size = encoding & 0x3f;
      if (encoding >= 0x80) {
        size =
          ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>>
          0;
        at += 4;
      } else if (encoding >= 0x40) {
        size = (size << 8) | bytes[at++];
      }
      if (at + size > length - 1) throw new BadElements("ziplist");
      element.set(bytes, at, at + size);
      at += size;
    } else {
      const width = integerBytes(encoding);
      if (width < 0 || at + width > length - 1) throw new BadElements("ziplist");
      element.set(digits, 0, writeZiplistInteger(digits, encoding, bytes, at));
      at += width;
    }
    visit(element);
    lengthBefore = at - start;
    count++;
  }
  const announced = bytes[8] | (bytes[9] << 8);
  if (at !== length - 1 || (announced !== 0xffff && announced !== count)) {
    throw new BadElements("ziplist");
  }
}

/** Bytes of a ziplist's integer behind its encoding; -1 for an encoding that does not exist. */
function integerBytes(encoding: number): number {
  switch (encoding) {
    case 0xfe:
      return 1;
    case 0xc0:
      return 2;
    case 0xf0:
      return 3;
    case 0xd0:
      return 4;
    case 0xe0:
      return 8;
  }
  return encoding >= 0xf1 && encoding <= 0xfd ? 0 : -1;
}

function writeZiplistInteger(
  out: Uint8Array,
  encoding: number,
  bytes: Uint8Array,
  at: number,
): number {
  switch (encoding) {
    case 0xfe:
      return writeInteger(out, 0, bytes[at] << 24 >> 24);
    case 0xc0:
      return writeInteger(out, 0, (bytes[at] | (bytes[at + 1] << 8)) << 16 >> 16);
    case 0xf0:
      return writeInteger(
        out,
        0,
        (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)) << 8 >> 8,
      );
    case 0xd0:
      return writeInteger(out, 0, readU32(bytes, at) | 0);
    case 0xe0: {
      const high = BigInt(readU32(bytes, at + 4));
      return writeBigInteger(
        out,
        0,
        BigInt.asIntN(64, (high << 32n) | BigInt(readU32(bytes, at))),
      );
    }
  }
  return writeInteger(out, 0, (encoding & 0x0f) - 1);
}

/** Visits keys and values of a zipmap in turn, checking it on the way. */
export function visitZipmap(bytes: Uint8Array, visit: VisitElement): void {
  const { length } = bytes;
  const element = new Element();
  let at = 1;
  for (let isValue = false;; isValue = !isValue) {
    if (at >= length) throw new BadElements("zipmap");
    let size = bytes[at++];
    if (size === END) {
      if (isValue || at !== length) throw new BadElements("zipmap");
      return;
    }
    if (size === 0xfe) {
      if (at + 4 > length) throw new BadElements("zipmap");
      size = readU32(bytes, at);
      at += 4;
    }
    if (isValue && at >= length) throw new BadElements("zipmap");
    const free = isValue ? bytes[at++] : 0;
    if (at + size + free > length) throw new BadElements("zipmap");
    element.set(bytes, at, at + size);
    visit(element);
    at += size + free;
  }
}

function readU32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
