/** The commands of the prompt itself. */

import type { OwnCommand } from "./command.ts";
import { HELP } from "./help.ts";
import { QUIT } from "./quit.ts";

/** In the order in which `\?` lists them. */
export const OWN_COMMANDS: readonly OwnCommand[] = [
  HELP,
  QUIT,
];
