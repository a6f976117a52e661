/**
 * The reply writer: speaks types, and alone knows how RESP2 and RESP3 spell them.
 *
 * It appends to one growing buffer; the connection sends `bytes[0, length)` and calls `clear`.
 * Nothing is allocated but the buffer itself.
 */

import { copyBytes } from "../memory/bytes.ts";
import { DOUBLE_BYTES_MAX, integerDigits, writeDouble, writeInteger } from "./numbers.ts";

const FIRST_BYTES = 1024;
/** A buffer that grew beyond this is dropped once it is empty. */
const KEPT_BYTES_MAX = 64 * 1024;

export class ReplyWriter {
  /** 2 or 3: which RESP the client speaks. */
  protocol: 2 | 3 = 2;
  bytes: Uint8Array = NOTHING;
  length = 0;

  /** `+OK`. */
  ok(): void {
    const at = this.#room(5);
    const bytes = this.bytes;
    bytes[at] = 0x2b;
    bytes[at + 1] = 0x4f;
    bytes[at + 2] = 0x4b;
    bytes[at + 3] = 13;
    bytes[at + 4] = 10;
    this.length = at + 5;
  }

  /** A simple string: one line, without line ends. */
  simple(text: string): void {
    this.#line(0x2b, text);
  }

  /** An error line with its code: `ERR syntax error`. Line ends within it become blanks. */
  error(line: string): void {
    const hasLineEnds = /[\r\n]/.test(line);
    this.#line(0x2d, hasLineEnds ? line.replace(/[\r\n]+$/, "").replace(/[\r\n]/g, " ") : line);
  }

  /** An integer of up to 53 bits. */
  integer(n: number): void {
    this.#header(0x3a, n);
  }

  /** A 64-bit integer. */
  int64(n: bigint): void {
    this.#line(0x3a, n.toString());
  }

  /** A bulk string from a buffer. */
  bulk(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    if (size < 100) return this.#shortBulk(source, start, end);
    this.#room(size + 24);
    this.#header(0x24, size);
    const at = this.length;
    copyBytes(this.bytes, at, source, start, end);
    this.bytes[at + size] = 13;
    this.bytes[at + size + 1] = 10;
    this.length = at + size + 2;
  }

