/** How XADD and XTRIM are told to shorten a stream. */

import { type Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { Stream, StreamLimits } from "../../types/stream.ts";
import { StreamId } from "../../types/stream_id.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { dropReferences, isReferenced } from "./references.ts";
import { readId, readOpenId } from "./values.ts";

/** What becomes of the references of groups to removed entries. */
export type References = 0 | 1 | 2;
/** They stay. */
export const KEEP: References = 0;
/** They go too. */
export const DROP: References = 1;
/** What has any is not removed. */
export const RESPECT: References = 2;

const NONE = 0;
const MAXLEN = 1;
const MINID = 2;

const BOTH = "ERR syntax error, MAXLEN and MINID options at the same time are not compatible";
const LIMIT_ALONE = "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy";
const NOTHING_TO_DO = "ERR syntax error, XTRIM must be called with a trimming strategy";
const LIMIT_EXACT = "ERR syntax error, LIMIT cannot be used without the special ~ option";
/** Blocks' worth of entries that an approximate trim looks at, unless told otherwise. */
const LIMIT_BLOCKS = 100;
const LIMIT_DEFAULT = 10_000;
const LIMIT_MAX = 1_000_000;

/** The options; reused from command to command. */
export class TrimOptions {
  /** XADD: the ID, if one is given, and whether its sequence number is left open. */
  readonly id: StreamId = new StreamId();
  isIdGiven = false;
  isSeqOpen = false;
  makesStream = true;
  #strategy = NONE;
  #isApproximate = false;
  #maxLength = 0;
  readonly #minId = new StreamId();
  #limit = 0;
  #references: References = KEEP;

  /** Whether anything is to be trimmed. */
  get trims(): boolean {
    return this.#strategy !== NONE;
  }

  /** Reads options from argument 2 on, for XADD up to its ID; returns the place where they end. */
  read(args: Args, isAdd: boolean, limits: StreamLimits): number {
    this.isIdGiven = this.isSeqOpen = this.#isApproximate = false;
    this.makesStream = true;
    this.#strategy = NONE;
    this.#limit = 0;
    this.#references = KEEP;
    let hasLimit = false;
    let i = 2;
    for (; i < args.count; i++) {
      const more = args.count - 1 - i;
      if (isAdd && isStar(args, i)) break;
      if (more > 0 && (args.is(i, "MAXLEN") || args.is(i, "MINID"))) {
        i = this.#readStrategy(args, i);
      } else if (more > 0 && args.is(i, "LIMIT")) {
        this.#limit = args.integer(++i);
        if (this.#limit < 0) throw new ReplyError("ERR The LIMIT argument must be >= 0.");
        hasLimit = true;
      } else if (isAdd && args.is(i, "NOMKSTREAM")) {
        this.makesStream = false;
      } else if (this.#readReferences(args, i)) {
        continue;
      } else if (isAdd) {
        this.isSeqOpen = readOpenId(args, i, this.id);
        this.isIdGiven = true;
        break;
      } else {
        throw syntaxError();
      }
    }
    this.#check(isAdd, hasLimit, limits);
    return i;
  }

  #readStrategy(args: Args, i: number): number {
    if (this.#strategy !== NONE) throw new ReplyError(BOTH);
    const isLength = args.is(i, "MAXLEN");
    i++;
    this.#isApproximate = i + 1 < args.count && args.is(i, "~");
    if (this.#isApproximate || (i + 1 < args.count && args.is(i, "="))) i++;
    if (isLength) {
      this.#maxLength = args.integer(i);
      if (this.#maxLength < 0) throw new ReplyError("ERR The MAXLEN argument must be >= 0.");
    } else {
      readId(args, i, this.#minId);
    }
    this.#strategy = isLength ? MAXLEN : MINID;
    return i;
  }

  #readReferences(args: Args, i: number): boolean {
    const references = referencesOf(args, i);
    if (references === null) return false;
    this.#references = references;
    return true;
  }

  #check(isAdd: boolean, hasLimit: boolean, { streamNodeMaxEntries }: StreamLimits): void {
    if (this.#limit > 0 && this.#strategy === NONE) throw new ReplyError(LIMIT_ALONE);
    if (!isAdd && this.#strategy === NONE) throw new ReplyError(NOTHING_TO_DO);
    if (hasLimit) {
      if (!this.#isApproximate) throw new ReplyError(LIMIT_EXACT);
    } else if (this.#isApproximate) {
      const limit = LIMIT_BLOCKS * streamNodeMaxEntries;
      this.#limit = limit <= 0 ? LIMIT_DEFAULT : Math.min(limit, LIMIT_MAX);
    }
  }

  /** Does what was asked for; returns how many entries were removed. */
  apply(stream: Stream): number {
    const minId = this.#strategy === MINID ? this.#minId : null;
    if (this.#references === KEEP || stream.groups.size === 0) {
      return stream.trim(this.#maxLength, minId, this.#isApproximate, this.#limit);
    }
    const drops = this.#references === DROP;
    return stream.trimEach(this.#maxLength, minId, this.#isApproximate, this.#limit, (id) => {
      if (drops) dropReferences(stream, id);
      else if (isReferenced(stream, id)) return false;
      return true;
    });
  }

  /**
   * The same in words, for whoever repeats it: as an exact trim to what is left now. Where references
   * count, it is not always the first ones that went: then as it was asked for.
   */
  effect(stream: Stream): (string | number)[] {
    if (this.#strategy === NONE) return [];
    const isLength = this.#strategy === MAXLEN;
    if (this.#references === RESPECT) {
      const word = isLength ? "MAXLEN" : "MINID";
      const threshold = isLength ? this.#maxLength : this.#minId.toString();
      if (!this.#isApproximate) return [word, "=", threshold, "ACKED"];
      return [word, "~", threshold, "LIMIT", this.#limit, "ACKED"];
    }
    const references = this.#references === DROP ? ["DELREF"] : [];
    if (isLength || stream.length === 0) return ["MAXLEN", "=", stream.length, ...references];
    return ["MINID", "=", stream.firstId.toString(), ...references];
  }
}

/** KEEPREF, DELREF or ACKED, if argument `i` is one of them. */
export function referencesOf(args: Args, i: number): References | null {
  if (args.is(i, "KEEPREF")) return KEEP;
  if (args.is(i, "DELREF")) return DROP;
  return args.is(i, "ACKED") ? RESPECT : null;
}

function isStar(args: Args, i: number): boolean {
  return args.ends[i] - args.starts[i] === 1 && args.bytes[args.starts[i]] === 0x2a;
}

/** The limits of blocks that are in force. */
export function limitsOf({ server }: Context): StreamLimits {
  return server.config.values;
}
