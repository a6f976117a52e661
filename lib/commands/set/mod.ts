/** The set commands. */

import type { CommandDefinition } from "../command.ts";
import { SADD, SMOVE, SREM } from "./sadd.ts";
import { SDIFF, SDIFFCARD, SDIFFSTORE } from "./sdiff.ts";
import { SINTER, SINTERCARD, SINTERSTORE } from "./sinter.ts";
import { SCARD, SISMEMBER, SMEMBERS, SMISMEMBER } from "./smembers.ts";
import { SPOP, SRANDMEMBER } from "./spop.ts";
import { SSCAN } from "./sscan.ts";
import { SUNION, SUNIONCARD, SUNIONSTORE } from "./sunion.ts";

export const SET_COMMANDS: readonly CommandDefinition[] = [
  SADD,
  SCARD,
  SDIFF,
  SDIFFCARD,
  SDIFFSTORE,
  SINTER,
  SINTERCARD,
  SINTERSTORE,
  SISMEMBER,
  SMEMBERS,
  SMISMEMBER,
  SMOVE,
  SPOP,
  SRANDMEMBER,
  SREM,
  SSCAN,
  SUNION,
  SUNIONCARD,
  SUNIONSTORE,
];
