/** COMMAND: what commands there are, and what they say of themselves. */

import { Args, fromLatin1 } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { globMatch } from "../../types/glob.ts";
import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import { findKeys, type KeyPlace, takesKeys } from "../keys.ts";
import { syntaxError } from "../messages.ts";
import type { ArgSpec } from "../spec.ts";
import type { Command } from "../table.ts";
import { writeDocs } from "./docs.ts";
import { writeInfo } from "./info.ts";

const FULL_COMMAND_ARGS: readonly ArgSpec[] = [
  { name: "command", type: "string" },
  { name: "arg", type: "string", optional: true, multiple: true },
];

export const COMMAND = container({
  name: "COMMAND",
  summary: "Describes all commands.",
  since: "2.8.13",
  group: "server",
  complexity: "O(N), N being the number of commands.",
  arity: -1,
  flags: ["loading", "stale"],
  categories: ["connection"],
  tips: ["nondeterministic_output_order"],
  subcommands: [
    {
      name: "COUNT",
      summary: "Returns the number of commands.",
      since: "2.8.13",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
      categories: ["connection"],
    },
    {
      name: "DOCS",
      summary: "Returns the documentation of commands.",
      since: "7.0.0",
      group: "server",
      complexity: "O(N), N being the number of commands described.",
      arity: -2,
      flags: ["loading", "stale"],
      args: [{ name: "command-name", type: "string", optional: true, multiple: true }],
      categories: ["connection"],
      tips: ["nondeterministic_output_order"],
    },
    {
      name: "GETKEYS",
      summary: "Returns the keys that a complete command names.",
      since: "2.8.13",
      group: "server",
      complexity: "O(N), N being the number of arguments.",
      arity: -3,
      flags: ["loading", "stale"],
      args: FULL_COMMAND_ARGS,
      categories: ["connection"],
    },
    {
      name: "GETKEYSANDFLAGS",
      summary: "Returns the keys that a complete command names, and how it uses each.",
      since: "7.0.0",
      group: "server",
      complexity: "O(N), N being the number of arguments.",
      arity: -3,
      flags: ["loading", "stale"],
      args: FULL_COMMAND_ARGS,
      categories: ["connection"],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of COMMAND.",
      since: "5.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
      categories: ["connection"],
    },
    {
      name: "INFO",
      summary: "Describes one, several or all commands.",
      since: "2.8.13",
      group: "server",
      complexity: "O(N), N being the number of commands described.",
      arity: -2,
      flags: ["loading", "stale"],
      args: [{ name: "command-name", type: "string", optional: true, multiple: true }],
      categories: ["connection"],
      tips: ["nondeterministic_output_order"],
      history: [["7.0.0", "Describes all commands when none is named."]],
    },
    {
      name: "LIST",
      summary: "Lists the names of commands, all or filtered.",
      since: "7.0.0",
      group: "server",
      complexity: "O(N), N being the number of commands.",
      arity: -2,
      flags: ["loading", "stale"],
      args: [{
        name: "filterby",
        type: "oneof",
        token: "FILTERBY",
        optional: true,
        args: [
          { name: "module-name", type: "string", token: "MODULE" },
          { name: "category", type: "string", token: "ACLCAT" },
          { name: "pattern", type: "pattern", token: "PATTERN" },
        ],
      }],
      categories: ["connection"],
      tips: ["nondeterministic_output_order"],
    },
  ],
}, {
  COUNT({ commands, reply }) {
    reply.integer(commands.all.size);
  },
  INFO(context) {
    const chosen = named(context) ?? [...context.commands.all.values()];
    context.reply.array(chosen.length);
    for (const command of chosen) writeInfo(context.reply, command);
  },
  DOCS(context) {
    const chosen = named(context)?.filter((command) => command !== undefined) ??
      [...context.commands.all.values()];
    context.reply.map(chosen.length);
    for (const command of chosen) writeDocs(context.reply, command);
  },
  LIST(context) {
    const isListed = readFilter(context);
    const names: string[] = [];
    for (const command of context.commands.all.values()) {
      if (isListed(command)) names.push(command.name);
      for (const sub of command.subcommands?.values() ?? []) {
        if (isListed(sub)) names.push(sub.name);
      }
    }
    context.reply.array(names.length);
    for (const name of names) context.reply.text(name);
  },
  GETKEYS(context) {
    const { args, reply } = context;
    const places = keysOf(context);
    reply.array(places.length);
    for (const { index } of places) {
      reply.bulk(args.bytes, args.start(index + 2), args.end(index + 2));
    }
  },
  GETKEYSANDFLAGS(context) {
    const { args, reply } = context;
    const places = keysOf(context);
    reply.array(places.length);
    for (const { index, flags } of places) {
      reply.array(2);
      reply.bulk(args.bytes, args.start(index + 2), args.end(index + 2));
      reply.set(flags.length);
      for (const flag of flags) reply.simple(flag);
    }
  },
  HELP: help,
}, ({ commands, reply }) => {
  reply.array(commands.all.size);
  for (const command of commands.all.values()) writeInfo(reply, command);
});

/** The commands named behind the subcommand, or null if none is. */
function named({ args, commands }: Context): (Command | undefined)[] | null {
  if (args.count === 2) return null;
  return Array.from({ length: args.count - 2 }, (_, i) => commands.byName(args.text(i + 2)));
}

const everything = (): boolean => true;

/** `FILTERBY MODULE name | ACLCAT category | PATTERN pattern`. */
function readFilter({ args }: Context): (command: Command) => boolean {
  if (args.count === 2) return everything;
  if (args.count !== 5 || !args.is(2, "FILTERBY")) throw syntaxError();
  const value = args.text(4).toLowerCase();
  if (args.is(3, "MODULE")) return () => false;
  if (args.is(3, "ACLCAT")) return ({ categories }) => categories.includes(value);
  if (!args.is(3, "PATTERN")) throw syntaxError();
  const pattern = args.copy(4);
  return ({ name }) =>
    globMatch(pattern, 0, pattern.length, fromLatin1(name), 0, name.length, true);
}

/** The keys of the command that stands behind the subcommand. */
function keysOf({ args, commands }: Context): KeyPlace[] {
  const inner = new Args(args.bytes);
  for (let i = 2; i < args.count; i++) inner.push(args.start(i), args.end(i));
  let command = commands.find(inner);
  if (command?.subcommands && inner.count > 1) {
    command = command.subcommands.get(inner.word(1));
  }
  if (command === undefined) throw new ReplyError("ERR Invalid command specified");
  const { arity, spec } = command;
  if (!takesKeys(spec)) {
    throw new ReplyError("ERR The command has no key arguments");
  }
  if (arity > 0 ? inner.count !== arity : inner.count < -arity) {
    throw new ReplyError("ERR Invalid number of arguments specified for command");
  }
  const places = findKeys(spec, inner);
  if (places.length === 0 && !spec.flags?.includes("no_mandatory_keys")) {
    throw new ReplyError("ERR Invalid arguments specified for command");
  }
  return places;
}
