/**
 * Scripts of requests with what is logged for each: recorded from a real server's append-only file,
 * compared with what ours tells its listeners.
 *
 *   SET k v EX 100              a request of client 1
 *     SET k v PXAT @100000      a command logged for it; a time is given as milliseconds from now
 *   2: BLPOP list 0             a request of another client, whose reply is not waited for
 *   wait 30                     so many milliseconds pass
 */

import { splitWords } from "../../../lib/resp/inline.ts";
import { Args, fromLatin1 } from "../../../lib/resp/args.ts";
import { quoted } from "../../../lib/resp/quoted.ts";

export interface Step {
  /** The line as it stands in the script. */
  readonly line: string;
  readonly client: number;
  readonly words: readonly string[];
  /** Milliseconds to let pass instead of a request; 0: it is one. */
  readonly waitMs: number;
  /** What is logged, as `shown` gives it. */
  readonly logged: readonly string[];
}

export function parseScript(text: string): Step[] {
  const steps: Step[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (line.startsWith("  ")) (steps.at(-1)!.logged as string[]).push(line.slice(2));
    else steps.push({ ...readRequest(line), line, logged: [] });
  }
  return steps;
}

function readRequest(line: string): Pick<Step, "client" | "words" | "waitMs"> {
  const [, waitMs] = /^wait (\d+)$/.exec(line) ?? [];
  if (waitMs !== undefined) return { client: 0, words: [], waitMs: Number(waitMs) };
  const [, client, request] = /^(?:(\d): )?(.*)$/.exec(line)!;
  const bytes = fromLatin1(request);
  const args = new Args();
  splitWords(bytes, 0, bytes.length, args);
  const words = Array.from({ length: args.count }, (_, i) => args.text(i));
  return { client: Number(client ?? 1), words, waitMs: 0 };
}

/** The commands of an append-only file, as lines; times near `nowMs` are given relative to it. */
export function shownCommands(wire: string, nowMs: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < wire.length;) {
    const words: string[] = [];
    let end = wire.indexOf("\r\n", at);
    let count = Number(wire.slice(at + 1, end));
    for (at = end + 2; count > 0; count--) {
      end = wire.indexOf("\r\n", at);
      const length = Number(wire.slice(at + 1, end));
      words.push(wire.slice(end + 2, end + 2 + length));
      at = end + 2 + length + 2;
    }
    lines.push(words.map((word) => shownWord(word, nowMs)).join(" "));
  }
  return lines;
}

/** Times are rounded, because they are taken at slightly different moments. */
const ROUNDED_TO_MS = 1000;

function shownWord(word: string, nowMs: number): string {
  const fromNow = Number(word) - nowMs;
  if (/^\d{13}$/.test(word) && Math.abs(fromNow) < 1e9) {
    return `@${Math.round(fromNow / ROUNDED_TO_MS) * ROUNDED_TO_MS}`;
  }
  const bytes = fromLatin1(word);
  return /^[\x21-\x7e]+$/.test(word) && !/["'\\]/.test(word)
    ? word
    : quoted(bytes, 0, bytes.length);
}
