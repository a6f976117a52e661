/** CONFIG: parameters at run time. */

import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import { SYNTAX_ERROR, wrongNumberOfArguments } from "../messages.ts";
import { ReplyError } from "../../resp/errors.ts";
import { ConfigError } from "../../state/config/error.ts";

export const CONFIG = container({
  name: "CONFIG",
  summary: "Groups the commands about the configuration.",
  since: "2.0.0",
  group: "server",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "GET",
      summary: "Returns the parameters that match the given patterns.",
      since: "2.0.0",
      group: "server",
      complexity: "O(N), N being the number of parameters.",
      arity: -3,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [{ name: "parameter", type: "string", multiple: true }],
      history: [["7.0.0", "Accepts several patterns."]],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of CONFIG.",
      since: "5.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "RESETSTAT",
      summary: "Sets the statistics of the server back to zero.",
      since: "2.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["admin", "noscript", "loading", "stale"],
      tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
    },
    {
      name: "REWRITE",
      summary: "Writes the running configuration to the configuration file.",
      since: "2.8.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["admin", "noscript", "loading", "stale"],
      tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
    },
    {
      name: "SET",
      summary: "Sets parameters of the running server, all or none of them.",
      since: "2.0.0",
      group: "server",
      complexity: "O(N), N being the number of parameters.",
      arity: -4,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [{
        name: "data",
        type: "block",
        multiple: true,
        args: [
          { name: "parameter", type: "string" },
          { name: "value", type: "string" },
        ],
      }],
      tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
      history: [["7.0.0", "Accepts several parameters."]],
    },
  ],
}, {
  GET({ args, reply, server }) {
    const patterns: string[] = [];
    for (let i = 2; i < args.count; i++) patterns.push(args.text(i));
    const pairs = server.config.get(patterns);
    reply.map(pairs.length);
    for (const [name, text] of pairs) {
      reply.text(name);
      reply.text(text);
    }
  },
  SET: setParameters,
  RESETSTAT({ commands, reply, server }) {
    server.resetStats();
    for (const command of commands.all.values()) {
      command.resetStats();
      for (const sub of command.subcommands?.values() ?? []) sub.resetStats();
    }
    reply.ok();
  },
  REWRITE({ reply, server: { host } }) {
    if (host.configFile === "") {
      throw new ReplyError("ERR The server is running without a config file");
    }
    try {
      host.rewriteConfig();
    } catch (error) {
      host.log("warning", `CONFIG REWRITE failed: ${(error as Error).message}`);
      throw new ReplyError(`ERR Rewriting config file: ${(error as Error).message}`);
    }
    reply.ok();
  },
  HELP: help,
});

function setParameters({ args, reply, server, session }: Context): void {
  if (args.count < 4) throw wrongNumberOfArguments("config|set");
  if (args.count % 2 !== 0) throw new ReplyError(SYNTAX_ERROR);
  const pairs: [string, string][] = [];
  for (let i = 2; i < args.count; i += 2) pairs.push([args.text(i), args.text(i + 1)]);
  try {
    server.config.set(pairs, { local: session.peer.isLocal });
  } catch (error) {
    if (error instanceof ConfigError) throw new ReplyError(error.message);
    throw error;
  }
  reply.ok();
}
