/** The server commands. */

import type { CommandDefinition } from "../command.ts";
import { ACL } from "./acl/acl.ts";
import { BGREWRITEAOF } from "./bgrewriteaof.ts";
import { CLUSTER_COMMANDS } from "./cluster.ts";
import { COMMANDLOG } from "./commandlog.ts";
import { CONFIG } from "./config.ts";
import { DEBUG } from "./debug/debug.ts";
import { INFO } from "./info/info.ts";
import { KEYSPACE_COMMANDS } from "./keyspace.ts";
import { LATENCY } from "./latency.ts";
import { LOLWUT } from "./lolwut.ts";
import { MEMORY } from "./memory.ts";
import { MODULE } from "./module.ts";
import { MONITOR } from "./monitor.ts";
import { ROLE, WAIT } from "./role.ts";
import { SHUTDOWN } from "./shutdown.ts";
import { SLOWLOG } from "./slowlog.ts";
import { TIME } from "./time.ts";

export const SERVER_COMMANDS: readonly CommandDefinition[] = [
  ...KEYSPACE_COMMANDS,
  ...CLUSTER_COMMANDS,
  ACL,
  BGREWRITEAOF,
  COMMANDLOG,
  CONFIG,
  DEBUG,
  INFO,
  LATENCY,
  LOLWUT,
  MEMORY,
  MODULE,
  MONITOR,
  ROLE,
  SHUTDOWN,
  SLOWLOG,
  TIME,
  WAIT,
];
