/** The miniature dialect: GET SET DELETE FLUSH MGET MSET, with values of any RESP type. */

import type { Dialect } from "../server/dialect.ts";
import { MINIATURE_COMMANDS } from "./commands.ts";
import { MiniatureReader } from "./request_reader.ts";

export const MINIATURE: Dialect = {
  commands: MINIATURE_COMMANDS,
  newReader: (limits) => new MiniatureReader(limits),
};
