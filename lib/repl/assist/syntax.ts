/** The syntax of commands, from what they say about themselves: as text, and as far as it is typed. */

import type { ArgSpec, CommandSpec } from "../../commands/spec.ts";

/** A command found by its name, and how many words name it. */
export interface FoundCommand {
  readonly spec: CommandSpec;
  /** `CLIENT GETNAME` */
  readonly name: string;
  readonly nameWords: number;
}

/** The command, or the subcommand, that these words begin with. Case does not matter. */
export function findCommand(
  specs: readonly CommandSpec[],
  words: readonly string[],
): FoundCommand | null {
  const named = (list: readonly CommandSpec[], word: string | undefined) =>
    word === undefined ? undefined : list.find(({ name }) => name === word.toUpperCase());
  const spec = named(specs, words[0]);
  if (spec === undefined) return null;
  const sub = named(spec.subcommands ?? [], words[1]);
  return sub === undefined
    ? { spec, name: spec.name, nameWords: 1 }
    : { spec: sub, name: `${spec.name} ${sub.name}`, nameWords: 2 };
}

/** All arguments, as the manual writes them: `key value [NX|XX] [EX seconds|PX milliseconds]`. */
export function syntaxOf({ args, subcommands }: CommandSpec): string {
  if (args === undefined) return subcommands === undefined ? "" : "subcommand";
  return args.map(argText).join(" ");
}

function argText(arg: ArgSpec): string {
  const text = requiredText(arg);
  return arg.optional ? `[${text}]` : text;
}

function requiredText(arg: ArgSpec): string {
  const value = valueText(arg);
  const whole = [tokenOf(arg), value].filter((part) => part !== undefined && part !== "").join(" ");
  return arg.multiple ? `${whole} ${againText(arg)}` : whole;
}

/** How an argument goes on that may be given several times. */
function againText(arg: ArgSpec): string {
  const value = valueText(arg);
  return arg.multipleToken ? `[${tokenOf(arg)} ${value} ...]` : `[${value} ...]`;
}

function valueText(arg: ArgSpec): string {
  if (arg.type === "pure-token") return arg.token!;
  if (arg.type === "oneof") return arg.args!.map(argText).join("|");
  if (arg.type === "block") return arg.args!.map(argText).join(" ");
  return arg.display ?? arg.name;
}

/** The word in front of a value; a pure token is a value itself. */
function tokenOf(arg: ArgSpec): string | undefined {
  return arg.type === "pure-token" ? undefined : arg.token;
}

/** A piece of syntax that is still to come. */
export interface Expected {
  readonly text: string;
  /** The literal words it may begin with. */
  readonly tokens: readonly string[];
  readonly isOptional: boolean;
}

interface Match {
  /** The index of the first word that was not consumed. */
  readonly at: number;
  /** What the words leave open, if they were all consumed. */
  readonly rest: readonly Expected[];
}

/** What may follow these arguments; null if they do not fit the syntax, or are too many. */
export function expectedAfter(spec: CommandSpec, words: readonly string[]): Expected[] | null {
  const { at, rest } = matchSequence(spec.args ?? [], words, 0);
  return at < words.length ? null : [...rest];
}

/** Neighbouring optional arguments may come in any order. */
function matchSequence(args: readonly ArgSpec[], words: readonly string[], at: number): Match {
  for (let i = 0; i < args.length;) {
    if (at === words.length) return { at, rest: args.slice(i).map(expectedOf) };
    let end = i;
    while (end < args.length && args[end].optional) end++;
    const open = args.slice(i, Math.max(end, i + 1));
    const later = args.slice(i + open.length);
    let rest: readonly Expected[] = [];
    while (at < words.length) {
      const stops = new Set([...open, ...later].flatMap(tokensOf));
      const matches = open.map((arg) => matchOne(arg, words, at, stops));
      const chosen = matches.findIndex((match) => match.at > at);
      if (chosen < 0) break;
      ({ at, rest } = matches[chosen]);
      open.splice(chosen, 1);
    }
    if (at === words.length) {
      return { at, rest: [...rest, ...[...open, ...later].map(expectedOf)] };
    }
    if (open.some(({ optional }) => !optional)) return { at, rest: [] };
    i = args.length - later.length;
  }
  return { at, rest: [] };
}

/** One argument with its repetitions; `stops` are the words that begin something else. */
function matchOne(
  arg: ArgSpec,
  words: readonly string[],
  from: number,
  stops: ReadonlySet<string>,
): Match {
  let match = matchOnce(arg, words, from, !arg.optional);
  if (!arg.multiple || match.at === from) return match;
  const again = arg.multipleToken ? arg : { ...arg, token: undefined };
  while (match.at < words.length) {
    if (!arg.multipleToken && stops.has(words[match.at].toUpperCase())) return match;
    const next = matchOnce(again, words, match.at, true);
    if (next.at === match.at) return match;
    match = next;
  }
  const more = {
    text: againText(arg),
    tokens: arg.multipleToken ? [arg.token!] : valueTokens(arg),
    isOptional: true,
  };
  return { at: match.at, rest: [...match.rest, more] };
}

function matchOnce(
  arg: ArgSpec,
  words: readonly string[],
  from: number,
  isSure: boolean,
): Match {
  const token = tokenOf(arg);
  let at = from;
  if (token !== undefined && words[at++].toUpperCase() !== token) return { at: from, rest: [] };
  if (at === words.length) {
    return {
      at,
      rest: [{ text: valueText(arg), tokens: valueTokens(arg), isOptional: false }],
    };
  }
  switch (arg.type) {
    case "pure-token":
      return { at: words[at].toUpperCase() === arg.token ? at + 1 : from, rest: [] };
    case "block": {
      const match = matchSequence(arg.args!, words, at);
      return match.at === at ? { at: from, rest: [] } : match;
    }
    case "oneof": {
      const matches = arg.args!.map((each) => matchOne(each, words, at, new Set()));
      return matches.reduce(better, { at: from, rest: [] });
    }
    case "integer":
    case "double":
    case "unix-time": {
      const isNumber = isSure || token !== undefined || /^[-+(]?[\d.]/.test(words[at]);
      return { at: isNumber ? at + 1 : from, rest: [] };
    }
    default:
      return { at: at + 1, rest: [] };
  }
}

/** The alternative that explains more words; of two alike, the one that says how to go on. */
function better(one: Match, other: Match): Match {
  if (one.at !== other.at) return one.at > other.at ? one : other;
  return one.rest.length > 0 ? one : other;
}

function expectedOf(arg: ArgSpec): Expected {
  return { text: argText(arg), tokens: tokensOf(arg), isOptional: arg.optional ?? false };
}

/** The literal words that an argument may begin with. */
function tokensOf(arg: ArgSpec): string[] {
  return arg.token === undefined ? valueTokens(arg) : [arg.token];
}

function valueTokens(arg: ArgSpec): string[] {
  if (arg.type === "oneof") return arg.args!.flatMap(tokensOf);
  if (arg.type !== "block") return [];
  const required = arg.args!.findIndex(({ optional }) => !optional);
  return arg.args!.slice(0, required < 0 ? undefined : required + 1).flatMap(tokensOf);
}
