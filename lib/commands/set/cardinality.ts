/** The arguments that SINTERCARD, SUNIONCARD and SDIFFCARD share: `numkeys key [key ...]`, options. */

import { ReplyError } from "../../resp/errors.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";

const NO_KEYS = "ERR numkeys should be greater than 0";
const TOO_MANY_KEYS = "ERR Number of keys can't be greater than number of args";
const NEGATIVE_LIMIT = "ERR LIMIT can't be negative";

export interface CountOptions {
  /** The argument behind the last key; the first one is argument 2. */
  readonly behind: number;
  /** Where counting may stop; Infinity if nowhere. */
  readonly limit: number;
  readonly isApproximate: boolean;
}

/** Reads them all, `APPROX` only where it is known; throws what is wrong with them. */
export function readCount({ args }: Context, mayApproximate: boolean): CountOptions {
  const keys = args.integer(1, NO_KEYS);
  if (keys < 1) throw new ReplyError(NO_KEYS);
  if (keys > args.count - 2) throw new ReplyError(TOO_MANY_KEYS);
  const behind = 2 + keys;
  let limit = 0;
  let isApproximate = false;
  for (let i = behind; i < args.count; i++) {
    if (args.is(i, "LIMIT") && i + 1 < args.count) {
      limit = args.integer(++i, NEGATIVE_LIMIT);
      if (limit < 0) throw new ReplyError(NEGATIVE_LIMIT);
    } else if (mayApproximate && args.is(i, "APPROX")) {
      isApproximate = true;
    } else {
      throw syntaxError();
    }
  }
  return { behind, limit: limit === 0 ? Infinity : limit, isApproximate };
}
