/**
 * The request reader: finds commands in the bytes of a connection, as they arrive.
 *
 *   *2\r\n$3\r\nGET\r\n$3\r\nkey\r\n      an array of bulk strings
 *   GET key\r\n                           an inline command: words, quoted as in a shell
 *
 * It copies nothing (but the words of an inline command) and remembers how far it came, so a frame
 * may arrive one byte at a time and is still read once. All limits are checked before anything
 * is allocated for what a length announces.
 */

import { Args } from "./args.ts";
import { ProtocolError } from "./errors.ts";
import { parseInteger } from "./numbers.ts";
import { splitWords } from "./inline.ts";

/** The longest line: an inline command, or the length of an array or a bulk string. */
export const LINE_BYTES_MAX = 64 * 1024;
const COUNT_MAX = 0x7fffffff;
const UNAUTHENTICATED_COUNT_MAX = 10;
const UNAUTHENTICATED_BULK_MAX = 16384;

/** What a reader must not exceed; shared by all connections, changed by CONFIG SET. */
export interface RequestLimits {
  /** `proto-max-bulk-len`. */
  bulkBytesMax: number;
}

/** What a connection needs of a reader, whatever the dialect. */
export interface RequestSource {
  /** The arguments of the command that `read` found. */
  readonly args: Args;
  /** Whether the client has not authenticated yet though it must: then limits are tight. */
  isRestricted: boolean;
  /** How many bytes the announced bulk string still misses, once `read` wants more; else 0. */
  readonly missingBytes: number;
  /** Finds the next command; the offset behind it, or -1 if it is not all here yet. */
  read(bytes: Uint8Array, start: number, end: number): number;
  /** The bytes were moved by `delta`, to this buffer. */
  rebase(bytes: Uint8Array, delta: number): void;
}

const NOT_READ = -1;
const CR = 13;
const DOLLAR = 0x24;
const ZERO = 0x30;
const LF = 10;

export class RequestReader implements RequestSource {
  readonly args: Args = new Args();
  isRestricted = false;
  missingBytes = 0;

  readonly #limits: RequestLimits;
  /** Arguments still to come of the array that is being read; 0 between commands. */
  #remaining = 0;
  #bulkLength = NOT_READ;
  /** Where reading goes on, and how far a line's end was looked for in vain. */
  #at = 0;
  #lineSeen = 0;

  constructor(limits: RequestLimits) {
    this.#limits = limits;
  }

  /**
   * Looks for a command in `bytes[start, end)`, where `start` is behind the previous command.
   * Returns the offset behind the command, whose arguments are in `args` (none for an empty
   * line or array), or -1 if it is not all here yet. Throws a `ProtocolError`.
   */
  read(bytes: Uint8Array, start: number, end: number): number {
    if (this.#remaining === 0) {
      if (start >= end) return NOT_READ;
      this.args.count = 0;
      if (bytes[start] !== 0x2a) return this.#readInline(bytes, start, end);
      if (start + 4 <= end && bytes[start + 2] === CR && isPositiveDigit(bytes[start + 1])) {
        this.#remaining = bytes[start + 1] - ZERO; // Most commands have less than ten arguments.
        this.#at = start + 4;
      } else {
        const line = this.#line(bytes, start + 1, end, "too big mbulk count string");
        if (line < 0) return NOT_READ;
        const count = parseInteger(bytes, start + 1, line);
        if (!(count <= COUNT_MAX)) throw new ProtocolError("invalid multibulk length");
        if (this.isRestricted && count > UNAUTHENTICATED_COUNT_MAX) {
          throw new ProtocolError("unauthenticated multibulk length");
        }
        if (count <= 0) return line + 2;
        this.#remaining = count;
        this.#at = line + 2;
      }
      this.args.bytes = bytes;
    }
    return this.#readBulks(bytes, end);
  }

