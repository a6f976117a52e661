/** What a server speaks: its commands, and how their requests look on the wire. */

import type { CommandDefinition } from "../commands/command.ts";
import { DEFINITIONS } from "../commands/mod.ts";
import { type RequestLimits, RequestReader, type RequestSource } from "../resp/request_reader.ts";

export interface Dialect {
  readonly commands: readonly CommandDefinition[];
  /** A reader for one new connection. */
  newReader(limits: RequestLimits): RequestSource;
}

export const REDIS: Dialect = {
  commands: DEFINITIONS,
  newReader: (limits) => new RequestReader(limits),
};
