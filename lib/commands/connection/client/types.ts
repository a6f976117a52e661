/** The types of clients that CLIENT LIST and CLIENT KILL tell apart. */

import type { Args } from "../../../resp/args.ts";
import { ReplyError } from "../../../resp/errors.ts";
import type { Session } from "../../../state/session.ts";

export type ClientType = "normal" | "master" | "replica" | "pubsub";

/** The type that argument `i` names; throws for another word. */
export function readType(args: Args, i: number): ClientType {
  const word = args.text(i).toLowerCase();
  switch (word) {
    case "normal":
    case "master":
    case "replica":
    case "pubsub":
      return word;
    case "slave":
      return "replica";
    default:
      throw new ReplyError(`ERR Unknown client type '${args.shown(i)}'`);
  }
}

/** A client's type. Monitors are normal. */
export function typeOf({ subscriptions }: Session): ClientType {
  return subscriptions === null ? "normal" : "pubsub";
}
