/** INFO: what the server says of itself, in sections. */

import { command } from "../../command.ts";
import type { Context } from "../../context.ts";
import { SECTIONS } from "./sections.ts";

export const INFO = command({
  name: "INFO",
  summary: "Returns facts and statistics about the server.",
  since: "1.0.0",
  group: "server",
  complexity: "O(1)",
  arity: -1,
  flags: ["loading", "stale"],
  args: [{ name: "section", type: "string", optional: true, multiple: true }],
  categories: ["dangerous"],
  tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
  history: [["7.0.0", "Accepts several sections."]],
}, (context) => {
  const wanted = sectionsWanted(context);
  const parts = SECTIONS.filter(({ title }) => wanted.has(title)).map(({ title, lines }) =>
    [`# ${title}`, ...lines(context).map(([name, value]) => `${name}:${value}`), ""].join("\r\n")
  );
  context.reply.verbatim("txt", parts.join("\r\n"));
});

/** The titles of the sections asked for. What is no section asks for nothing. */
function sectionsWanted({ args }: Context): Set<string> {
  const wanted = new Set<string>();
  const words = new Set<string>();
  for (let i = 1; i < args.count; i++) words.add(args.text(i).toLowerCase());
  if (args.count === 1) words.add("default");
  const isAll = words.has("everything") || words.has("all");
  const isDefault = isAll || words.has("default");
  for (const { title, isExtra } of SECTIONS) {
    if (isAll || (isDefault && !isExtra) || words.has(title.toLowerCase())) wanted.add(title);
  }
  return wanted;
}
