/** The prompt's command line: `repl`, which is `cli` as well. */

import type { Command } from "@commander-js/extra-typings";
import process from "node:process";
import { readArguments, usage, UsageError } from "../repl/arguments.ts";
import { FLAG_GROUPS } from "../repl/flags.ts";
import type { ReplOptions } from "../repl/options.ts";
import { RUNTIME } from "../runtime/host.ts";
import { mayReadVariable } from "../runtime/permissions.ts";
import { VERSION } from "../version.ts";

/** Runs the prompt with the words behind its name, and ends the process. */
export async function repl(name: string, args: readonly string[]): Promise<never> {
  process.exit(await run(name, args));
}

async function run(name: string, args: readonly string[]): Promise<number> {
  let options: ReplOptions;
  try {
    const plan = readArguments(args, { password: variable("REDISCLI_AUTH") });
    if (plan.kind === "help") return await print(usage(`respite ${name}`));
    if (plan.kind === "version") return await print(`respite ${VERSION} (${RUNTIME})\n`);
    for (const warning of plan.warnings) process.stderr.write(`${warning}\n`);
    options = plan.options;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
  const [{ runRepl }, { COMMANDS }, { restoreTerminalAtEnd }] = await Promise.all([
    import("../repl/mod.ts"),
    import("../commands/mod.ts"),
    import("../runtime/process.ts"),
  ]);
  // Modes leave the terminal as it is, and have a use for Ctrl-C.
  if (options.mode === undefined) restoreTerminalAtEnd();
  if (options.isEmbedded) {
    const { embeddedTransport } = await import("./embedded.ts");
    options = { ...options, transport: embeddedTransport() };
  }
  return await runRepl(options, COMMANDS);
}

function print(text: string): Promise<number> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve(0)));
}

/** A variable, if it is set and may be read. */
function variable(name: string): string | undefined {
  return mayReadVariable(name) ? process.env[name] : undefined;
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
