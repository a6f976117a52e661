/** The answers to `help`. */

import { syntaxOf, valueText } from "./grammar/syntax.ts";
import { CommandBook } from "./specs/book.ts";
import { nearest } from "../nearest.ts";
import type { ArgSpec, CommandFacts } from "./specs/facts.ts";

/** How help is coloured; without a terminal, it is not. */
export interface HelpStyle {
  name(text: string): string;
  syntax(text: string): string;
  label(text: string): string;
}

const GENERAL_HELP = `Type  help COMMAND  for help on a command
      help @GROUP   for the commands of a group
      \\?            for the commands of the prompt itself
      TAB           to complete, Ctrl-R to search in what was typed before
      clear         to clear the screen
      quit          to leave
`;

/** The answer to `help`, `help COMMAND [SUBCOMMAND]` and `help @GROUP`. */
export function help(
  known: CommandBook | readonly CommandFacts[],
  words: readonly string[],
  style: HelpStyle,
): string {
  const book = known instanceof CommandBook ? known : new CommandBook([known]);
  if (words.length === 0) return GENERAL_HELP + groupsText(book);
  if (words[0].startsWith("@")) {
    const group = words[0].slice(1).toLowerCase().replaceAll("_", "-");
    const members = [...book.all()].filter((facts) => facts.group.replaceAll("_", "-") === group);
    if (members.length === 0) return `There is no group ${words[0]}\n${groupsText(book)}`;
    return members.map((facts) => entry(facts.name, facts, style)).join("");
  }
  const found = book.find(words);
  if (found === null) {
    const near = nearest(words[0].toUpperCase(), book.names);
    return `There is no command ${words[0]}${
      near === undefined ? "" : `; did you mean ${near}?`
    }\n`;
  }
  const { facts, name, nameWords } = found;
  const subcommands = (facts.subcommands ?? []).map((sub) =>
    entry(`${name} ${sub.name}`, sub, style, 2)
  );
  return entry(name, facts, style, nameWords, true) + subcommands.join("");
}

function groupsText(book: CommandBook): string {
  const groups = [...new Set([...book.all()].map(({ group }) => group))].filter(Boolean).sort();
  return groups.length === 0 ? "" : `\nGroups: ${groups.map((group) => `@${group}`).join(" ")}\n`;
}

/** A command in some lines; `isLong`: with all that is known. */
function entry(
  name: string,
  facts: CommandFacts,
  style: HelpStyle,
  nameWords = 1,
  isLong = false,
): string {
  const { summary, since, group, complexity, deprecated, args = [], history = [] } = facts;
  const fields: [label: string, text: string][] = [
    ["summary", summary],
    ["since", since],
    ["group", group],
  ];
  if (isLong) {
    fields.push(["complexity", complexity]);
    if (deprecated !== undefined) {
      const { since, replacedBy } = deprecated;
      fields.push([
        "deprecated",
        `since ${since}${replacedBy === "" ? "" : `, use ${replacedBy}`}`,
      ]);
    }
  }
  const lines = fields.filter(([, text]) => text !== "")
    .map(([label, text]) => `  ${style.label(`${label}:`)} ${text}\n`);
  if (isLong) {
    const tree = isPlain(args) ? [] : args.flatMap((arg) => branch(arg, 4));
    if (tree.length > 0) lines.push(`  ${style.label("arguments:")}\n`, ...tree);
    const changes = history.map(([since, change]) => `    ${since.padEnd(8)} ${change}\n`);
    if (changes.length > 0) lines.push(`  ${style.label("history:")}\n`, ...changes);
  }
  const syntax = syntaxOf(facts, nameWords);
  return `\n  ${style.name(name)} ${style.syntax(syntax)}\n${lines.join("")}\n`;
}

/** Whether the syntax says all there is to say about the arguments. */
function isPlain(args: readonly ArgSpec[]): boolean {
  return args.every(({ type, since, summary, token }) =>
    type !== "oneof" && type !== "block" && !since && !summary && token === undefined
  );
}

const COLUMN = 40;

/** An argument, and below it the arguments that it is made of. */
function branch(arg: ArgSpec, indent: number): string[] {
  const { type, token, args = [], optional, multiple, since, summary, deprecatedSince } = arg;
  const isLeaf = type !== "oneof" && type !== "block";
  const inner = isLeaf ? valueText(arg) : type === "oneof" ? "one of" : "";
  const own = [type === "pure-token" ? undefined : token, inner].filter(Boolean).join(" ");
  const text = own === "" ? "all of" : own;
  const left = `${" ".repeat(indent)}${optional ? `[${text}]` : text}${multiple ? " ..." : ""}`;
  const notes = [
    isLeaf && type !== "pure-token" && type !== arg.name ? type : "",
    since ? `since ${since}` : "",
    deprecatedSince ? `deprecated since ${deprecatedSince}` : "",
    summary ?? "",
  ].filter((note) => note !== "").join(", ");
  const line = notes === "" ? left : `${left.padEnd(COLUMN)} ${notes}`;
  return [`${line}\n`, ...args.flatMap((part) => branch(part, indent + 2))];
}
