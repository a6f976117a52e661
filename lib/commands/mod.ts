/** All commands, family by family. */

import { BITMAP_COMMANDS } from "./bitmap/mod.ts";
import type { CommandDefinition } from "./command.ts";
import { CONNECTION_COMMANDS } from "./connection/mod.ts";
import { GENERIC_COMMANDS } from "./generic/mod.ts";
import { GEO_COMMANDS } from "./geo/mod.ts";
import { HASH_COMMANDS } from "./hash/mod.ts";
import { HYPERLOGLOG_COMMANDS } from "./hyperloglog/mod.ts";
import { LIST_COMMANDS } from "./list/mod.ts";
import { PERSISTENCE_COMMANDS } from "./persistence/mod.ts";
import { PUBSUB_COMMANDS } from "./pubsub/mod.ts";
import { SERVER_COMMANDS } from "./server/mod.ts";
import { INTROSPECTION_COMMANDS } from "./introspection/mod.ts";
import { SET_COMMANDS } from "./set/mod.ts";
import { SORTED_SET_COMMANDS } from "./sorted_set/mod.ts";
import type { CommandSpec } from "./spec.ts";
import { STREAM_COMMANDS } from "./stream/mod.ts";
import { STRING_COMMANDS } from "./string/mod.ts";
import { TRANSACTION_COMMANDS } from "./transactions/mod.ts";

export const DEFINITIONS: readonly CommandDefinition[] = [
  ...BITMAP_COMMANDS,
  ...CONNECTION_COMMANDS,
  ...GENERIC_COMMANDS,
  ...GEO_COMMANDS,
  ...HASH_COMMANDS,
  ...HYPERLOGLOG_COMMANDS,
  ...INTROSPECTION_COMMANDS,
  ...LIST_COMMANDS,
  ...PERSISTENCE_COMMANDS,
  ...PUBSUB_COMMANDS,
  ...SERVER_COMMANDS,
  ...SET_COMMANDS,
  ...SORTED_SET_COMMANDS,
  ...STREAM_COMMANDS,
  ...STRING_COMMANDS,
  ...TRANSACTION_COMMANDS,
];

/** What the commands say about themselves. */
export const COMMANDS: readonly CommandSpec[] = DEFINITIONS.map(({ spec }) => spec);
