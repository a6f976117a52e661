/** Commands about the files that keep the data. */

import type { CommandDefinition } from "../command.ts";
import { BGSAVE, LASTSAVE, SAVE } from "./save.ts";

export const PERSISTENCE_COMMANDS: readonly CommandDefinition[] = [BGSAVE, LASTSAVE, SAVE];
