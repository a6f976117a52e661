/** MODULE: there are no modules here, and none can be loaded. */

import { ReplyError } from "../../resp/errors.ts";
import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";

export const MODULE = container({
  name: "MODULE",
  summary: "Groups the commands about modules, of which there are none here.",
  since: "4.0.0",
  group: "server",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "HELP",
      summary: "Describes the subcommands of MODULE.",
      since: "5.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "LIST",
      summary: "Lists the modules that are loaded.",
      since: "4.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["admin", "noscript"],
      tips: ["nondeterministic_output_order"],
    },
    {
      name: "LOAD",
      summary: "Loads a module.",
      since: "4.0.0",
      group: "server",
      complexity: "O(1)",
      arity: -3,
      flags: ["admin", "noscript", "protected", "no_async_loading"],
      args: [
        { name: "path", type: "string" },
        { name: "arg", type: "string", optional: true, multiple: true },
      ],
    },
    {
      name: "LOADEX",
      summary: "Loads a module, with parameters of its own.",
      since: "7.0.0",
      group: "server",
      complexity: "O(1)",
      arity: -3,
      flags: ["admin", "noscript", "protected", "no_async_loading"],
      args: [
        { name: "path", type: "string" },
        {
          name: "configs",
          type: "block",
          token: "CONFIG",
          optional: true,
          multiple: true,
          multipleToken: true,
          args: [{ name: "name", type: "string" }, { name: "value", type: "string" }],
        },
        { name: "args", type: "string", token: "ARGS", optional: true, multiple: true },
      ],
    },
    {
      name: "UNLOAD",
      summary: "Removes a module.",
      since: "4.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 3,
      flags: ["admin", "noscript", "protected", "no_async_loading"],
      args: [{ name: "name", type: "string" }],
    },
  ],
}, {
  LIST({ reply }) {
    reply.array(0);
  },
  LOAD: cannotLoad,
  LOADEX: cannotLoad,
  UNLOAD() {
    throw new ReplyError("ERR Error unloading module: no such module with that name");
  },
  HELP: help,
});

function cannotLoad({ args, server }: Context): void {
  server.host.log("warning", `Cannot load ${args.shown(2)}: there are no modules here`);
  throw new ReplyError("ERR Error loading the extension. Please check the server logs.");
}
