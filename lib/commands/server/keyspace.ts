/** The server commands that act on whole databases. */

import type { CommandDefinition } from "../command.ts";
import { DBSIZE } from "./dbsize.ts";
import { FLUSHALL, FLUSHDB } from "./flush.ts";
import { SWAPDB } from "./swapdb.ts";

export const KEYSPACE_COMMANDS: readonly CommandDefinition[] = [DBSIZE, FLUSHALL, FLUSHDB, SWAPDB];
