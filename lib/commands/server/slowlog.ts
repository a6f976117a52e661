/** SLOWLOG: the commands that took long. */

import { container } from "../command.ts";
import { help } from "../help.ts";
import { ReplyError } from "../../resp/errors.ts";
import { readCount, replyEntries } from "./commandlog.ts";

const SHOWN = 10;

export const SLOWLOG = container({
  name: "SLOWLOG",
  summary: "Groups the commands about the log of slow commands.",
  since: "2.2.12",
  group: "server",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "GET",
      summary: "Returns entries of the slow log, newest first.",
      since: "2.2.12",
      group: "server",
      complexity: "O(N), N being the number of entries returned.",
      arity: -2,
      flags: ["admin", "loading", "stale"],
      args: [{ name: "count", type: "integer", optional: true }],
      tips: ["request_policy:all_nodes", "nondeterministic_output"],
      history: [["4.0.0", "The address and name of the client are returned too."]],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of SLOWLOG.",
      since: "6.2.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "LEN",
      summary: "Returns the number of entries in the slow log.",
      since: "2.2.12",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["admin", "loading", "stale"],
      tips: ["request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output"],
    },
    {
      name: "RESET",
      summary: "Forgets all entries of the slow log.",
      since: "2.2.12",
      group: "server",
      complexity: "O(N), N being the number of entries.",
      arity: 2,
      flags: ["admin", "loading", "stale"],
      tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
    },
  ],
}, {
  GET({ args, reply, server }) {
    if (args.count > 3) {
      throw new ReplyError(
        `ERR unknown subcommand or wrong number of arguments for '${args.shown(1)}'. ` +
          "Try SLOWLOG HELP.",
      );
    }
    replyEntries(reply, server.slowLog, args.count > 2 ? readCount(args, 2) : SHOWN);
  },
  LEN({ reply, server }) {
    reply.integer(server.slowLog.entries.length);
  },
  RESET({ reply, server }) {
    server.slowLog.clear();
    reply.ok();
  },
  HELP: help,
});
