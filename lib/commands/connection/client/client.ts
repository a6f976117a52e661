/** CLIENT: connections, one's own and those of others. */

import type { Args } from "../../../resp/args.ts";
import { ReplyError } from "../../../resp/errors.ts";
import type { Session } from "../../../state/session.ts";
import { container } from "../../command.ts";
import type { Context } from "../../context.ts";
import { help } from "../../help.ts";
import { syntaxError, unknownSubcommandUse } from "../../messages.ts";
import { checkClientName, isPlainName } from "../names.ts";
import { describeClient } from "./describe.ts";
import { byType, type Filter, readKillPlan } from "./filter.ts";

export const CLIENT = container({
  name: "CLIENT",
  summary: "Groups the commands about client connections.",
  since: "2.4.0",
  group: "connection",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "GETNAME",
      summary: "Returns the name of the connection.",
      since: "2.6.9",
      group: "connection",
      complexity: "O(1)",
      arity: 2,
      flags: ["noscript", "loading", "stale"],
    },
    {
      name: "GETREDIR",
      summary: "Returns the connection that receives the invalidation messages of this one.",
      since: "6.0.0",
      group: "connection",
      complexity: "O(1)",
      arity: 2,
      flags: ["noscript", "loading", "stale"],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of CLIENT.",
      since: "5.0.0",
      group: "connection",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "ID",
      summary: "Returns the number that identifies the connection.",
      since: "5.0.0",
      group: "connection",
      complexity: "O(1)",
      arity: 2,
      flags: ["noscript", "loading", "stale"],
    },
    {
      name: "INFO",
      summary: "Describes the connection in one line.",
      since: "6.2.0",
      group: "connection",
      complexity: "O(1)",
      arity: 2,
      flags: ["noscript", "loading", "stale"],
      tips: ["nondeterministic_output"],
    },
    {
      name: "KILL",
      summary: "Closes connections chosen by address or by filters.",
      since: "2.4.0",
      group: "connection",
      complexity: "O(N), N being the number of connections.",
      arity: -3,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [{
        name: "filter",
        type: "oneof",
        args: [
          { name: "ip:port", type: "string", deprecatedSince: "2.8.12" },
          {
            name: "new-format",
            type: "oneof",
            multiple: true,
            args: [
              { name: "client-id", type: "integer", token: "ID", since: "2.8.12", optional: true },
              {
                name: "normal_master_slave_pubsub",
                type: "oneof",
                token: "TYPE",
                since: "2.8.12",
                optional: true,
                args: [
                  { name: "normal", type: "pure-token", token: "NORMAL" },
                  { name: "master", type: "pure-token", token: "MASTER", since: "3.2.0" },
                  { name: "slave", type: "pure-token", token: "SLAVE" },
                  { name: "replica", type: "pure-token", token: "REPLICA", since: "5.0.0" },
                  { name: "pubsub", type: "pure-token", token: "PUBSUB" },
                ],
              },
              { name: "username", type: "string", token: "USER", optional: true },
              { name: "ip:port", type: "string", token: "ADDR", optional: true },
              { name: "ip:port", type: "string", token: "LADDR", since: "6.2.0", optional: true },
              { name: "yes/no", type: "string", token: "SKIPME", optional: true },
              { name: "maxage", type: "integer", token: "MAXAGE", since: "7.4.0", optional: true },
            ],
          },
        ],
      }],
      history: [
        ["2.8.12", "Accepts filters."],
        ["2.8.12", "Accepts `ID`."],
        ["3.2.0", "`TYPE` may be `master`."],
        ["5.0.0", "`TYPE` may be `replica`, the new word for `slave`."],
        ["6.2.0", "Accepts `LADDR`."],
        ["7.4.0", "Accepts `MAXAGE`."],
      ],
    },
    {
      name: "LIST",
      summary: "Describes all connections, a line for each.",
      since: "2.4.0",
      group: "connection",
      complexity: "O(N), N being the number of connections.",
      arity: -2,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [
        {
          name: "normal_master_replica_pubsub",
          type: "oneof",
          token: "TYPE",
          since: "5.0.0",
          optional: true,
          args: [
            { name: "normal", type: "pure-token", token: "NORMAL" },
            { name: "master", type: "pure-token", token: "MASTER" },
            { name: "replica", type: "pure-token", token: "REPLICA" },
            { name: "pubsub", type: "pure-token", token: "PUBSUB" },
          ],
        },
        {
          name: "id",
          type: "block",
          token: "ID",
          since: "6.2.0",
          optional: true,
          args: [{ name: "client-id", type: "integer", multiple: true }],
        },
      ],
      tips: ["nondeterministic_output"],
      history: [
        ["2.8.12", "The field `id` is new."],
        ["5.0.0", "Accepts `TYPE`."],
        ["6.0.0", "The field `user` is new."],
        ["6.2.0", "The fields `argv-mem`, `tot-mem`, `laddr` and `redir` are new; accepts `ID`."],
        ["7.0.0", "The fields `resp`, `multi-mem`, `rbs` and `rbp` are new."],
        ["7.0.3", "The field `ssub` is new."],
        ["7.2.0", "The fields `lib-name` and `lib-ver` are new."],
        ["7.4.0", "The field `watch` is new."],
      ],
    },
    {
      name: "NO-EVICT",
      summary:
        "Exempts the connection from eviction when clients use too much memory, or ends the exemption.",
      since: "7.0.0",
      group: "connection",
      complexity: "O(1)",
      arity: 3,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [{
        name: "enabled",
        type: "oneof",
        args: [
          { name: "on", type: "pure-token", token: "ON" },
          { name: "off", type: "pure-token", token: "OFF" },
        ],
      }],
    },
    {
      name: "NO-TOUCH",
      summary:
        "Keeps the commands of the connection from changing when keys were last used, or allows it again.",
      since: "7.2.0",
      group: "connection",
      complexity: "O(1)",
      arity: 3,
      flags: ["noscript", "loading", "stale"],
      args: [{
        name: "enabled",
        type: "oneof",
        args: [
          { name: "on", type: "pure-token", token: "ON" },
          { name: "off", type: "pure-token", token: "OFF" },
        ],
      }],
    },
    {
      name: "PAUSE",
      summary: "Suspends the commands of clients for a time.",
      since: "2.9.50",
      group: "connection",
      complexity: "O(1)",
      arity: -3,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [
        { name: "timeout", type: "integer" },
        {
          name: "mode",
          type: "oneof",
          since: "6.2.0",
          optional: true,
          args: [
            { name: "write", type: "pure-token", token: "WRITE" },
            { name: "all", type: "pure-token", token: "ALL" },
          ],
        },
      ],
      history: [["6.2.0", "Accepts a mode: `WRITE` or `ALL`."]],
    },
    {
      name: "REPLY",
      summary: "Chooses which commands of the connection are answered.",
      since: "3.2.0",
      group: "connection",
      complexity: "O(1)",
      arity: 3,
      flags: ["noscript", "loading", "stale"],
      args: [{
        name: "on_off_skip",
        type: "oneof",
        args: [
          { name: "on", type: "pure-token", token: "ON" },
          { name: "off", type: "pure-token", token: "OFF" },
          { name: "skip", type: "pure-token", token: "SKIP" },
        ],
      }],
    },
    {
      name: "SETINFO",
      summary: "Records the name or version of the library that opened the connection.",
      since: "7.2.0",
      group: "connection",
      complexity: "O(1)",
      arity: 4,
      flags: ["noscript", "loading", "stale"],
      args: [{
        name: "attr",
        type: "oneof",
        args: [
          { name: "libname", type: "string", token: "LIB-NAME" },
          { name: "libver", type: "string", token: "LIB-VER" },
        ],
      }],
      tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
    },
    {
      name: "SETNAME",
      summary: "Gives the connection a name.",
      since: "2.6.9",
      group: "connection",
      complexity: "O(1)",
      arity: 3,
      flags: ["noscript", "loading", "stale"],
      args: [{ name: "connection-name", type: "string" }],
    },
    {
      name: "TRACKINGINFO",
      summary: "Describes how the keys read by the connection are tracked.",
      since: "6.2.0",
      group: "connection",
      complexity: "O(1)",
      arity: 2,
      flags: ["noscript", "loading", "stale"],
    },
    {
      name: "UNBLOCK",
      summary: "Wakes a client that waits in a blocking command.",
      since: "5.0.0",
      group: "connection",
      complexity: "O(log N), N being the number of connections.",
      arity: -3,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [
        { name: "client-id", type: "integer" },
        {
          name: "timeout_error",
          type: "oneof",
          optional: true,
          args: [
            { name: "timeout", type: "pure-token", token: "TIMEOUT" },
            { name: "error", type: "pure-token", token: "ERROR" },
          ],
        },
      ],
    },
    {
      name: "UNPAUSE",
      summary: "Resumes clients that CLIENT PAUSE suspended.",
      since: "6.2.0",
      group: "connection",
      complexity: "O(N), N being the number of paused clients.",
      arity: 2,
      flags: ["admin", "noscript", "loading", "stale"],
    },
  ],
}, {
  ID({ reply, session }) {
    reply.integer(session.id);
  },
  INFO({ nowMs, reply, session }) {
    reply.verbatim("txt", describeClient(session, nowMs) + "\n");
  },
  LIST(context) {
    const { nowMs, reply, server } = context;
    const isListed = readListFilter(context);
    const lines: string[] = [];
    for (const session of server.sessions.values()) {
      if (isListed(session)) lines.push(describeClient(session, nowMs) + "\n");
    }
    reply.verbatim("txt", lines.join(""));
  },
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
  SETINFO({ args, reply, session }) {
    const word = args.text(2).toLowerCase();
    if (word !== "lib-name" && word !== "lib-ver") {
      throw new ReplyError(`ERR Unrecognized option '${args.shown(2)}'`);
    }
    const value = args.text(3);
    if (!isPlainName(value)) {
      const message = `ERR ${word} cannot contain spaces, newlines or special characters.`;
      throw new ReplyError(message);
    }
    if (word === "lib-name") session.libraryName = value;
    else session.libraryVersion = value;
    reply.ok();
  },
  PAUSE(context) {
    const { args, nowMs, reply, server } = context;
    if (args.count > 4) throw unknownSubcommandUse(context);
    let what: "all" | "write" = "all";
    if (args.count === 4) {
      if (args.is(3, "WRITE")) what = "write";
      else if (!args.is(3, "ALL")) {
        throw new ReplyError("ERR CLIENT PAUSE mode must be WRITE or ALL");
      }
    }
    const timeoutMs = args.integer(2, "ERR timeout is not an integer or out of range");
    if (timeoutMs < 0) throw new ReplyError("ERR timeout is negative");
    const untilMs = nowMs + timeoutMs;
    // A pause may be made longer and stricter, not shorter or milder.
    const { pause } = server;
    const isPaused = pause.untilMs > nowMs;
    server.pause = {
      untilMs: isPaused ? Math.max(pause.untilMs, untilMs) : untilMs,
      what: isPaused && pause.what === "all" ? "all" : what,
    };
    reply.ok();
  },
  UNPAUSE({ reply, server }) {
    // The next tick wakes those who wait, after this turn.
    if (server.pause.untilMs > 0) server.pause.untilMs = 1;
    reply.ok();
  },
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
  UNBLOCK(context) {
    const { args, reply } = context;
    if (args.count > 4) throw unknownSubcommandUse(context);
    if (args.count === 4 && !args.is(3, "TIMEOUT") && !args.is(3, "ERROR")) {
      throw new ReplyError("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
    args.integer(2);
    // No command blocks yet, so nobody can be unblocked.
    reply.integer(0);
  },
  GETREDIR({ reply }) {
    reply.integer(-1);
  },
  TRACKINGINFO({ reply }) {
    reply.map(3);
    reply.text("flags");
    reply.set(1);
    reply.text("off");
    reply.text("redirect");
    reply.integer(-1);
    reply.text("prefixes");
    reply.array(0);
  },
  HELP: help,
});

function isOn(args: Args, i: number): boolean {
  if (args.is(i, "ON")) return true;
  if (args.is(i, "OFF")) return false;
  throw syntaxError();
}

/** `TYPE type` or `ID id …`, or nothing. */
function readListFilter({ args }: Context): Filter {
  if (args.count === 2) return () => true;
  if (args.is(2, "TYPE") && args.count === 4) return byType(args.text(3));
  if (args.is(2, "ID") && args.count > 3) {
    const ids = new Set<number>();
    for (let i = 3; i < args.count; i++) ids.add(args.integer(i, "ERR Invalid client ID"));
    return ({ id }) => ids.has(id);
  }
  throw syntaxError();
}

function kill({ args, nowMs, reply, server, session }: Context): void {
  if (args.count === 3) {
    const address = args.text(2);
    const victim = [...server.sessions.values()].find(({ peer }) => peer.address === address);
    if (victim === undefined) throw new ReplyError("ERR No such client");
    end(victim, session);
    return reply.ok();
  }
  const { filters, skipsMe } = readKillPlan(args, 2, nowMs);
  let killed = 0;
  for (const victim of [...server.sessions.values()]) {
    if (skipsMe && victim === session) continue;
    if (!filters.every((isMeant) => isMeant(victim))) continue;
    end(victim, session);
    killed++;
  }
  reply.integer(killed);
}

/** Ends a connection: another's at once, one's own when the reply is out. */
function end(victim: Session, self: Session): void {
  if (victim === self) victim.isClosing = true;
  else victim.peer.close();
}
