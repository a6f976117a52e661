/** The connection commands. */

import type { CommandDefinition } from "../command.ts";
import { PING } from "./ping.ts";

export const CONNECTION_COMMANDS: readonly CommandDefinition[] = [PING];
