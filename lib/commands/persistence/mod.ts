/** Commands about the files that keep the data. */

import type { CommandDefinition } from "../command.ts";
import { BGSAVE, LASTSAVE, SAVE } from "./save.ts";
import { WAITAOF } from "./waitaof.ts";

export const PERSISTENCE_COMMANDS: readonly CommandDefinition[] = [BGSAVE, LASTSAVE, SAVE, WAITAOF];
