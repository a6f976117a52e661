/** HELP of a container: what its subcommands say about themselves, in the form of Redis. */

import type { Execute } from "./context.ts";
import type { ReplyWriter } from "../resp/reply_writer.ts";
import type { ArgSpec } from "./spec.ts";

const LINE_MAX = 76;

/** The function of any container's HELP. */
export const help: Execute = ({ args, commands, reply }) => {
  const { name, subcommands = [] } = commands.find(args)!.spec;
  const topics = subcommands.filter((sub) => sub.name !== "HELP").map((sub) => ({
    usage: [sub.name, synopsis(sub.args)].filter((part) => part !== "").join(" "),
    about: sub.summary,
  }));
  replyHelp(reply, name, topics);
};

/** Replies the help of a container: how each subcommand is called, and what it does. */
export function replyHelp(
  reply: ReplyWriter,
  name: string,
  topics: readonly { readonly usage: string; readonly about: string }[],
): void {
  const lines = [`${name} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`];
  for (const { usage, about } of topics) lines.push(usage, ...wrapped(about));
  lines.push("HELP", "    Prints this help.");
  reply.array(lines.length);
  for (const line of lines) reply.simple(line);
}

/** Arguments as a person reads them: `<key> [DB <destination-db>] [REPLACE]`. */
export function synopsis(args: readonly ArgSpec[] = []): string {
  return args.map(describe).join(" ");
}

function describe(arg: ArgSpec): string {
  const one = token(arg);
  const many = arg.multiple ? `${one} [${arg.multipleToken ? one : plain(arg)} ...]` : one;
  return arg.optional ? `[${many}]` : many;
}

function token(arg: ArgSpec): string {
  if (arg.type === "pure-token") return arg.token!;
  return arg.token === undefined ? plain(arg) : `${arg.token} ${plain(arg)}`;
}

function plain({ type, name, display, args = [] }: ArgSpec): string {
  if (type === "oneof") return args.map(describe).join("|");
  return type === "block" ? synopsis(args) : `<${display ?? name}>`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "   ";
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > LINE_MAX) {
      lines.push(line);
      line = "   ";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
