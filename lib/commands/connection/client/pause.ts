/** CLIENT PAUSE and UNPAUSE. */

import { ReplyError } from "../../../resp/errors.ts";
import type { Context } from "../../context.ts";
import { unknownSubcommandUse } from "../../messages.ts";
import { readMilliseconds } from "../../timeout.ts";

export function pause(context: Context): void {
  const { args, nowMs, reply, server } = context;
  if (args.count > 4) throw unknownSubcommandUse(context);
  const isForAll = args.count === 3 || args.is(3, "ALL");
  if (!isForAll && !args.is(3, "WRITE")) {
    throw new ReplyError("ERR CLIENT PAUSE mode must be WRITE or ALL");
  }
  const timeoutMs = readMilliseconds(args, 2, nowMs);
  server.pause.begin(nowMs, nowMs + timeoutMs, isForAll);
  reply.ok();
}

export function unpause({ reply, server }: Context): void {
  server.pause.end();
  reply.ok();
}
