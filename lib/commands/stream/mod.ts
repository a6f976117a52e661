/** The stream commands. */

import type { CommandDefinition } from "../command.ts";
import { XADD, XTRIM } from "./xadd.ts";
import { XAUTOCLAIM, XCLAIM } from "./xclaim.ts";
import { XACK, XACKDEL, XDEL, XDELEX } from "./xdel.ts";
import { XGROUP } from "./xgroup.ts";
import { XINFO } from "./xinfo.ts";
import { XPENDING } from "./xpending.ts";
import { XLEN, XRANGE, XREVRANGE } from "./xrange.ts";
import { XREAD, XREADGROUP } from "./xread.ts";
import { XSETID } from "./xsetid.ts";

export const STREAM_COMMANDS: readonly CommandDefinition[] = [
  XACK,
  XACKDEL,
  XADD,
  XAUTOCLAIM,
  XCLAIM,
  XDEL,
  XDELEX,
  XGROUP,
  XINFO,
  XLEN,
  XPENDING,
  XRANGE,
  XREAD,
  XREADGROUP,
  XREVRANGE,
  XSETID,
  XTRIM,
];
