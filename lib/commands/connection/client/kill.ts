/** CLIENT KILL, by address as of old, or by filters that must all apply. */

import type { Args } from "../../../resp/args.ts";
import { ReplyError } from "../../../resp/errors.ts";
import type { Acl } from "../../../state/acl/acl.ts";
import type { Session } from "../../../state/session.ts";
import type { Context } from "../../context.ts";
import { syntaxError } from "../../messages.ts";
import { readType, typeOf } from "./types.ts";

/** Decides about one client. */
type Filter = (session: Session) => boolean;

interface Plan {
  readonly filters: readonly Filter[];
  /** Whether the client that asks is spared. */
  readonly sparesMe: boolean;
}

export function kill({ args, nowMs, reply, server, session }: Context): void {
  const isOldForm = args.count === 3;
  const { filters, sparesMe } = isOldForm
    ? byAddress(args.text(2))
    : readPlan(args, nowMs, server.acl);
  let killed = 0;
  for (const victim of [...server.sessions.values()]) {
    if (sparesMe && victim === session) continue;
    if (!filters.every((isMeant) => isMeant(victim))) continue;
    // One's own connection ends when the reply is out, another's at once.
    if (victim === session) victim.isClosing = true;
    else victim.peer.close();
    killed++;
  }
  if (!isOldForm) reply.integer(killed);
  else if (killed > 0) reply.ok();
  else throw new ReplyError("ERR No such client");
}

function byAddress(address: string): Plan {
  return { filters: [({ peer }) => peer.address === address], sparesMe: false };
}

function readPlan(args: Args, nowMs: number, acl: Acl): Plan {
  const filters: Filter[] = [];
  let sparesMe = true;
  for (let i = 2; i < args.count; i += 2) {
    if (i + 1 === args.count) throw syntaxError();
    if (args.is(i, "SKIPME")) sparesMe = isYes(args, i + 1);
    else filters.push(readFilter(args, i, nowMs, acl));
  }
  return { filters, sparesMe };
}

/** The filter at argument `i`, with its value behind it. */
function readFilter(args: Args, i: number, nowMs: number, acl: Acl): Filter {
  const value = args.text(i + 1);
  switch (args.word(i)) {
    case "ID": {
      const message = "ERR client-id should be greater than 0";
      const id = args.integerWithin(i + 1, 1, Infinity, message);
      return (session) => session.id === id;
    }
    case "TYPE": {
      const type = readType(args, i + 1);
      return (session) => typeOf(session) === type;
    }
    case "ADDR":
      return ({ peer }) => peer.address === value;
    case "LADDR":
      return ({ peer }) => peer.localAddress === value;
    case "USER":
      if (acl.find(value) === undefined) {
        throw new ReplyError(`ERR No such user '${args.shown(i + 1)}'`);
      }
      return ({ user }) => user.name === value;
    case "MAXAGE": {
      const seconds = args.integer(i + 1, "ERR maxage is not an integer or out of range");
      if (seconds <= 0) throw new ReplyError("ERR maxage should be greater than 0");
      return ({ createdMs }) => Math.floor((nowMs - createdMs) / 1000) >= seconds;
    }
    default:
      throw syntaxError();
  }
}

function isYes(args: Args, i: number): boolean {
  if (args.is(i, "YES")) return true;
  if (args.is(i, "NO")) return false;
  throw syntaxError();
}
