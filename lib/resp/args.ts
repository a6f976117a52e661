/**
 * The arguments of one request: places in a buffer, not copies. Argument 0 is the command's name.
 *
 * A command walks them with `next…` methods, or asks for one by its index. Words are compared in
 * place. The messages for what is wrong with a number are Redis's, and stand here once.
 */

import { ReplyError } from "./errors.ts";
import { parseDouble, parseInt64, parseInteger } from "./numbers.ts";

const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const NOT_A_FLOAT = "ERR value is not a valid float";

export class Args {
  /** The buffer that all arguments lie in. */
  bytes: Uint8Array;
  /** How many there are, the name included. */
  count = 0;
  /** Bounds: argument `i` is `bytes[starts[i], ends[i])`. */
  starts = new Int32Array(8);
  ends = new Int32Array(8);

  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.bytes = bytes;
  }

  /** Adds an argument. */
  push(start: number, end: number): void {
    const i = this.count++;
    if (i === this.starts.length) this.#widen();
    this.starts[i] = start;
    this.ends[i] = end;
  }

  start(i: number): number {
    return this.starts[i];
  }

  end(i: number): number {
    return this.ends[i];
  }

  length(i: number): number {
    return this.ends[i] - this.starts[i];
  }

  /** Whether argument `i` is this word, which is given in capitals; case does not matter. */
  is(i: number, word: string): boolean {
    const start = this.starts[i];
    const length = word.length;
    if (this.ends[i] - start !== length) return false;
    const bytes = this.bytes;
    for (let j = 0; j < length; j++) {
      let byte = bytes[start + j];
      if (byte >= 0x61 && byte <= 0x7a) byte -= 0x20;
      if (byte !== word.charCodeAt(j)) return false;
    }
    return true;
  }

  /** The argument as text, one character a byte (Latin-1), so that nothing is lost. */
  text(i: number): string {
    return latin1(this.bytes, this.starts[i], this.ends[i]);
  }

  /** The argument as an error shows it: as C prints it, up to its first NUL, and no longer. */
  shown(i: number, length = Infinity): string {
    const text = this.text(i);
    const end = text.indexOf("\0");
    return text.slice(0, Math.min(end < 0 ? length : end, length));
  }

  /** The argument in capitals, for options and subcommands. */
  word(i: number): string {
    return this.text(i).toUpperCase();
  }

  /** A copy of the argument's bytes. */
  copy(i: number): Uint8Array {
    return this.bytes.slice(this.starts[i], this.ends[i]);
  }

  /**
   * The argument as a 64-bit integer. Beyond ±2^53 the number is the nearest double; where each
   * unit counts, use `int64`. Throws a `ReplyError` with `message`.
   */
  integer(i: number, message: string = NOT_AN_INTEGER): number {
    const n = parseInteger(this.bytes, this.starts[i], this.ends[i]);
    if (n === n) return n;
    const big = parseInt64(this.bytes, this.starts[i], this.ends[i]);
    if (big === null) throw new ReplyError(message);
    return Number(big);
  }

  /** The argument as an integer within bounds; outside of them it is refused like a non-integer. */
  integerWithin(i: number, min: number, max: number, message: string = NOT_AN_INTEGER): number {
    const n = this.integer(i, message);
    if (n < min || n > max) throw new ReplyError(message);
    return n;
  }

  /** The argument as an exact 64-bit integer. */
  int64(i: number, message: string = NOT_AN_INTEGER): bigint {
    const big = parseInt64(this.bytes, this.starts[i], this.ends[i]);
    if (big === null) throw new ReplyError(message);
    return big;
  }

  /** The argument as a double, by Redis's rules (`inf` is one, `nan` is not). */
  double(i: number, message: string = NOT_A_FLOAT): number {
    const n = parseDouble(this.bytes, this.starts[i], this.ends[i]);
    if (n !== n) throw new ReplyError(message);
    return n;
  }

  /** Puts these arguments, freshly copied, into a buffer of their own. */
  clone(): Args {
    let length = 0;
    for (let i = 0; i < this.count; i++) length += this.length(i);
    const copy = new Args(new Uint8Array(length));
    copy.starts = new Int32Array(this.count);
    copy.ends = new Int32Array(this.count);
    let at = 0;
    for (let i = 0; i < this.count; i++) {
      copy.bytes.set(this.bytes.subarray(this.starts[i], this.ends[i]), at);
      copy.push(at, at += this.length(i));
    }
    return copy;
  }

  /** Makes arguments from strings, one byte a character (Latin-1). */
  static of(...words: readonly string[]): Args {
    const text = words.join("");
    const args = new Args(Uint8Array.from(text, (char) => char.charCodeAt(0)));
    let at = 0;
    for (const word of words) args.push(at, at += word.length);
    return args;
  }

  #widen(): void {
    const starts = new Int32Array(this.starts.length * 2 || 8);
    const ends = new Int32Array(starts.length);
    starts.set(this.starts);
    ends.set(this.ends);
    this.starts = starts;
    this.ends = ends;
  }
}

/** Bytes as text, one character a byte. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  // In pieces, because a call takes only so many arguments.
  for (; end - start > 4096; start += 4096) {
    text += String.fromCharCode.apply(null, bytes.subarray(start, start + 4096) as never);
  }
  return text + String.fromCharCode.apply(null, bytes.subarray(start, end) as never);
}

/** Text as bytes, one a character. */
export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
