/** Which clients CLIENT LIST shows and CLIENT KILL ends. */

import type { Args } from "../../../resp/args.ts";
import { ReplyError } from "../../../resp/errors.ts";
import type { Session } from "../../../state/session.ts";
import { syntaxError } from "../../messages.ts";

/** Decides about one client. */
export type Filter = (session: Session) => boolean;

export interface KillPlan {
  readonly filters: readonly Filter[];
  /** Whether the client that asks is spared. */
  readonly skipsMe: boolean;
}

/** A filter by `normal`, `master`, `replica`, `pubsub`; throws for another word. */
export function byType(word: string): Filter {
  const type = word.toLowerCase();
  if (!["normal", "master", "replica", "slave", "pubsub"].includes(type)) {
    throw new ReplyError(`ERR Unknown client type '${word}'`);
  }
  // Monitors count as replicas, as in Redis; there is nobody else yet who is not normal.
  return ({ isMonitor }) =>
    type === (isMonitor ? "replica" : "normal") || (isMonitor && type === "slave");
}

/** The options of CLIENT KILL from argument `i` on. */
export function readKillPlan(args: Args, i: number, nowMs: number): KillPlan {
  const filters: Filter[] = [];
  let skipsMe = true;
  for (; i < args.count; i += 2) {
    if (i + 1 >= args.count) throw syntaxError();
    const value = args.text(i + 1);
    switch (args.word(i)) {
      case "ID": {
        const message = "ERR client-id should be greater than 0";
        const id = args.integerWithin(i + 1, 1, Infinity, message);
        filters.push((session) => session.id === id);
        break;
      }
      case "TYPE":
        filters.push(byType(value));
        break;
      case "ADDR":
        filters.push(({ peer }) => peer.address === value);
        break;
      case "LADDR":
        filters.push(({ peer }) => peer.localAddress === value);
        break;
      case "USER":
        if (value !== "default") throw new ReplyError(`ERR No such user '${value}'`);
        filters.push(({ user }) => user === value);
        break;
      case "SKIPME":
        if (!args.is(i + 1, "YES") && !args.is(i + 1, "NO")) throw syntaxError();
        skipsMe = args.is(i + 1, "YES");
        break;
      case "MAXAGE": {
        const message = "ERR maxage is not an integer or out of range";
        const seconds = args.integer(i + 1, message);
        if (seconds <= 0) throw new ReplyError("ERR maxage should be greater than 0");
        filters.push(({ createdMs }) => nowMs - createdMs >= seconds * 1000);
        break;
      }
      default:
        throw syntaxError();
    }
  }
  return { filters, skipsMe };
}
