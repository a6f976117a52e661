/** COMMAND INFO: a command as an array of ten. */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { CommandSpec, KeySpec } from "../spec.ts";
import type { Command } from "../table.ts";

/** Replies what COMMAND INFO says of one command; null for one that is not there. */
export function writeInfo(reply: ReplyWriter, command: Command | undefined): void {
  if (command === undefined) return reply.null();
  const { spec } = command;
  const [first, last, step] = legacyRange(spec);
  reply.array(10);
  reply.text(command.name);
  reply.integer(spec.arity);
  // That it is protected is a matter of configuration, not of clients.
  writeWords(reply, (spec.flags ?? []).filter((flag) => flag !== "protected"));
  reply.integer(first);
  reply.integer(last);
  reply.integer(step);
  writeWords(reply, command.categories.map((category) => `@${category}`));
  writeTexts(reply, spec.tips ?? []);
  reply.array(spec.keys?.length ?? 0);
  for (const each of spec.keys ?? []) writeKeySpec(reply, each);
  const subcommands = [...command.subcommands?.values() ?? []];
  reply.array(subcommands.length);
  for (const sub of subcommands) writeInfo(reply, sub);
}

/** First key, last key, step: what was there before key specifications. */
function legacyRange({ keys = [] }: CommandSpec): [number, number, number] {
  const spec = keys.find(({ begin, find }) =>
    begin !== "unknown" && "index" in begin && find !== "unknown" && "last" in find
  );
  if (spec === undefined) return [0, 0, 0];
  const { index } = spec.begin as { index: number };
  const { last, step } = spec.find as { last: number; step: number };
  return [index, last >= 0 ? index + last : last, step];
}

function writeWords(reply: ReplyWriter, words: readonly string[]): void {
  reply.set(words.length);
  for (const word of words) reply.simple(word);
}

function writeTexts(reply: ReplyWriter, texts: readonly string[]): void {
  reply.array(texts.length);
  for (const text of texts) reply.text(text);
}

function writeKeySpec(reply: ReplyWriter, { notes, flags, begin, find }: KeySpec): void {
  reply.map(notes === undefined ? 3 : 4);
  if (notes !== undefined) {
    reply.text("notes");
    reply.text(notes);
  }
  reply.text("flags");
  writeWords(reply, flags);
  reply.text("begin_search");
  if (begin === "unknown") writeSearch(reply, "unknown", []);
  else if ("index" in begin) writeSearch(reply, "index", [["index", begin.index]]);
  else {
    const { keyword, startFrom } = begin;
    writeSearch(reply, "keyword", [["keyword", keyword], ["startfrom", startFrom]]);
  }
  reply.text("find_keys");
  if (find === "unknown") writeSearch(reply, "unknown", []);
  else if ("last" in find) {
    const { last, step, limit } = find;
    writeSearch(reply, "range", [["lastkey", last], ["keystep", step], ["limit", limit]]);
  } else {
    const { keynumIndex, firstKey, step } = find;
    writeSearch(reply, "keynum", [
      ["keynumidx", keynumIndex],
      ["firstkey", firstKey],
      ["keystep", step],
    ]);
  }
}

function writeSearch(
  reply: ReplyWriter,
  type: string,
  spec: readonly (readonly [string, string | number])[],
): void {
  reply.map(2);
  reply.text("type");
  reply.text(type);
  reply.text("spec");
  reply.map(spec.length);
  for (const [name, value] of spec) {
    reply.text(name);
    if (typeof value === "number") reply.integer(value);
    else reply.text(value);
  }
}
