/**
 * Replies of a real redis-server, recorded once and compared with ours. Of 8.0 these are left out:
 * what only it has or has no longer, and what depends on the machine (`oom-score-adj`).
 */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

function load(name: string): string {
  return readFileSync(join(here, name), "utf8");
}

function rows<T>(name: string): T[] {
  return load(name).trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** CONFIG GET of a server without a configuration file: name and text. */
export const DEFAULTS: {
  visible: Record<string, string>;
  hidden: Record<string, string>;
} = JSON.parse(load("redis-8.0.6-config.json"));

/** CONFIG SET in a row: its arguments, the reply, and what CONFIG GET says of each name after it. */
export const SETS: [words: string[], reply: string, after: (string | null)[]][] = rows(
  "redis-8.0.6-config-set.jsonl",
);

/** CONFIG GET: patterns, and the names that came back, sorted. */
export const GETS: [patterns: string[], names: string[]][] = rows("redis-8.0.6-config-get.jsonl");

/** CONFIG REWRITE: the file before, options of the command line, changes, and the file after. */
export const REWRITES: {
  name: string;
  before: string;
  args: string[];
  sets: string[][];
  after: string;
}[] = JSON.parse(load("redis-7.0.15-config-rewrite.json"));
