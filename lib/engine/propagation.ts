/**
 * Propagation: what commands have changed, as commands that change the same when they are executed
 * again, for the append-only file and for replicas.
 *
 * Encoded are, in RESP, the commands as they were sent, or those given by `Context.effect` in their
 * place, and DEL for keys that went on their own. What belongs together (all that one command or
 * one EXEC has changed) is a unit: it is handed on when it is complete, within MULTI and EXEC if it
 * is more than one command, as Redis does.
 */

import type { EffectWord } from "../commands/context.ts";
import { copyBytes } from "../memory/bytes.ts";
import type { Args } from "../resp/args.ts";

/**
 * Is given one command, `bytes[start, end)`, valid during the call, and the index of the database
 * in which it is to be executed.
 */
export type EffectListener = (db: number, bytes: Uint8Array, start: number, end: number) => void;

const FIRST_ROOM = 4096;
/** A buffer that one large unit has grown beyond this is given back. */
const STEADY_ROOM = 1024 * 1024;

export class Propagation {
  readonly #listeners: EffectListener[] = [];
  /** The commands of this unit, one behind the other; where each ends, and its database. */
  #bytes = new Uint8Array(FIRST_ROOM);
  #length = 0;
  readonly #ends: number[] = [];
  readonly #databases: number[] = [];

  /** Whether anybody listens. */
  get isOn(): boolean {
    return this.#listeners.length > 0;
  }

  /** Has a listener told of everything from now on. */
  listen(listener: EffectListener): void {
    this.#listeners.push(listener);
  }

  /** Has it told no longer. */
  unlisten(listener: EffectListener): void {
    const i = this.#listeners.indexOf(listener);
    if (i >= 0) this.#listeners.splice(i, 1);
  }

  /** How many commands the unit has so far. */
  get count(): number {
    return this.#ends.length;
  }

  /** Adds a command as it was sent. */
  addSent(db: number, args: Args): void {
    const { bytes, count, starts, ends } = args;
    this.#head(0x2a, count);
    for (let i = 0; i < count; i++) this.#word(bytes, starts[i], ends[i]);
    this.#close(db);
  }

  /** Adds a command made of these words; numbers among them are indexes of `args` if wrapped. */
  addEffect(db: number, args: Args, words: readonly EffectWord[]): void {
    this.#head(0x2a, words.length);
    for (const word of words) {
      if (typeof word === "object") {
        this.#word(args.bytes, args.starts[word.arg], args.ends[word.arg]);
      } else this.#text(typeof word === "number" ? spelt(word) : word);
    }
    this.#close(db);
  }

  /** Adds a command about one key (`DEL key`), and about one of its fields if it is given. */
  addKey(
    db: number,
    name: string,
    key: Uint8Array,
    start: number,
    end: number,
    field?: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
  ): void {
    this.#head(0x2a, field === undefined ? 2 : 3);
    this.#text(name);
    this.#word(key, start, end);
    if (field !== undefined) this.#word(field.bytes, field.start, field.end);
    this.#close(db);
  }

  /** The unit is complete: its commands are handed on. */
  endUnit(): void {
    const ends = this.#ends;
    const count = ends.length;
    if (count === 0) return;
    const databases = this.#databases;
    for (const listener of this.#listeners) {
      if (count > 1) listener(databases[0], MULTI, 0, MULTI.length);
      for (let i = 0, start = 0; i < count; start = ends[i++]) {
        listener(databases[i], this.#bytes, start, ends[i]);
      }
      if (count > 1) listener(databases[count - 1], EXEC, 0, EXEC.length);
    }
    ends.length = this.#databases.length = this.#length = 0;
    if (this.#bytes.length > STEADY_ROOM) this.#bytes = new Uint8Array(FIRST_ROOM);
  }

  #close(db: number): void {
    this.#ends.push(this.#length);
    this.#databases.push(db);
  }

  /** `*3\r\n` or `$3\r\n`. */
  #head(mark: number, count: number): void {
    this.#reserve(16);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = mark;
    if (count < 10) bytes[at++] = 0x30 + count;
    else {
      const text = String(count);
      for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    }
    bytes[at++] = 13;
    bytes[at++] = 10;
    this.#length = at;
  }

  #word(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#head(0x24, length);
    this.#reserve(length + 2);
    copyBytes(this.#bytes, this.#length, source, start, end);
    this.#length += length;
    this.#bytes[this.#length++] = 13;
    this.#bytes[this.#length++] = 10;
  }

  #text(text: string): void {
    this.#head(0x24, text.length);
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    bytes[at++] = 13;
    bytes[at++] = 10;
    this.#length = at;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    wider.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = wider;
  }
}

/** The last whole number that is a double and fits into 64 bits with a sign. */
const INTEGER_MAX = 2 ** 63 - 1024;

/** A whole number in digits, as an integer of 64 bits if it is beyond those that are exact. */
function spelt(n: number): string {
  const isExact = Number.isSafeInteger(n) || !Number.isInteger(n);
  return isExact ? String(n) : BigInt(Math.min(n, INTEGER_MAX)).toString();
}

const MULTI = Uint8Array.from("*1\r\n$5\r\nMULTI\r\n", (char) => char.charCodeAt(0));
const EXEC = Uint8Array.from("*1\r\n$4\r\nEXEC\r\n", (char) => char.charCodeAt(0));
