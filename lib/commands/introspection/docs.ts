/** COMMAND DOCS: a command as a map for people and tools. */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { ArgSpec } from "../spec.ts";
import type { Command } from "../table.ts";

/** Replies the name of a command and its description. */
export function writeDocs(reply: ReplyWriter, command: Command): void {
  const { spec } = command;
  const { history = [], args = [], deprecated } = spec;
  const subcommands = [...command.subcommands?.values() ?? []];
  const docFlags = [
    ...(deprecated === undefined ? [] : ["deprecated"]),
    ...(spec.isInternal ? ["syscmd"] : []),
  ];
  reply.text(command.name);
  reply.map(
    4 + count(docFlags) + (deprecated === undefined ? 0 : 2) + count(history) + count(args) +
      count(subcommands),
  );
  writeField(reply, "summary", spec.summary);
  writeField(reply, "since", spec.since);
  writeField(reply, "group", spec.group);
  writeField(reply, "complexity", spec.complexity);
  if (docFlags.length > 0) {
    reply.text("doc_flags");
    reply.set(docFlags.length);
    for (const flag of docFlags) reply.simple(flag);
  }
  if (deprecated !== undefined) {
    writeField(reply, "deprecated_since", deprecated.since);
    writeField(reply, "replaced_by", deprecated.replacedBy);
  }
  if (history.length > 0) {
    reply.text("history");
    reply.set(history.length);
    for (const [since, change] of history) {
      reply.array(2);
      reply.utf8(since);
      reply.utf8(change);
    }
  }
  writeArgs(reply, args);
  if (subcommands.length > 0) {
    reply.text("subcommands");
    reply.map(subcommands.length);
    for (const sub of subcommands) writeDocs(reply, sub);
  }
}

function writeArgs(reply: ReplyWriter, args: readonly ArgSpec[]): void {
  if (args.length === 0) return;
  reply.text("arguments");
  reply.array(args.length);
  for (const arg of args) writeArg(reply, arg);
}

function writeArg(reply: ReplyWriter, arg: ArgSpec): void {
  const { token, summary, since, deprecatedSince, args = [], keySpec } = arg;
  const flags = [
    ...(arg.optional ? ["optional"] : []),
    ...(arg.multiple ? ["multiple"] : []),
    ...(arg.multipleToken ? ["multiple_token"] : []),
  ];
  const isLeaf = arg.type !== "oneof" && arg.type !== "block";
  const fields: [string, string | undefined][] = [
    ["name", arg.name],
    ["type", arg.type],
    ["display_text", isLeaf ? arg.display ?? arg.name : undefined],
    ["token", token],
    ["summary", summary],
    ["since", since],
    ["deprecated_since", deprecatedSince],
  ];
  const present = fields.filter(([, value]) => value !== undefined);
  reply.map(present.length + (keySpec === undefined ? 0 : 1) + count(flags) + count(args));
  for (const [name, value] of present) {
    writeField(reply, name, value!);
    // Redis puts the index of the key specification behind the display text.
    if (name === "display_text" && keySpec !== undefined) {
      reply.text("key_spec_index");
      reply.integer(keySpec);
    }
  }
  if (flags.length > 0) {
    reply.text("flags");
    reply.set(flags.length);
    for (const flag of flags) reply.simple(flag);
  }
  writeArgs(reply, args);
}

function writeField(reply: ReplyWriter, name: string, value: string): void {
  reply.text(name);
  reply.utf8(value);
}

/** A list that is empty has no field at all. */
function count(list: readonly unknown[]): number {
  return list.length > 0 ? 1 : 0;
}
