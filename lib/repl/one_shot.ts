/** One command, given as the words behind the flags. */

import fs from "node:fs";
import type { CommandSpec } from "../commands/spec.ts";
import { joined } from "../resp/joined.ts";
import { reasonOf } from "../runtime/failures.ts";
import { unquoted } from "./flags.ts";
import type { ReplInput, ReplOptions, Word } from "./options.ts";
import type { Session, SessionOutput } from "./session.ts";

/** The command cannot be put together; the message is for the person. */
export class WordsError extends Error {
  override readonly name = "WordsError";
}

const PLAIN = { name: String, syntax: String, label: String };
const UTF8 = new TextEncoder();

/** Runs the command, as often as it shall be, and resolves to the exit status. */
export async function runOnce(
  session: Session,
  options: ReplOptions,
  input: ReplInput,
  output: SessionOutput,
  loadSpecs: () => Promise<readonly CommandSpec[]> = () => Promise.resolve([]),
  wait: (ms: number) => Promise<void> = timer,
): Promise<number> {
  let words: readonly Word[];
  try {
    words = await finalWords(options, input);
  } catch (error) {
    if (!(error instanceof WordsError)) throw error;
    output.problem(error.message);
    return 1;
  }
  const [name, ...rest] = words;
  if (typeof name === "string" && /^(help|\?)$/i.test(name)) {
    const { help } = await import("./assist/help.ts");
    output.text(help(await loadSpecs(), rest.map(String), PLAIN));
    return 0;
  }
  const request = session.dialect.readArguments(words);
  if (request === null) return 1;
  const { repeat = 1, intervalSeconds = 0, failOnError = false } = options;
  for (let left = repeat; left !== 0; left--) {
    const outcome = await session.execute(request);
    if (outcome === "lost") return 1;
    if (session.isStreaming) {
      await session.streamed();
      return 1;
    }
    if (outcome === "refused" && failOnError) return 1;
    if (intervalSeconds > 0) await wait(intervalSeconds * 1000);
  }
  return 0;
}

/** The words with all that the flags do to them. Throws WordsError. */
export async function finalWords(
  { words = [], hasQuotedWords, lastWordFromInput, inputTag, script }: ReplOptions,
  input: ReplInput,
): Promise<readonly Word[]> {
  if (script !== undefined) return scriptWords(script, words);
  const plain = hasQuotedWords ? words.map(withoutQuotes) : words;
  if (lastWordFromInput) return [...plain, await contentOf(input)];
  if (inputTag === undefined) return plain;
  const at = plain.findIndex((word) => isText(word, inputTag));
  if (at < 0) throw new WordsError("Using -X option but stdin tag not match.");
  return plain.with(at, await contentOf(input));
}

function withoutQuotes(word: Word): Uint8Array {
  const bytes = typeof word === "string" ? unquoted(word) : word;
  if (bytes === null) throw new WordsError("Invalid quoted string");
  return bytes;
}

function isText(word: Word, text: string): boolean {
  if (typeof word === "string") return word === text;
  const bytes = UTF8.encode(text);
  return word.length === bytes.length && word.every((byte, i) => byte === bytes[i]);
}

/** `key… , argument…` as the words of EVAL. */
function scriptWords(file: string, words: readonly Word[]): Word[] {
  let script: Uint8Array;
  try {
    script = fs.readFileSync(file);
  } catch (error) {
    throw new WordsError(`Can't open file '${file}': ${reasonOf(error)}`);
  }
  const comma = words.indexOf(",");
  const keys = comma < 0 ? words : words.slice(0, comma);
  const rest = comma < 0 ? [] : words.slice(comma + 1);
  return ["EVAL", script, String(keys.length), ...keys, ...rest];
}

/** Everything that the stream holds. */
async function contentOf(input: ReplInput): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) {
    chunks.push(typeof chunk === "string" ? UTF8.encode(chunk) : chunk);
  }
  return joined(chunks);
}

function timer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
