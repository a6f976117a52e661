/** Completions and hints for an editor that asks for nothing else. */

import type { CommandSpec } from "../../commands/spec.ts";
import { expectedAfter, findCommand, syntaxOf } from "./syntax.ts";
import { typedLine } from "./words.ts";

/** Words that the prompt itself understands. */
export const OWN_WORDS = ["clear", "exit", "help", "quit"] as const;

/**
 * The words that may stand in place of the last one of `text`, and that one. They are in small
 * letters if it is.
 */
export function complete(
  specs: readonly CommandSpec[],
  text: string,
): [words: string[], current: string] {
  const { done, current } = typedLine(text);
  const start = current.toUpperCase();
  const isSmall = current !== "" ? current === current.toLowerCase() : isSmallLine(done);
  const words = candidates(specs, done)
    .filter((word) => word.toUpperCase().startsWith(start))
    .map((word) => isSmall ? word.toLowerCase() : word.toUpperCase());
  return [[...new Set(words)].sort(), current];
}

function isSmallLine(done: readonly string[]): boolean {
  return done.length > 0 && done[0] === done[0].toLowerCase();
}

function candidates(specs: readonly CommandSpec[], done: readonly string[]): string[] {
  const names = specs.map(({ name }) => name).filter((name) => name !== "");
  if (done.length === 0) return [...names, ...OWN_WORDS];
  if (done[0].toLowerCase() === "help") {
    const groups = specs.map(({ group }) => `@${group}`);
    return done.length === 1 ? [...names, ...groups] : candidates(specs, done.slice(1));
  }
  const found = findCommand(specs, done);
  if (found === null) return [];
  const { spec, nameWords } = found;
  const subcommands = done.length === 1 ? (spec.subcommands ?? []).map(({ name }) => name) : [];
  const expected = expectedAfter(spec, done.slice(nameWords)) ?? [];
  const required = expected.findIndex(({ isOptional }) => !isOptional);
  const next = expected.slice(0, required < 0 ? undefined : required + 1);
  return [...subcommands, ...next.flatMap(({ tokens }) => tokens)];
}

/** The arguments that are still to be typed behind `text`, to be shown in grey; may be empty. */
export function hint(specs: readonly CommandSpec[], text: string): string {
  const { done, current } = typedLine(text);
  const words = current === "" ? done : [...done, current];
  const found = findCommand(specs, words);
  if (found === null) return "";
  const { spec, nameWords } = found;
  const rest = words.length === nameWords && spec.args === undefined
    ? syntaxOf(spec)
    : (expectedAfter(spec, words.slice(nameWords)) ?? []).map((each) => each.text).join(" ");
  return rest === "" || /\s$/.test(text) ? rest : ` ${rest}`;
}
