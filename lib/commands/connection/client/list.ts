/** CLIENT LIST. */

import type { Session } from "../../../state/session.ts";
import type { Context } from "../../context.ts";
import { syntaxError } from "../../messages.ts";
import { describeClient } from "./describe.ts";
import { readType, typeOf } from "./types.ts";

export function list(context: Context): void {
  let lines = "";
  for (const session of chosen(context)) lines += describeClient(session, context.nowMs) + "\n";
  context.reply.verbatim("txt", lines);
}

/** All sessions, or those of `TYPE type`, or those that `ID id …` names, in that order. */
function chosen({ args, server: { sessions } }: Context): Session[] {
  const all = [...sessions.values()];
  if (args.count === 2) return all;
  if (args.count === 4 && args.is(2, "TYPE")) {
    const type = readType(args, 3);
    return all.filter((session) => typeOf(session) === type);
  }
  if (args.count === 3 || !args.is(2, "ID")) throw syntaxError();
  const found: Session[] = [];
  for (let i = 3; i < args.count; i++) {
    const id = args.integer(i, "ERR Invalid client ID");
    const session = sessions.get(id);
    if (session !== undefined) found.push(session);
  }
  return found;
}
