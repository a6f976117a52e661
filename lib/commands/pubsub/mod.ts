/** The commands of publish and subscribe. */

import type { CommandDefinition } from "../command.ts";
import { PUBLISH, SPUBLISH } from "./publish.ts";
import { PUBSUB } from "./pubsub.ts";
import {
  PSUBSCRIBE,
  PUNSUBSCRIBE,
  SSUBSCRIBE,
  SUBSCRIBE,
  SUNSUBSCRIBE,
  UNSUBSCRIBE,
} from "./subscribe.ts";

export const PUBSUB_COMMANDS: readonly CommandDefinition[] = [
  PSUBSCRIBE,
  PUBLISH,
  PUBSUB,
  PUNSUBSCRIBE,
  SPUBLISH,
  SSUBSCRIBE,
  SUBSCRIBE,
  SUNSUBSCRIBE,
  UNSUBSCRIBE,
];
