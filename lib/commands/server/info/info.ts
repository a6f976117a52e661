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
  const parts: string[] = [];
  for (const [name, , lines] of SECTIONS) {
    if (!wanted.has(name.toLowerCase())) continue;
    const body = lines(context).map(([key, value]) => `${key}:${value}\r\n`).join("");
    parts.push(`# ${name}\r\n${body}`);
  }
  context.reply.verbatim("txt", parts.join("\r\n"));
});

/** Names of the sections asked for, in small letters; unknown ones are none. */
function sectionsWanted({ args }: Context): Set<string> {
  const wanted = new Set<string>();
  const add = (isIncluded: (isDefault: boolean) => boolean) => {
    for (const [name, isDefault] of SECTIONS) {
      if (isIncluded(isDefault)) wanted.add(name.toLowerCase());
    }
  };
  if (args.count === 1) add((isDefault) => isDefault);
  for (let i = 1; i < args.count; i++) {
    const word = args.text(i).toLowerCase();
    if (word === "all" || word === "everything") add(() => true);
    else if (word === "default") add((isDefault) => isDefault);
    else wanted.add(word);
  }
  return wanted;
}
