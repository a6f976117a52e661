/** The bitmap commands. */

import type { CommandDefinition } from "../command.ts";
import { GETBIT, SETBIT } from "./bit.ts";
import { BITCOUNT, BITPOS } from "./bitcount.ts";
import { BITFIELD, BITFIELD_RO } from "./bitfield.ts";
import { BITOP } from "./bitop.ts";

export const BITMAP_COMMANDS: readonly CommandDefinition[] = [
  BITCOUNT,
  BITFIELD,
  BITFIELD_RO,
  BITOP,
  BITPOS,
  GETBIT,
  SETBIT,
];
