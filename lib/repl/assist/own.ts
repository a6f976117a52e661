/** What belongs to the prompt itself, as far as it helps while typing. */

import type { Candidate } from "../edit/assistant.ts";

/** What an argument of an own command is; see `OwnArgument` of `lib/repl/own/command.ts`. */
export type OwnArgumentKind = "key" | "pattern" | "channel" | "line" | readonly string[] | null;

/** An own command (`\name`) as the assistant knows it. */
export interface OwnEntry {
  /** Without the backslash. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly summary: string;
  /** The last one stands for all that follow. */
  readonly args?: readonly OwnArgumentKind[];
  /** Whether what follows is text that is not split into words. */
  readonly isText?: boolean;
  /** Whether such a text goes on in another line. */
  isOpen?(rest: string): boolean;
  /** Words for the place behind `done`. */
  complete?(
    done: readonly string[],
    current: string,
    signal: AbortSignal,
  ): Promise<readonly Candidate[]>;
}

/** A word that the prompt understands without a backslash, as redis-cli does. */
export interface PromptWord {
  /** In capitals. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
}

export const PROMPT_WORDS: readonly PromptWord[] = [
  { name: "HELP", usage: "[COMMAND|@GROUP]", summary: "explain a command" },
  { name: "?", usage: "[COMMAND|@GROUP]", summary: "explain a command" },
  { name: "CLEAR", usage: "", summary: "clear the screen" },
  { name: "CONNECT", usage: "HOST PORT", summary: "turn to another server" },
  { name: "EXIT", usage: "", summary: "leave" },
  { name: "QUIT", usage: "", summary: "leave" },
];

/** The pieces of a usage: `KEY [PAGE]` has two. */
export function piecesOf(usage: string): string[] {
  return usage.match(/\[[^\]]*\]\S*|\S+/g) ?? [];
}

/** The argument at a place, counted from 0. */
export function ownArgument({ args = [] }: OwnEntry, place: number): OwnArgumentKind {
  // A line takes all that follows.
  const line = args.indexOf("line");
  if (line >= 0 && line < place) return "line";
  return args[Math.min(place, args.length - 1)] ?? null;
}
