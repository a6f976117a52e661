/**
 * The reference of configuration parameters, made from their table.
 *
 *   deno run --allow-write=docs tools/config_reference.ts
 */

import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { wrapped } from "./markdown.ts";
import { type Name, NAMES, type Parameter, parameter } from "../lib/state/config/table.ts";

/** Where the reference lies. */
export const REFERENCE: string = fileURLToPath(
  new URL("../docs/configuration.md", import.meta.url),
);

const INTRODUCTION = `# Configuration

Every parameter of Redis 7.2 and 7.4 can be given in a file (\`serve --config FILE\`), on the command
line (\`--name value\`) and, where the table says so, at run time (\`CONFIG SET name value\`). Values
have the checks and the error texts of Redis; \`CONFIG GET\`, \`CONFIG REWRITE\` and old names work as
there. Sizes are in bytes and may be written with a unit: \`100mb\`, \`1g\`.

At run time: **yes**, **no** (only at the start), or **protected** (only if
\`enable-protected-configs\` allows it).

This page is made by \`tools/config_reference.ts\`.
`;

interface Part {
  readonly title: string;
  readonly about: string;
  readonly has: (row: Parameter<unknown>) => boolean;
}

const PARTS: readonly Part[] = [
  {
    title: "In effect",
    about:
      "These do here what they do in Redis. Without options, `serve` begins with `bind` set to " +
      "127.0.0.1.",
    has: ({ inert }) => inert === undefined,
  },
  {
    title: "Not in effect yet",
    about:
      "These belong to parts of Redis that this server does not have so far. They are checked " +
      "and kept, so that configuration files and clients work.",
    has: ({ inert }) => inert === "yet",
  },
  {
    title: "Without effect",
    about:
      "These are about the inside of Redis (processes, threads, its allocator), about clusters " +
      "or TLS. They are checked and kept, and change nothing.",
    has: ({ inert }) => inert === true,
  },
];

/** The whole page, in Markdown. */
export function configReference(): string {
  return [INTRODUCTION, ...PARTS.map(section)].join("\n");
}

function section({ title, about, has }: Part): string {
  const rows = NAMES.filter((name) => has(parameter(name))).map(cells);
  return [`## ${title}`, "", ...wrapped(about), "", ...table([HEAD, ...rows]), ""].join("\n");
}

const HEAD = ["Parameter", "Default", "At run time"];

function cells(name: Name): string[] {
  const row = parameter(name);
  const names = row.alias === undefined ? `\`${name}\`` : `\`${name}\` (\`${row.alias}\`)`;
  const initial = row.initial === "" ? "(empty)" : `\`${row.initial}\``;
  return [names, initial, row.immutable ? "no" : row.protected ? "protected" : "yes"];
}

/** Lines of a table whose columns stand below each other in the text, too. */
function table(rows: readonly string[][]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const [head, ...rest] = rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rest].map((row) => `| ${row.join(" | ")} |`);
}

if (import.meta.main) fs.writeFileSync(REFERENCE, configReference());
