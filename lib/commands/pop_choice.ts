/** What LMPOP, ZMPOP and the forms that wait are to take: `numkeys key … LEFT|RIGHT [COUNT n]`. */

import type { Args } from "../resp/args.ts";
import { ReplyError } from "../resp/errors.ts";
import { syntaxError } from "./messages.ts";

const NO_KEYS = "ERR numkeys should be greater than 0";
const NO_COUNT = "ERR count should be greater than 0";

export class PopChoice {
  /** The arguments that are keys. */
  first = 0;
  last = 0;
  /** How many elements are wanted. */
  count = 0;
  /** Whether the second of the two words was given. */
  isSecond = false;

  /** Reads from argument `i`, the number of keys, on; the words are the names of the ends. */
  read(args: Args, i: number, firstWord: string, secondWord: string): void {
    const keys = integerAbove0(args, i, NO_KEYS);
    this.first = i + 1;
    this.last = i + keys;
    const where = i + keys + 1;
    if (where >= args.count) throw syntaxError();
    this.isSecond = args.is(where, secondWord);
    if (!this.isSecond && !args.is(where, firstWord)) throw syntaxError();
    this.count = 1;
    if (where + 1 === args.count) return;
    if (where + 2 === args.count || !args.is(where + 1, "COUNT")) throw syntaxError();
    this.count = integerAbove0(args, where + 2, NO_COUNT);
    if (where + 3 !== args.count) throw syntaxError();
  }
}

function integerAbove0(args: Args, i: number, message: string): number {
  const n = args.integer(i, message);
  if (n < 1) throw new ReplyError(message);
  return n;
}
