/**
 * Requests of the miniature dialect: a RESP array whose elements may be any RESP values, nested as
 * deep as they like, or one string that is split on blanks.
 *
 *   *3\r\n$3\r\nSET\r\n$1\r\nk\r\n*2\r\n:1\r\n%1\r\n+a\r\n_\r\n        SET k [1, {"a": null}]
 *   +GET k\r\n
 *
 * Each argument has two places in the buffer: its text (between header and line end), and its whole
 * frame, which is what gets stored, so that a value comes back typed as it was sent.
 *
 * The frames are walked by a loop with a stack of counters, so depth costs no recursion, and a frame
 * that arrives in pieces is walked once.
 */

import { Args } from "../resp/args.ts";
import { ProtocolError } from "../resp/errors.ts";
import { splitWords } from "../resp/inline.ts";
import { parseInteger } from "../resp/numbers.ts";
import { LINE_BYTES_MAX, type RequestLimits, type RequestSource } from "../resp/request_reader.ts";

const NOT_READ = -1;
const COUNT_MAX = 0x7fffffff;
/** How deep values may be nested. */
export const DEPTH_MAX = 128;

const [CR, STAR, DOLLAR, PLUS] = [13, 0x2a, 0x24, 0x2b];
/** Values of one line: simple string, error, integer, null, boolean, double, big number. */
const LINES = new Set([..."+-:_#,("].map(codeOf));
/** Values with a length and bytes: bulk string, bulk error, verbatim string. */
const BULKS = new Set([..."$!="].map(codeOf));
/** Values that hold others, with how many a count of one stands for. */
const AGGREGATES = new Map([..."*~>%|"].map((type) => [codeOf(type), "%|".includes(type) ? 2 : 1]));

/** Arguments with the places of their whole frames beside those of their texts. */
export class FramedArgs extends Args {
  readonly frameStarts: number[] = [];
  readonly frameEnds: number[] = [];
  /** False for the words of a request that was one string: they have no frames. */
  hasFrames = true;
}

export class MiniatureReader implements RequestSource {
  readonly args: FramedArgs = new FramedArgs();
  isRestricted = false;
  missingBytes = 0;

  readonly #limits: RequestLimits;
  /** How many values each open aggregate still misses, the request itself first. */
  #open: number[] = [];
  #at = 0;
  #lineSeen = 0;
  /** Whether the request is one string instead of an array. */
  #isLine = false;

  constructor(limits: RequestLimits) {
    this.#limits = limits;
  }

  /** As `RequestReader.read`. A request without a command has no arguments. */
  read(bytes: Uint8Array, start: number, end: number): number {
    const { args } = this;
    args.bytes = bytes;
    if (this.#open.length === 0) {
      if (start >= end) return NOT_READ;
      args.count = 0;
      this.#at = start;
      this.#isLine = bytes[start] === PLUS || bytes[start] === DOLLAR;
      if (!this.#isLine && bytes[start] !== STAR) {
        throw new ProtocolError("request must be an array or a simple string");
      }
      this.#open.push(1);
    }
    while (this.#open.length > 0) {
      if (!this.#readValue(bytes, end)) return NOT_READ;
    }
    args.hasFrames = !this.#isLine;
    if (this.#isLine) splitWords(bytes, args.starts[0], args.ends[0], args);
    if (args.count === 0) args.push(this.#at, this.#at); // Executed as the missing command.
    return this.#at;
  }

  rebase(bytes: Uint8Array, delta: number): void {
    if (this.#lineSeen > 0) this.#lineSeen += delta;
    if (this.#open.length === 0) return;
    const { args } = this;
    args.bytes = bytes;
    this.#at += delta;
    for (let i = 0; i < args.count; i++) {
      args.starts[i] += delta;
      args.ends[i] += delta;
      args.frameStarts[i] += delta;
      args.frameEnds[i] += delta;
    }
  }

  /** Reads one value, or the header of one that holds others; false if it is not all here. */
  #readValue(bytes: Uint8Array, end: number): boolean {
    const start = this.#at;
    if (start >= end) return false;
    const type = bytes[start];
    const line = this.#line(bytes, start + 1, end);
    if (line < 0) return false;
    if (LINES.has(type)) {
      this.#take(start, start + 1, line, line + 2);
      return true;
    }
    const length = parseInteger(bytes, start + 1, line);
    if (BULKS.has(type)) {
      if (!(length >= -1 && length <= this.#limits.bulkBytesMax)) {
        throw new ProtocolError("invalid bulk length");
      }
      if (length < 0) {
        this.#take(start, line, line, line + 2);
        return true;
      }
      const text = line + 2;
      if (end - text < length + 2) {
        this.missingBytes = length + 2 - (end - text);
        return false;
      }
      this.#take(start, text, text + length, text + length + 2);
      return true;
    }
    const width = AGGREGATES.get(type);
    if (width === undefined) {
      throw new ProtocolError(`unknown type '${String.fromCharCode(type)}'`);
    }
    if (!(length >= -1 && length * width <= COUNT_MAX)) {
      throw new ProtocolError("invalid multibulk length");
    }
    if (this.#open.length > DEPTH_MAX) throw new ProtocolError("too deeply nested");
    this.#enter(start, line + 2, Math.max(length, 0) * width);
    return true;
  }

  /** A whole value was read: `[text, textEnd)` is its text, `[start, next)` its frame. */
  #take(start: number, text: number, textEnd: number, next: number): void {
    this.missingBytes = 0;
    this.#at = next;
    const depth = this.#open.length;
    if (depth === (this.#isLine ? 1 : 2)) this.#argument(start, text, textEnd, next);
    this.#close();
  }

  /** An aggregate begins. */
  #enter(start: number, next: number, values: number): void {
    this.#at = next;
    const depth = this.#open.length;
    if (depth === 2) this.#argument(start, start, start, next);
    if (values === 0) this.#close();
    else this.#open.push(values);
  }

  #argument(start: number, text: number, textEnd: number, next: number): void {
    const { args } = this;
    args.frameStarts[args.count] = start;
    args.frameEnds[args.count] = next;
    args.push(text, textEnd);
  }

  /** A value is complete, and with it perhaps those that hold it. */
  #close(): void {
    const open = this.#open;
    while (open.length > 0 && --open[open.length - 1] === 0) {
      open.pop();
      if (open.length === 2 && !this.#isLine) {
        const { args } = this;
        args.frameEnds[args.count - 1] = args.ends[args.count - 1] = this.#at;
      }
    }
  }

  #line(bytes: Uint8Array, at: number, end: number): number {
    let i = Math.max(at, this.#lineSeen);
    while (i < end && bytes[i] !== CR) i++;
    if (i + 1 < end) {
      this.#lineSeen = 0;
      return i;
    }
    if (i - at > LINE_BYTES_MAX) throw new ProtocolError("too big line");
    this.#lineSeen = i;
    return NOT_READ;
  }
}

function codeOf(char: string): number {
  return char.charCodeAt(0);
}
