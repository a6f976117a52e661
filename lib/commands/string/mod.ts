/** The string commands. */

import type { CommandDefinition } from "../command.ts";
import { APPEND, SETRANGE } from "./append.ts";
import { DELEX, DELIFEQ, DIGEST } from "./delex.ts";
import { GET } from "./get.ts";
import { GETRANGE, STRLEN, SUBSTR } from "./getrange.ts";
import { GETDEL, GETEX, GETSET } from "./getset.ts";
import { DECR, DECRBY, INCR, INCRBY } from "./incr.ts";
import { INCRBYFLOAT } from "./incrbyfloat.ts";
import { INCREX } from "./increx.ts";
import { LCS } from "./lcs.ts";
import { MGET, MSET, MSETNX } from "./mset.ts";
import { MSETEX } from "./msetex.ts";
import { SET } from "./set.ts";
import { PSETEX, SETEX, SETNX } from "./setex.ts";

export const STRING_COMMANDS: readonly CommandDefinition[] = [
  APPEND,
  DECR,
  DECRBY,
  DELEX,
  DELIFEQ,
  DIGEST,
  GET,
  GETDEL,
  GETEX,
  GETRANGE,
  GETSET,
  INCR,
  INCRBY,
  INCRBYFLOAT,
  INCREX,
  LCS,
  MGET,
  MSET,
  MSETEX,
  MSETNX,
  PSETEX,
  SET,
  SETEX,
  SETNX,
  SETRANGE,
  STRLEN,
  SUBSTR,
];
