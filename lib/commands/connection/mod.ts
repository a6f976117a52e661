/** The connection commands. */

import type { CommandDefinition } from "../command.ts";
import { AUTH } from "./auth.ts";
import { CLIENT } from "./client/client.ts";
import { ECHO } from "./echo.ts";
import { HELLO } from "./hello.ts";
import { PING } from "./ping.ts";
import { QUIT } from "./quit.ts";
import { RESET } from "./reset.ts";
import { SELECT } from "./select.ts";

export const CONNECTION_COMMANDS: readonly CommandDefinition[] = [
  AUTH,
  CLIENT,
  ECHO,
  HELLO,
  PING,
  QUIT,
  RESET,
  SELECT,
];
