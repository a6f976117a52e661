/** The prompt's command line: `repl`, which is `cli` as well. */

import type { Command } from "@commander-js/extra-typings";
import process from "node:process";
import { readArguments, usage, UsageError } from "../repl/arguments.ts";
import { FLAG_GROUPS } from "../repl/flags.ts";
import { askPassword } from "../repl/ask_password.ts";
import { processStreams, type ReplOptions, type ReplStreams } from "../repl/options.ts";
import { bytesOfArguments } from "../runtime/arguments.ts";
import { RUNTIME } from "../runtime/host.ts";
import { mayReadVariable } from "../runtime/permissions.ts";
import { VERSION } from "../version.ts";

const PASSWORD = "REDISCLI_AUTH";

/** Runs the prompt with the words behind its name, and ends the process. */
export async function repl(name: string, args: readonly string[]): Promise<never> {
  process.exit(await runCommandLine(name, args));
}

/** Runs the prompt with the words behind its name, and resolves to the exit status. */
export async function runCommandLine(
  name: string,
  args: readonly string[],
  given?: ReplStreams,
): Promise<number> {
  const streams = given ?? streamsOfProcess();
  let options: ReplOptions;
  try {
    const password = mayReadVariable(PASSWORD) ? process.env[PASSWORD] : undefined;
    const plan = readArguments(args, { password });
    if (plan.kind === "help") return await print(streams, usage(`respite ${name}`));
    if (plan.kind === "version") return await print(streams, `respite ${VERSION} (${RUNTIME})\n`);
    for (const warning of plan.warnings) streams.errors.write(`${warning}\n`);
    options = plan.options;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    streams.errors.write(`${error.message}\n`);
    return 1;
  }
  if (given === undefined) options = { ...options, words: bytesOfArguments(options.words ?? []) };
  if (options.asksPassword) {
    const password = await askPassword(streams);
    if (password === null) return 1;
    options = { ...options, password };
  }
  const [{ runRepl }, { restoreTerminalAtEnd }] = await Promise.all([
    import("../repl/mod.ts"),
    import("../runtime/process.ts"),
  ]);
  // Modes leave the terminal as it is, and have a use for Ctrl-C.
  if (options.mode === undefined) restoreTerminalAtEnd();
  if (options.isEmbedded) {
    const { embeddedTransport } = await import("./embedded.ts");
    options = { ...options, transport: embeddedTransport() };
  }
  const loadSpecs = async () => (await import("../commands/mod.ts")).COMMANDS;
  return await runRepl(options, loadSpecs, streams);
}

/** As for redis-cli, FAKETTY makes the output a terminal. */
function streamsOfProcess(): ReplStreams {
  const streams = processStreams();
  if (mayReadVariable("FAKETTY") && process.env.FAKETTY !== undefined) {
    streams.output.isTTY = true;
  }
  return streams;
}

function print({ output }: ReplStreams, text: string): Promise<number> {
  return new Promise((resolve) => output.write(text, () => resolve(0)));
}

/** For the help and the completions of the whole program; the flags are read elsewhere. */
export function defineRepl(program: Command): void {
  const command = program.command("repl")
    .alias("cli")
    .description("talk to a server: a prompt, one command, or the lines of a pipe")
    .argument("[command...]", "a command to run instead of prompting")
    .helpOption("--help", "show this help")
    .passThroughOptions();
  for (const { flags } of FLAG_GROUPS) {
    for (const { names, value, summary } of flags) {
      command.option(`${names.slice(0, 2).join(", ")}${value ? ` <${value}>` : ""}`, summary);
    }
  }
}
