/** Seeded choices for the fuzzer: numbers, keys and values of the kinds that find faults. */

import { randomFrom } from "../../support/random.ts";

const INTEGERS = [
  ..."0 1 -1 2 3 7 8 9 10 15 16 31 32 63 64 100 255 256 -2 -10 -100 1000 4095 65535".split(" "),
  ..."2147483647 2147483648 -2147483648 -2147483649 4294967295 4294967296".split(" "),
  ..."9007199254740991 9007199254740992 9223372036854775806 9223372036854775807".split(" "),
  ..."9223372036854775808 -9223372036854775807 -9223372036854775808".split(" "),
  ..."-9223372036854775809 18446744073709551615 18446744073709551616".split(" "),
];
const NOT_INTEGERS = [
  "",
  " ",
  "a",
  "1a",
  " 1",
  "1 ",
  "+1",
  "01",
  "-0",
  "1.0",
  "1e3",
  "0x10",
  "--1",
];
const FLOATS = [
  ..."0 1 -1 0.1 3.14 -2.5 1e10 1e-5 5.0e3 1e400 inf -inf +inf nan infinity 0x1p3 1e".split(" "),
  ..."10.50 3.0000000000000000 123456789.987654321 .5 5. 99999999999999999999 1e17".split(" "),
  ..."1e-17 1e-18 -1e-18 1e4900 1e5000 1..2 0.1 0.2 -0.0 +3 00012 9007199254740993.5".split(" "),
];
/** Keys that mostly hold collections, so that commands of all families meet. */
export const COLLECTIONS: readonly string[] = "h0 h1 i0 l0 l1 long0 many0 nums s0 s1 x0 x1 z0 z1"
  .split(
    " ",
  );
/** Offsets of bits or bytes that no string has: each is an error, and costs no memory. */
const BEYOND = ["-1", "4294967296", "9223372036854775807", "9223372036854775808"];

/** A far time, in seconds since 1970. */
const FAR = 33_177_117_420;

export class Chance {
  readonly next: () => number;
  /** While it is set, keys are those of large values, and values, ranges and offsets are large. */
  isLarge = false;

  constructor(seed: number) {
    this.next = randomFrom(seed);
  }

  /** A whole number below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True with this probability. */
  is(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)];
  }

  /** So many of what is made. */
  times<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  /** Each of the choices with this probability, in any order. */
  some(probability: number, ...choices: (() => string[])[]): string[] {
    const taken = choices.filter(() => this.is(probability));
    if (taken.length > 1 && this.is(0.5)) taken.reverse();
    return taken.flatMap((make) => make());
  }

  /** A word in capitals, small letters or a mixture. */
  word(text: string): string {
    if (this.is(0.8)) return text;
    return this.is(0.5) ? text.toLowerCase() : text[0].toLowerCase() + text.slice(1);
  }

  /** Few keys, so that commands meet. */
  key(): string {
    if (this.isLarge) return `big${this.below(3)}`;
    if (this.is(0.03)) return this.pick(["", "missing", "\x00\xff", "a b"]);
    return this.is(0.12) ? this.pick(COLLECTIONS) : `k${this.below(8)}`;
  }

  keys(max = 4): string[] {
    return this.times(1 + this.below(max), () => this.key());
  }

  integer(): string {
    if (this.is(0.05)) return this.pick(NOT_INTEGERS);
    return this.is(0.5) ? String(this.below(40) - 8) : this.pick(INTEGERS);
  }

  /** A small number, or rarely something that is none. */
  small(limit = 20): string {
    if (this.isLarge) return String(this.below(100_000) - 20_000);
    return this.is(0.95) ? String(this.below(limit) - 3) : this.integer();
  }

  /** Where to write: near the beginning, or where it is refused. */
  offset(limit: number): string {
    if (this.is(0.94)) return String(this.below(this.isLarge ? limit * 1000 : limit));
    return this.pick(this.is(0.5) ? BEYOND : NOT_INTEGERS);
  }

  float(): string {
    return this.is(0.5) ? String((this.below(20_000) - 10_000) / 1000) : this.pick(FLOATS);
  }

  /** Seconds or milliseconds from now, far from any race, or wrong ones. */
  ttl(): string {
    return this.is(0.8)
      ? String(1_000_000 + this.below(1_000_000))
      : this.pick(["0", "-1", "9223372036854775807", "9223372036854775", "a", "", "1.5"]);
  }

  /** A point in time, far off, long ago or wrong. */
  instant(unit: "s" | "ms"): string {
    if (this.is(0.2)) return this.is(0.5) ? String(this.below(1000)) : this.ttl();
    const seconds = FAR + this.below(3);
    return String(unit === "s" ? seconds : seconds * 1000 + this.below(1000));
  }

  value(): string {
    if (this.isLarge) {
      const piece = this.times(1 + this.below(40), () => String.fromCharCode(this.below(256)));
      return piece.join("").repeat(1 + this.below(2000));
    }
    switch (this.below(8)) {
      case 0:
      case 1:
        return this.integer();
      case 2:
        return this.float();
      case 3:
        return "x".repeat(this.pick([0, 1, 5, 43, 44, 45, 60, 200]));
      case 4:
        return this.times(this.below(12), () => String.fromCharCode(this.below(256))).join("");
      default:
        return this.times(this.below(10), () => this.pick([..."abcdef01"])).join("");
    }
  }
}
