/** The commands of the prompt itself. */

import type { OwnCommand } from "./command.ts";
import { AS, DECODE } from "./as.ts";
import { CONNECT, DB, PROFILE } from "./connection.ts";
import { EDIT } from "./edit.ts";
import { HELP } from "./help.ts";
import { HISTORY } from "./history.ts";
import { KEYS } from "./keys.ts";
import { LATENCY } from "./latency.ts";
import { MONITOR } from "./monitor.ts";
import { MORE } from "./more.ts";
import { PEEK } from "./peek.ts";
import { QUIT } from "./quit.ts";
import { REPEAT } from "./repeat.ts";
import { EDITING, OUTPUT, SET, TIMING } from "./settings.ts";
import { RUN, SAVE } from "./snippets.ts";
import { STAT } from "./stat.ts";
import { SUBSCRIBE } from "./subscribe.ts";
import { TS } from "./ts.ts";
import { WATCH } from "./watch.ts";

/** In the order in which `\\?` lists them. */
export const OWN_COMMANDS: readonly OwnCommand[] = [
  HELP,
  PEEK,
  KEYS,
  WATCH,
  MONITOR,
  SUBSCRIBE,
  LATENCY,
  STAT,
  TS,
  AS,
  DECODE,
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
