/** The string commands. */

import type { CommandDefinition } from "../command.ts";
import { GET } from "./get.ts";
import { SET } from "./set.ts";

export const STRING_COMMANDS: readonly CommandDefinition[] = [GET, SET];
