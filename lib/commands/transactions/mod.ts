/** The transaction commands. */

import type { CommandDefinition } from "../command.ts";
import { DISCARD, EXEC, MULTI } from "./multi.ts";
import { UNWATCH, WATCH } from "./watch.ts";

export const TRANSACTION_COMMANDS: readonly CommandDefinition[] = [
  DISCARD,
  EXEC,
  MULTI,
  UNWATCH,
  WATCH,
];