  /** The bytes were moved: everything lies `delta` further on, in this buffer. */
  rebase(bytes: Uint8Array, delta: number): void {
    if (this.#lineSeen > 0) this.#lineSeen += delta;
    if (this.#remaining === 0) return;
    const { args } = this;
    args.bytes = bytes;
    this.#at += delta;
    for (let i = 0; i < args.count; i++) {
      args.starts[i] += delta;
      args.ends[i] += delta;
    }
  }

  #readBulks(bytes: Uint8Array, end: number): number {
    const args = this.args;
    let at = this.#at;
    let remaining = this.#remaining;
    let length = this.#bulkLength;
    this.missingBytes = 0;
    while (remaining > 0) {
      if (length === NOT_READ) {
        // Most arguments are shorter than a hundred bytes.
        const digit = at + 5 <= end && bytes[at] === DOLLAR ? bytes[at + 1] - ZERO : -1;
        if (digit >= 0 && digit <= 9 && bytes[at + 2] === CR) {
          length = digit;
          at += 4;
        } else if (digit > 0 && digit <= 9 && isDigit(bytes[at + 2]) && bytes[at + 3] === CR) {
          length = 10 * digit + bytes[at + 2] - ZERO;
          at += 5;
        } else {
          this.#at = at;
          this.#remaining = remaining;
          this.#bulkLength = NOT_READ;
          const next = this.#readBulkLength(bytes, at, end);
          if (next < 0) return NOT_READ;
          length = this.#bulkLength;
          at = next;
        }
      }
      if (end - at < length + 2) {
        this.missingBytes = length + 2 - (end - at);
        break;
      }
      args.push(at, at + length);
      at += length + 2;
      length = NOT_READ;
      remaining--;
    }
    this.#at = at;
    this.#remaining = remaining;
    this.#bulkLength = length;
    if (remaining > 0) return NOT_READ;
    this.#lineSeen = 0; // The next command may stand in another buffer.
    return at;
  }

  /** Reads `$length\r\n` into `#bulkLength`; returns the offset behind it, or -1. */
  #readBulkLength(bytes: Uint8Array, at: number, end: number): number {
    if (at >= end) return NOT_READ;
    const line = this.#line(bytes, at, end, "too big bulk count string");
    if (bytes[at] !== DOLLAR) {
      if (line < 0) return NOT_READ;
      throw new ProtocolError(`expected '$', got '${String.fromCharCode(bytes[at])}'`);
    }
    if (line < 0) return NOT_READ;
    const length = parseInteger(bytes, at + 1, line);
    if (!(length >= 0 && length <= this.#limits.bulkBytesMax)) {
      throw new ProtocolError("invalid bulk length");
    }
    if (this.isRestricted && length > UNAUTHENTICATED_BULK_MAX) {
      throw new ProtocolError("unauthenticated bulk length");
    }
    this.#bulkLength = length;
    return line + 2;
  }

  /** The offset of the `\r` that ends the line, when `\n` is there too; or -1. */
  #line(bytes: Uint8Array, at: number, end: number, tooBig: string): number {
    let i = Math.max(at, this.#lineSeen);
    while (i < end && bytes[i] !== CR) i++;
    if (i + 1 < end) {
      this.#lineSeen = 0;
      return i;
    }
    if (i - at > LINE_BYTES_MAX) throw new ProtocolError(tooBig);
    this.#lineSeen = i;
    return NOT_READ;
  }

  #readInline(bytes: Uint8Array, start: number, end: number): number {
    let i = Math.max(start, this.#lineSeen);
    while (i < end && bytes[i] !== LF) i++;
    if (i === end) {
      if (i - start > LINE_BYTES_MAX) throw new ProtocolError("too big inline request");
      this.#lineSeen = i;
      return NOT_READ;
    }
    this.#lineSeen = 0;
    const lineEnd = i > start && bytes[i - 1] === CR ? i - 1 : i;
    if (!splitWords(bytes, start, lineEnd, this.args)) {
      throw new ProtocolError("unbalanced quotes in request");
    }
    return i + 1;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

function isPositiveDigit(byte: number): boolean {
  return byte > ZERO && byte <= ZERO + 9;
}
