/** COMMAND INFO: a command as an array of ten. */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { CommandFlag, CommandSpec, KeySpec } from "../spec.ts";
import type { Command } from "../table.ts";

/** What matters to the server alone. */
const HIDDEN: ReadonlySet<CommandFlag> = new Set(["protected", "may_replicate"]);

/** Replies what COMMAND INFO says of one command; null for one that is not there. */
export function writeInfo(reply: ReplyWriter, command: Command | undefined): void {
  if (command === undefined) return reply.null();
  const { spec } = command;
  const [first, last, step] = legacyRange(spec);
  reply.array(10);
  reply.text(command.name);
  reply.integer(spec.arity);
  writeWords(reply, (spec.flags ?? []).filter((flag) => !HIDDEN.has(flag)));
  reply.integer(first);
  reply.integer(last);
  reply.integer(step);
  writeWords(reply, command.categories.map((category) => `@${category}`));
  writeTexts(reply, spec.tips ?? []);
  reply.set(spec.keys?.length ?? 0);
  for (const each of spec.keys ?? []) writeKeySpec(reply, each);
  const subcommands = [...command.subcommands?.values() ?? []];
  // Redis calls an empty list of subcommands a set, and a full one an array.
  if (subcommands.length === 0) reply.set(0);
  else reply.array(subcommands.length);
  for (const sub of subcommands) writeInfo(reply, sub);
}

/**
 * First key, last key, step: what was there before key specifications. Several ranges that follow
 * one another are taken together; what does not fit that form is left out.
 */
function legacyRange({ keys = [] }: CommandSpec): [number, number, number] {
  let [first, end, width] = [0, 0, 0];
  for (const { begin, find } of keys) {
    if (begin === "unknown" || !("index" in begin)) continue;
    if (find === "unknown" || !("last" in find)) continue;
    const { index } = begin;
    const last = find.last >= 0 ? index + find.last : find.last;
    if (keys.length === 1) return [index, last, find.step];
    if (find.step !== 1 || (first > 0 && end !== index - 1)) return [0, 0, 0];
    if (first === 0) first = index;
    end = last;
    width = 1;
  }
  return [first, end, width];
}

function writeWords(reply: ReplyWriter, words: readonly string[]): void {
  reply.set(words.length);
  for (const word of words) reply.simple(word);
}

function writeTexts(reply: ReplyWriter, texts: readonly string[]): void {
  reply.set(texts.length);
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
