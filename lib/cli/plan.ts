/**
 * The command line of `serve`, read as redis-server reads its own: a file, then `--name value…`
 * for any parameter. Ours are `--config FILE`, `--host ADDRESS…` (which is `bind`) and `--dialect`.
 */

import { ConfigFileError, type Directive, optionDirectives } from "../state/config/file.ts";
import { textToUtf8, utf8ToText } from "../state/config/text.ts";

/** The protocols that `serve` can speak. */
export const DIALECTS = ["redis", "miniature"] as const;
export type Dialect = typeof DIALECTS[number];

/** What `serve` was asked for. */
export interface ServePlan {
  readonly dialect: Dialect;
  /** Configuration files, in order. */
  readonly files: readonly string[];
  /** The settings of the command line; they come after those of the files. */
  readonly directives: readonly Directive[];
}

/** Reads the arguments behind `serve`. Throws ConfigFileError for one that makes no sense. */
export function readPlan(args: readonly string[]): ServePlan {
  const files: string[] = [];
  const directives: Directive[] = [];
  let dialect: Dialect = "redis";
  const words = args.map((arg) => utf8ToText(arg));
  if (words.length > 0 && !words[0].startsWith("-")) files.push(textToUtf8(words.shift()!));
  for (const directive of optionDirectives(spelledOut(words))) {
    if (directive.name === "config") files.push(textToUtf8(onlyWord(directive)));
    else if (directive.name === "dialect") dialect = readDialect(directive);
    else if (directive.name === "host") directives.push({ ...directive, name: "bind" });
    else directives.push(directive);
  }
  return { dialect, files, directives };
}

/** Splits `--host=ADDRESS` and its like; parameters of the table are split by their reader. */
function spelledOut(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const match = /^(--(?:config|dialect|host))=(.*)$/s.exec(word);
    return match ? match.slice(1) : [word];
  });
}

function onlyWord(directive: Directive): string {
  const { words } = directive;
  if (words.length !== 1) throw new ConfigFileError(directive, "wrong number of arguments");
  return words[0];
}

function readDialect(directive: Directive): Dialect {
  const word = onlyWord(directive);
  const found = DIALECTS.find((dialect) => dialect === word.toLowerCase());
  if (found) return found;
  throw new ConfigFileError(directive, `argument must be one of: ${DIALECTS.join(", ")}`);
}
