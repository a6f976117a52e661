/**
 * The options about a key's lifetime: EX, PX, EXAT, PXAT, KEEPTTL and PERSIST.
 *
 * A command reads all its options first and asks for the time afterwards, because a bad word comes
 * before a bad number, and the commands differ in what they check between the two.
 */

import { KEEP_EXPIRY } from "../../keyspace/database.ts";
import type { Args } from "../../resp/args.ts";
import { invalidExpireTime, syntaxError } from "../messages.ts";

/** What a command was told about the lifetime. Kinds from EX on carry a time. */
export type LifetimeKind = number;
export const UNSAID: LifetimeKind = 0;
export const KEEPTTL: LifetimeKind = 1;
export const PERSIST: LifetimeKind = 2;
const EX: LifetimeKind = 3;
const PX: LifetimeKind = 4;
const EXAT: LifetimeKind = 5;
const PXAT: LifetimeKind = 6;

const INT64_MAX = 2n ** 63n - 1n;

export class Lifetime {
  kind: LifetimeKind = UNSAID;
  /** The argument that holds the time. */
  #operand = 0;
  /** KEEPTTL or PERSIST, whichever the command knows. */
  readonly #flag: LifetimeKind;

  /** `flag` is the word without operand that the command knows. */
  constructor(flag: LifetimeKind) {
    this.#flag = flag;
  }

  get hasTime(): boolean {
    return this.kind >= EX;
  }

  /** Forgets the last command. */
  reset(): void {
    this.kind = UNSAID;
  }

  /**
   * Reads the option at argument `i`, if it is about the lifetime; returns how many arguments it
   * takes, or 0. The same option twice is no mistake (the last counts), two different ones are.
   */
  take(args: Args, i: number): number {
    const kind = this.#kindOf(args, i);
    if (kind === UNSAID) return 0;
    if (this.kind !== UNSAID && this.kind !== kind) throw syntaxError();
    this.kind = kind;
    if (kind < EX) return 1;
    if (i + 1 === args.count) throw syntaxError();
    this.#operand = i + 1;
    return 2;
  }

  #kindOf(args: Args, i: number): LifetimeKind {
    if (args.is(i, "EX")) return EX;
    if (args.is(i, "PX")) return PX;
    if (args.is(i, "EXAT")) return EXAT;
    if (args.is(i, "PXAT")) return PXAT;
    const flag = this.#flag;
    return args.is(i, flag === KEEPTTL ? "KEEPTTL" : "PERSIST") ? flag : UNSAID;
  }

  /**
   * When the key is to expire, as `Database.put` takes it. Throws for a time that is no integer,
   * not positive, or too large.
   */
  expireAtMs(args: Args, nowMs: number, command: string): number {
    const { kind } = this;
    if (kind === KEEPTTL) return KEEP_EXPIRY;
    if (kind < EX) return 0;
    const unitMs = kind === EX || kind === EXAT ? 1000 : 1;
    const baseMs = kind === EX || kind === PX ? nowMs : 0;
    return readTime(args, this.#operand, unitMs, baseMs, command);
  }
}

/** Argument `i`, in units of `unitMs` since `baseMs`, as Unix milliseconds. */
export function readTime(
  args: Args,
  i: number,
  unitMs: number,
  baseMs: number,
  command: string,
): number {
  const time = args.integer(i);
  if (time <= 0) throw invalidExpireTime(command);
  const ms = time * unitMs + baseMs;
  if (Number.isSafeInteger(ms)) return ms;
  const exact = args.int64(i) * BigInt(unitMs) + BigInt(baseMs);
  if (exact > INT64_MAX) throw invalidExpireTime(command);
  return Number(exact);
}
