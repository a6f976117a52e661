/** Operations on whole sorted sets. */

import type { CommandDefinition } from "../../command.ts";
import { ZDIFF, ZDIFFSTORE } from "./zdiff.ts";
import { ZINTER, ZINTERCARD, ZINTERSTORE } from "./zinter.ts";
import { ZRANDMEMBER } from "./zrandmember.ts";
import { ZRANGESTORE } from "./zrangestore.ts";
import { ZSCAN } from "./zscan.ts";
import { ZUNION, ZUNIONSTORE } from "./zunion.ts";

export const SORTED_SET_OPERATIONS: readonly CommandDefinition[] = [
  ZDIFF,
  ZDIFFSTORE,
  ZINTER,
  ZINTERCARD,
  ZINTERSTORE,
  ZRANDMEMBER,
  ZRANGESTORE,
  ZSCAN,
  ZUNION,
  ZUNIONSTORE,
];
