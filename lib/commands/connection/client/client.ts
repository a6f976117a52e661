/** CLIENT: connections, one's own and those of others. */

import type { Args } from "../../../resp/args.ts";
import { ReplyError } from "../../../resp/errors.ts";
import { container } from "../../command.ts";
import type { Context } from "../../context.ts";
import { help } from "../../help.ts";
import { syntaxError, unknownSubcommandUse } from "../../messages.ts";
import { checkClientName, isPlainName } from "../names.ts";
import { describeClient } from "./describe.ts";
import { kill } from "./kill.ts";
import { list } from "./list.ts";
import { pause, unpause } from "./pause.ts";
import { CLIENT_SPEC } from "./spec.ts";
import { caching, getRedir, tracking, trackingInfo } from "./tracking.ts";

export const CLIENT = container(CLIENT_SPEC, {
  ID({ reply, session }) {
    reply.integer(session.id);
  },
  INFO({ nowMs, reply, session }) {
    reply.verbatim("txt", describeClient(session, nowMs) + "\n");
  },
  LIST: list,
  KILL: kill,
  GETNAME({ reply, session }) {
    if (session.name === "") reply.null();
    else reply.text(session.name);
  },
  SETNAME({ args, reply, session }) {
    const name = args.text(2);
    checkClientName(name);
    session.name = name;
    reply.ok();
  },
  SETINFO: setInfo,
  PAUSE: pause,
  UNPAUSE: unpause,
  REPLY({ args, reply, session }) {
    if (args.is(2, "ON")) {
      session.replyMode = "on";
      reply.ok();
    } else if (args.is(2, "OFF")) {
      session.replyMode = "off";
    } else if (args.is(2, "SKIP")) {
      if (session.replyMode !== "off") session.replyMode = "skip";
    } else {
      throw syntaxError();
    }
  },
  "NO-EVICT"({ args, reply, session }) {
    session.noEvict = isOn(args, 2);
    reply.ok();
  },
  "NO-TOUCH"({ args, reply, session }) {
    session.noTouch = isOn(args, 2);
    reply.ok();
  },
  UNBLOCK: unblock,
  TRACKING: tracking,
  CACHING: caching,
  GETREDIR: getRedir,
  TRACKINGINFO: trackingInfo,
  HELP: help,
});

/** What a client library says of itself, for those who look at CLIENT LIST. */
function setInfo({ args, reply, session }: Context): void {
  const isName = args.is(2, "LIB-NAME");
  if (!isName && !args.is(2, "LIB-VER")) {
    throw new ReplyError(`ERR Unrecognized option '${args.shown(2)}'`);
  }
  const value = args.text(3);
  if (!isPlainName(value)) {
    throw new ReplyError(
      `ERR ${args.text(2)} cannot contain spaces, newlines or special characters.`,
    );
  }
  if (isName) session.libraryName = value;
  else session.libraryVersion = value;
  reply.ok();
}

/** Ends the wait of a client for a key; one that is paused waits on. */
function unblock(context: Context): void {
  const { args, reply, server } = context;
  if (args.count > 4) throw unknownSubcommandUse(context);
  const isError = args.count === 4 && args.is(3, "ERROR");
  if (args.count === 4 && !isError && !args.is(3, "TIMEOUT")) {
    throw new ReplyError("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  }
  const wait = server.sessions.get(args.integer(2))?.wait ?? null;
  if (wait !== null) {
    context.endWait(wait, isError ? "UNBLOCKED client unblocked via CLIENT UNBLOCK" : "");
  }
  reply.integer(wait === null ? 0 : 1);
}

function isOn(args: Args, i: number): boolean {
  if (args.is(i, "ON")) return true;
  if (args.is(i, "OFF")) return false;
  throw syntaxError();
}
