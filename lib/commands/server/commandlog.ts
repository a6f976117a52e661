/** COMMANDLOG of Valkey 8.1: commands that took long, or had large requests or replies. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { CommandLog } from "../../state/command_log.ts";
import type { Server } from "../../state/server.ts";
import { container } from "../command.ts";
import { help } from "../help.ts";
import type { ArgSpec } from "../spec.ts";

const TYPE: ArgSpec = {
  name: "type",
  type: "oneof",
  args: [
    { name: "slow", type: "pure-token", token: "SLOW" },
    { name: "large-request", type: "pure-token", token: "LARGE-REQUEST" },
    { name: "large-reply", type: "pure-token", token: "LARGE-REPLY" },
  ],
};

export const COMMANDLOG = container({
  name: "COMMANDLOG",
  summary: "Groups the commands about the logs of commands that stood out.",
  since: "8.1.0",
  group: "server",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "GET",
      summary: "Returns entries of one of the logs, newest first.",
      since: "8.1.0",
      group: "server",
      complexity: "O(N), N being the number of entries returned.",
      arity: 4,
      flags: ["admin", "loading", "stale"],
      args: [{ name: "count", type: "integer" }, TYPE],
      tips: ["request_policy:all_nodes", "nondeterministic_output"],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of COMMANDLOG.",
      since: "8.1.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "LEN",
      summary: "Returns the number of entries in one of the logs.",
      since: "8.1.0",
      group: "server",
      complexity: "O(1)",
      arity: 3,
      flags: ["admin", "loading", "stale"],
      args: [TYPE],
      tips: ["request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output"],
    },
    {
      name: "RESET",
      summary: "Forgets all entries of one of the logs.",
      since: "8.1.0",
      group: "server",
      complexity: "O(N), N being the number of entries.",
      arity: 3,
      flags: ["admin", "loading", "stale"],
      args: [TYPE],
      tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
    },
  ],
}, {
  GET({ args, reply, server }) {
    const count = readCount(args, 2);
    replyEntries(reply, logOf(server, args, 3), count);
  },
  LEN({ args, reply, server }) {
    reply.integer(logOf(server, args, 2).entries.length);
  },
  RESET({ args, reply, server }) {
    logOf(server, args, 2).clear();
    reply.ok();
  },
  HELP: help,
});

/** How many entries are asked for; -1 for all. */
export function readCount(args: Args, i: number): number {
  const message = "ERR count should be greater than or equal to -1";
  return args.integerWithin(i, -1, Number.MAX_SAFE_INTEGER, message);
}

/** Replies the latest entries of a log. */
export function replyEntries(reply: ReplyWriter, { entries }: CommandLog, count: number): void {
  const shown = count === -1 ? entries : entries.slice(0, count);
  reply.array(shown.length);
  for (const { id, atSeconds, amount, args, address, clientName } of shown) {
    reply.array(6);
    reply.integer(id);
    reply.integer(atSeconds);
    reply.integer(amount);
    reply.array(args.length);
    for (const word of args) reply.text(word);
    reply.text(address);
    reply.text(clientName);
  }
}

function logOf(
  { slowLog, largeRequests, largeReplies }: Server,
  args: Args,
  i: number,
): CommandLog {
  if (args.is(i, "SLOW")) return slowLog;
  if (args.is(i, "LARGE-REQUEST")) return largeRequests;
  if (args.is(i, "LARGE-REPLY")) return largeReplies;
  throw new ReplyError(
    "ERR type should be one of the following: slow, large-request, large-reply",
  );
}
