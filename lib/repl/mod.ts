/** The prompt: one command, the lines of a pipe, or a conversation. */

import process from "node:process";
import readline from "node:readline";
import type { CommandSpec } from "../commands/spec.ts";
import type { ReplOptions } from "./options.ts";
import { print } from "./print.ts";
import { type Answer, ReplSession } from "./session.ts";

export type { ReplOptions } from "./options.ts";

/**
 * Runs the prompt and resolves to the exit status: 0, or 1 if there is no server, or the one command
 * that was given could not be understood.
 */
export async function runRepl(
  options: ReplOptions,
  specs: readonly CommandSpec[],
): Promise<number> {
  const session = new ReplSession(options, process.stdout.isTTY === true);
  const { words = [] } = options;
  try {
    if (words.length > 0) return await runOnce(session, words);
    if (process.stdin.isTTY !== true) return await runLines(session);
    const { converse } = await import("./interactive.ts");
    return await converse(session, specs);
  } finally {
    session.close();
  }
}

async function runOnce(session: ReplSession, words: readonly string[]): Promise<number> {
  try {
    await session.connect();
  } catch (error) {
    return fail(error);
  }
  session.onPush = print;
  const answer = await session.runWords(words);
  print(answer.text);
  if (session.isStreaming) await untilClosed(session);
  return answer.text.startsWith("Error: ") ? 1 : 0;
}

/** Runs what is typed ahead, line by line, as a script does. */
async function runLines(session: ReplSession): Promise<number> {
  try {
    await session.connect();
  } catch (error) {
    return fail(error);
  }
  session.onPush = print;
  let last: Answer = { text: "", isError: false };
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    if (/^\s*(quit|exit)\s*$/i.test(line)) break;
    last = await session.runLine(line);
    print(last.text);
  }
  if (session.isStreaming) await untilClosed(session);
  return last.text.startsWith("Error: ") ? 1 : 0;
}

function fail(error: unknown): number {
  console.error((error as Error).message);
  return 1;
}

async function untilClosed(session: ReplSession): Promise<void> {
  while (session.isStreaming) await new Promise((resolve) => setTimeout(resolve, 50));
}
