/** The commands for keys of any type. */

import type { CommandDefinition } from "../command.ts";
import { COPY } from "./copy.ts";
import { DEL, UNLINK } from "./delete.ts";
import { DUMP, RESTORE } from "./dump.ts";
import { EXISTS, TOUCH } from "./exists.ts";
import { EXPIRE, EXPIREAT, PEXPIRE, PEXPIREAT } from "./expire.ts";
import { KEYS } from "./keys.ts";
import { MOVE } from "./move.ts";
import { OBJECT } from "./object.ts";
import { PERSIST } from "./persist.ts";
import { RANDOMKEY } from "./randomkey.ts";
import { RENAME, RENAMENX } from "./rename.ts";
import { SCAN } from "./scan.ts";
import { SORT, SORT_RO } from "./sort.ts";
import { EXPIRETIME, PEXPIRETIME, PTTL, TTL } from "./ttl.ts";
import { TYPE } from "./type.ts";

export const GENERIC_COMMANDS: readonly CommandDefinition[] = [
  COPY,
  DEL,
  DUMP,
  EXISTS,
  EXPIRE,
  EXPIREAT,
  EXPIRETIME,
  KEYS,
  MOVE,
  OBJECT,
  PERSIST,
  PEXPIRE,
  PEXPIREAT,
  PEXPIRETIME,
  PTTL,
  RANDOMKEY,
  RENAME,
  RENAMENX,
  RESTORE,
  SCAN,
  SORT,
  SORT_RO,
  TOUCH,
  TTL,
  TYPE,
  UNLINK,
];
