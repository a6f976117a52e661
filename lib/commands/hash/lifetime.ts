/** The time at which fields expire, as an argument or as an option tells it. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { invalidExpireTime } from "../messages.ts";

const NEGATIVE = "ERR invalid expire time, must be >= 0";
const MISSING = "ERR missing expire time";

/** The last moment, Unix milliseconds, that a field can expire at: 46 bits, the year 4199. */
const LAST_MS = 2 ** 46 - 1;

/** Argument `i`, in units of `unitMs` since `baseMs`, as Unix milliseconds. */
export function readFieldExpiry(
  args: Args,
  i: number,
  unitMs: number,
  baseMs: number,
  command: string,
): number {
  const time = args.integer(i);
  if (time < 0) throw new ReplyError(NEGATIVE);
  if (time * unitMs > LAST_MS - baseMs) throw invalidExpireTime(command);
  return time * unitMs + baseMs;
}

/** What an option says about the expiry of fields. */
export type FieldLifetimeKind = "" | "at" | "KEEPTTL" | "PERSIST";

/** The options EX, PX, EXAT, PXAT, and one more that the command knows; at most one of them. */
export class FieldLifetime {
  kind: FieldLifetimeKind = "";
  /** When the fields are to expire, Unix milliseconds; 0 for a `kind` other than `at`. */
  expireAtMs = 0;
  readonly #flag: "KEEPTTL" | "PERSIST";

  constructor(flag: "KEEPTTL" | "PERSIST") {
    this.#flag = flag;
  }

  /** Forgets the last command. */
  reset(): void {
    this.kind = "";
    this.expireAtMs = 0;
  }

  /** Reads the option at argument `i`, if it is one; returns how many arguments it takes, or 0. */
  take(args: Args, i: number, nowMs: number, command: string): number {
    const isFlag = args.is(i, this.#flag);
    const unitMs = unitOf(args, i);
    if (!isFlag && unitMs === 0) return 0;
    if (this.kind !== "") {
      throw new ReplyError(
        `ERR Only one of EX, PX, EXAT, PXAT or ${this.#flag} arguments can be specified`,
      );
    }
    this.kind = isFlag ? this.#flag : "at";
    if (isFlag) return 1;
    if (i + 1 >= args.count) throw new ReplyError(MISSING);
    const isRelative = args.is(i, "EX") || args.is(i, "PX");
    this.expireAtMs = readFieldExpiry(args, i + 1, unitMs, isRelative ? nowMs : 0, command);
    return 2;
  }
}

function unitOf(args: Args, i: number): number {
  if (args.is(i, "EX") || args.is(i, "EXAT")) return 1000;
  return args.is(i, "PX") || args.is(i, "PXAT") ? 1 : 0;
}
