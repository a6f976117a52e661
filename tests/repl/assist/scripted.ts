/** For tests: a server that answers from a list. */

import type { Ask } from "../../../lib/repl/assist/mod.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import type { Reply } from "../../../lib/resp/value.ts";

/** A reply in short: strings are bulks, numbers integers, Errors errors, objects maps. */
export type Plain = string | number | Error | null | readonly Plain[] | { [name: string]: Plain };

export function replyOf(plain: Plain): Reply {
  if (plain === null) return { type: "nil", of: "any" };
  if (typeof plain === "string") return { type: "bulk", bytes: fromLatin1(plain) };
  if (typeof plain === "number") return { type: "integer", value: BigInt(plain) };
  if (plain instanceof Error) return { type: "error", text: plain.message };
  if (Array.isArray(plain)) return { type: "array", items: plain.map(replyOf) };
  const pairs = Object.entries(plain).map(([name, value]) =>
    [replyOf(name), replyOf(value as Plain)] as const
  );
  return { type: "map", pairs };
}

export interface ScriptedServer {
  readonly ask: Ask;
  /** All requests so far. */
  readonly heard: string[];
}

/** Answers requests that begin with one of these words; all others are errors. */
export function scriptedServer(
  answers: Readonly<Record<string, Plain | ((request: string) => Plain)>>,
): ScriptedServer {
  const heard: string[] = [];
  const ask: Ask = (words) => {
    const request = words.join(" ");
    heard.push(request);
    const begin = Object.keys(answers).filter((each) => request.startsWith(each))
      .sort((a, b) => b.length - a.length)[0];
    if (begin === undefined) return Promise.resolve(replyOf(new Error("ERR unknown command")));
    const answer = answers[begin];
    return Promise.resolve(replyOf(typeof answer === "function" ? answer(request) : answer));
  };
  return { ask, heard };
}
