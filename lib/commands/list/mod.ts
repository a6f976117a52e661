/** The list commands. */

import type { CommandDefinition } from "../command.ts";
import { LINDEX, LLEN, LRANGE } from "./lindex.ts";
import { BLMOVE, BRPOPLPUSH, LMOVE, RPOPLPUSH } from "./lmove.ts";
import { BLMPOP, BLPOP, BRPOP, LMPOP, LPOP, RPOP } from "./pop.ts";
import { LPOS } from "./lpos.ts";
import { LINSERT, LREM, LSET, LTRIM } from "./lset.ts";
import { LPUSH, LPUSHX, RPUSH, RPUSHX } from "./push.ts";

export const LIST_COMMANDS: readonly CommandDefinition[] = [
  BLMOVE,
  BLMPOP,
  BLPOP,
  BRPOP,
  BRPOPLPUSH,
  LINDEX,
  LINSERT,
  LLEN,
  LMOVE,
  LMPOP,
  LPOP,
  LPOS,
  LPUSH,
  LPUSHX,
  LRANGE,
  LREM,
  LSET,
  LTRIM,
  RPOP,
  RPOPLPUSH,
  RPUSH,
  RPUSHX,
];
