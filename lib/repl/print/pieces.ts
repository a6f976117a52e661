/** Printing a large reply while it arrives. */

import type { Reply, ReplyPair } from "../../resp/value.ts";

/** Its methods are called in this order; each returns Latin-1, all together what the reply is. */
export interface PiecesPrinter {
  begin(): string;
  /** The next element of an array or a set. */
  item(item: Reply): string;
  /** The next pair of a map. */
  pair(pair: ReplyPair): string;
  end(): string;
}
