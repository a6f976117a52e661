/**
 * The list of commands, made from what they say about themselves.
 *
 *   deno run --allow-write=docs tools/command_reference.ts
 */

import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { wrapped } from "./markdown.ts";
import { COMMANDS } from "../lib/commands/mod.ts";
import type { CommandGroup, CommandSpec } from "../lib/commands/spec.ts";

/** Where the list lies. */
export const REFERENCE: string = fileURLToPath(new URL("../docs/commands.md", import.meta.url));

const INTRODUCTION = `# Commands

What is there, with all options of Redis 7.4 and some of later versions; \`COMMAND DOCS\` tells the
rest. A command that is not in this list is answered \`ERR unknown command\`.

This page is made by \`tools/command_reference.ts\`.
`;

/** In the order of the page. */
const TITLES: readonly (readonly [CommandGroup, title: string])[] = [
  ["string", "Strings"],
  ["bitmap", "Bitmaps"],
  ["hyperloglog", "HyperLogLog"],
  ["list", "Lists"],
  ["hash", "Hashes"],
  ["set", "Sets"],
  ["sorted-set", "Sorted sets"],
  ["geo", "Geo"],
  ["stream", "Streams"],
  ["generic", "Keys"],
  ["pubsub", "Publish and subscribe"],
  ["transactions", "Transactions"],
  ["scripting", "Scripts"],
  ["connection", "Connection"],
  ["server", "Server"],
  ["cluster", "Cluster"],
];

/** The page, in Markdown. */
export function commandReference(): string {
  const parts = TITLES.map(([group, title]) => {
    const own = COMMANDS.filter((spec) => spec.group === group);
    const lines = own.sort((a, b) => a.name < b.name ? -1 : 1).map(line);
    return own.length === 0 ? "" : `\n## ${title}\n\n${lines.join("")}`;
  });
  return INTRODUCTION + parts.join("");
}

function line({ name, summary, subcommands = [] }: CommandSpec): string {
  const subs = subcommands.map((sub) => item("  ", sub.name, sub.summary));
  return item("", name, summary) + subs.join("");
}

function item(indent: string, name: string, summary: string): string {
  const lines = wrapped(`${indent}- **${name}**: ${summary}`, `${indent}  `);
  return lines.map((text) => `${text}\n`).join("");
}

if (import.meta.main) fs.writeFileSync(REFERENCE, commandReference());
