/** The syntax of commands as the manual writes it. */

import type { ArgSpec, CommandFacts } from "../specs/facts.ts";

/** All arguments: `key value [NX|XX] [EX seconds|PX milliseconds]`. */
export function syntaxOf({ args, subcommands, arity }: CommandFacts, nameWords = 1): string {
  if (args !== undefined && (args.length > 0 || subcommands === undefined)) {
    return args.map(argText).join(" ");
  }
  if (subcommands !== undefined) return "subcommand";
  // Nothing but their number is known.
  const least = Array<string>(Math.max(Math.abs(arity) - nameWords, 0)).fill("arg");
  return [...least, ...arity < 0 ? ["[arg ...]"] : []].join(" ");
}

/** One argument, in brackets if it may be left out. */
export function argText(arg: ArgSpec): string {
  const text = requiredText(arg);
  return arg.optional ? `[${text}]` : text;
}

function requiredText(arg: ArgSpec): string {
  const value = valueText(arg);
  const whole = [tokenOf(arg), value].filter((part) => part !== undefined && part !== "").join(" ");
  return arg.multiple ? `${whole} ${againText(arg)}` : whole;
}

/** How an argument goes on that may be given several times. */
export function againText(arg: ArgSpec): string {
  const value = valueText(arg);
  return arg.multipleToken ? `[${tokenOf(arg)} ${value} ...]` : `[${value} ...]`;
}

/** An argument without the word in front of it. */
export function valueText(arg: ArgSpec): string {
  if (arg.type === "pure-token") return arg.token || '""';
  if (arg.type === "oneof") return (arg.args ?? []).map(requiredText).join("|");
  if (arg.type === "block") return (arg.args ?? []).map(argText).join(" ");
  return arg.display ?? arg.name;
}

/** The word in front of a value; a pure token is a value itself. */
function tokenOf(arg: ArgSpec): string | undefined {
  return arg.type === "pure-token" ? undefined : arg.token;
}
