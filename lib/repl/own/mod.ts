/** The commands of the prompt itself. */

import type { OwnCommand } from "./command.ts";
import { CONNECT, DB, PROFILE } from "./connection.ts";
import { EDIT } from "./edit.ts";
import { HELP } from "./help.ts";
import { HISTORY } from "./history.ts";
import { MORE } from "./more.ts";
import { QUIT } from "./quit.ts";
import { REPEAT } from "./repeat.ts";
import { EDITING, OUTPUT, SET, TIMING } from "./settings.ts";
import { RUN, SAVE } from "./snippets.ts";

/** In the order in which `\\?` lists them. */
export const OWN_COMMANDS: readonly OwnCommand[] = [
  HELP,
  DB,
  CONNECT,
  PROFILE,
  OUTPUT,
  MORE,
  TIMING,
  REPEAT,
  SAVE,
  RUN,
  EDIT,
  HISTORY,
  EDITING,
  SET,
  QUIT,
];
