/** The HyperLogLog commands. */

import type { CommandDefinition } from "../command.ts";
import { PFADD } from "./pfadd.ts";
import { PFCOUNT, PFMERGE } from "./pfcount.ts";
import { PFDEBUG, PFSELFTEST } from "./pfdebug.ts";

export const HYPERLOGLOG_COMMANDS: readonly CommandDefinition[] = [
  PFADD,
  PFCOUNT,
  PFDEBUG,
  PFMERGE,
  PFSELFTEST,
];