  /** A bulk string of less than 100 bytes: what long replies are made of. */
  #shortBulk(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    const tens = (size / 10) | 0;
    let at = this.#room(size + 7);
    const bytes = this.bytes;
    bytes[at++] = 0x24;
    if (tens > 0) bytes[at++] = 0x30 + tens;
    bytes[at] = 0x30 + size - 10 * tens;
    bytes[at + 1] = 13;
    bytes[at + 2] = 10;
    at += 3;
    copyBytes(bytes, at, source, start, end);
    at += size;
    bytes[at] = 13;
    bytes[at + 1] = 10;
    this.length = at + 2;
  }

  /** A bulk string from text of one byte a character (Latin-1). */
  text(text: string): void {
    const size = text.length;
    this.#header(0x24, size);
    this.#chars(text);
  }

  /** A bulk string from text, in UTF-8. */
  utf8(text: string): void {
    const bytes = ENCODER.encode(text);
    this.bulk(bytes, 0, bytes.length);
  }

  /** A number as a bulk string. */
  integerText(n: number): void {
    const digits = integerDigits(n);
    this.#header(0x24, digits);
    const at = this.#room(digits + 2);
    this.#end(writeInteger(this.bytes, at, n));
  }

  /** The absent value: `$-1` in RESP2, `_` in RESP3. */
  null(): void {
    this.raw(this.protocol === 2 ? "$-1\r\n" : "_\r\n");
  }

  /** The absent array: `*-1` in RESP2, `_` in RESP3. */
  nullArray(): void {
    this.raw(this.protocol === 2 ? "*-1\r\n" : "_\r\n");
  }

  /** The header of an array of `n` replies. */
  array(n: number): void {
    this.#header(0x2a, n);
  }

  /** The header of a map of `n` pairs; a flat array in RESP2. */
  map(n: number): void {
    if (this.protocol === 2) this.#header(0x2a, n * 2);
    else this.#header(0x25, n);
  }

  /** The header of a set; an array in RESP2. */
  set(n: number): void {
    this.#header(this.protocol === 2 ? 0x2a : 0x7e, n);
  }

  /** The header of a message out of turn; an array in RESP2. */
  push(n: number): void {
    this.#header(this.protocol === 2 ? 0x2a : 0x3e, n);
  }

  /** The header of `n` pairs of attributes of the reply that follows. RESP3 only. */
  attribute(n: number): void {
    this.#header(0x7c, n);
  }

  /** A double; a bulk string in RESP2. */
  double(n: number): void {
    const size = writeDouble(DOUBLE_TEXT, 0, n);
    if (this.protocol === 2) return this.bulk(DOUBLE_TEXT, 0, size);
    const at = this.#room(size + 3);
    this.bytes[at] = 0x2c;
    copyBytes(this.bytes, at + 1, DOUBLE_TEXT, 0, size);
    this.#end(at + 1 + size);
  }

  /** A double whose digits the caller has chosen; a bulk string in RESP2. */
  doubleText(text: string): void {
    if (this.protocol === 2) this.text(text);
    else this.#line(0x2c, text);
  }

  /** A boolean; 1 or 0 in RESP2. */
  boolean(value: boolean): void {
    if (this.protocol === 2) this.raw(value ? ":1\r\n" : ":0\r\n");
    else this.raw(value ? "#t\r\n" : "#f\r\n");
  }

  /** An integer of any size, in decimal; a bulk string in RESP2. */
  bigNumber(decimal: string): void {
    if (this.protocol === 2) this.text(decimal);
    else this.#line(0x28, decimal);
  }

  /** Text with a format of three letters (`txt`, `mkd`); a bulk string in RESP2. In UTF-8. */
  verbatim(format: string, text: string): void {
    const bytes = ENCODER.encode(text);
    if (this.protocol === 2) return this.bulk(bytes, 0, bytes.length);
    this.#header(0x3d, bytes.length + 4);
    const at = this.#room(bytes.length + 6);
    for (let i = 0; i < 3; i++) this.bytes[at + i] = format.charCodeAt(i);
    this.bytes[at + 3] = 0x3a;
    this.bytes.set(bytes, at + 4);
    this.#end(at + 4 + bytes.length);
  }

  /** Bytes of the wire as they are, given as ASCII. */
  raw(wire: string): void {
    const at = this.#room(wire.length);
    for (let i = 0; i < wire.length; i++) this.bytes[at + i] = wire.charCodeAt(i);
    this.length = at + wire.length;
  }

  /** Bytes of the wire as they are. */
  append(source: Uint8Array, start: number, end: number): void {
    const at = this.#room(end - start);
    copyBytes(this.bytes, at, source, start, end);
    this.length = at + end - start;
  }

  /** Bytes of the wire as they are: all of them. */
  appendAll(wire: Uint8Array): void {
    const at = this.#room(wire.length);
    this.bytes.set(wire, at);
    this.length = at + wire.length;
  }

  /**
   * Puts a header in front of what was written since `mark` (a `length` of before), for replies
   * whose number is known only at the end.
   */
  insert(mark: number, write: () => void): void {
    const body = this.bytes.slice(mark, this.length);
    this.length = mark;
    write();
    this.append(body, 0, body.length);
  }

  /** Puts the header of an array of `n` replies in front of what was written since `mark`. */
  arrayBefore(mark: number, n: number): void {
    this.#headerBefore(mark, 0x2a, n);
  }

  /** The same for a map of `n` pairs. */
  mapBefore(mark: number, n: number): void {
    if (this.protocol === 2) this.#headerBefore(mark, 0x2a, n * 2);
    else this.#headerBefore(mark, 0x25, n);
  }

  #headerBefore(mark: number, type: number, n: number): void {
    const { length } = this;
    const size = integerDigits(n) + 3;
    this.#room(24);
    this.bytes.copyWithin(mark + size, mark, length);
    this.length = mark;
    this.#header(type, n);
    this.length = length + size;
  }

  /** Takes back everything written since `length` was `mark`. */
  truncate(mark: number): void {
    this.length = mark;
  }

  /** Forgets what was written; it has been sent. */
  clear(): void {
    this.length = 0;
    if (this.bytes.length > KEPT_BYTES_MAX) this.bytes = NOTHING;
  }

  /** Makes room for `size` more bytes and returns where they go. */
  #room(size: number): number {
    const length = this.length;
    if (length + size > this.bytes.length) this.#grow(length + size);
    return length;
  }

  #grow(size: number): void {
    const grown = new Uint8Array(Math.max(FIRST_BYTES, size, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  #header(type: number, n: number): void {
    const at = this.#room(24);
    this.bytes[at] = type;
    this.#end(writeInteger(this.bytes, at + 1, n));
  }

  #line(type: number, text: string): void {
    const at = this.#room(text.length + 3);
    this.bytes[at] = type;
    this.length = at + 1;
    this.#chars(text);
  }

  #chars(text: string): void {
    const at = this.#room(text.length + 2);
    for (let i = 0; i < text.length; i++) this.bytes[at + i] = text.charCodeAt(i);
    this.#end(at + text.length);
  }

  #end(at: number): void {
    this.bytes[at] = 13;
    this.bytes[at + 1] = 10;
    this.length = at + 2;
  }
}

const NOTHING = new Uint8Array(0);
const DOUBLE_TEXT = new Uint8Array(DOUBLE_BYTES_MAX);
const ENCODER = new TextEncoder();
