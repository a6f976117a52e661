/** Commands about commands. */

import type { CommandDefinition } from "../command.ts";
import { COMMAND } from "./command.ts";

export const INTROSPECTION_COMMANDS: readonly CommandDefinition[] = [COMMAND];
