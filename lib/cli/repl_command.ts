/** The prompt's command line. */

import { type Command, Option } from "@commander-js/extra-typings";
import process from "node:process";
import { mayReadVariable } from "../runtime/permissions.ts";
import { DIALECTS } from "./plan.ts";

/** Adds `repl`, which is `cli` as well. */
export function defineRepl(program: Command): void {
  program.command("repl")
    .alias("cli")
    .description("talk to a server: a prompt, one command, or the lines of a pipe")
    .argument("[command...]", "a command to run instead of prompting")
    .option("-h, --host <address>", "server's address (default: 127.0.0.1)")
    .option("-p, --port <number>", "server's port (default: 6379)", Number)
    .option("-s, --socket <path>", "server's Unix socket, instead of an address")
    .option("-u, --url <url>", "redis://[user:password@]host[:port][/db], instead of an address")
    .option("--user <name>", "user to authenticate as")
    .option("-a, --password <password>", "password (or set REDISCLI_AUTH)")
    .option("-n, --db <number>", "database (default: 0)", Number)
    .option("-2, --resp2", "speak RESP2")
    .option("-3, --resp3", "speak RESP3")
    .option("-e, --fail-on-error", "end with status 1 if the command is answered by an error")
    .option("--raw", "print replies as they are")
    .option("--no-raw", "print replies with their types, even into a pipe")
    .addOption(new Option("--dialect <name>", "protocol to speak").choices(DIALECTS))
    .helpOption("--help", "show this help")
    .passThroughOptions() // What follows the command's name is the command's.
    .action(async (words, options) => {
      const [{ runRepl }, { COMMANDS }, { restoreTerminalAtEnd }] = await Promise.all([
        import("../repl/mod.ts"),
        import("../commands/mod.ts"),
        import("../runtime/process.ts"),
      ]);
      restoreTerminalAtEnd();
      const { resp2, resp3, ...rest } = options;
      const protocol = resp3 ? 3 : resp2 ? 2 : undefined;
      const password = options.password ?? passwordFromEnvironment();
      process.exit(
        await runRepl({
          ...rest,
          words,
          ...(protocol && { protocol }),
          ...(password && { password }),
        }, COMMANDS),
      );
    });
}

/** `REDISCLI_AUTH`, as for redis-cli; without permission to look, there is none. */
function passwordFromEnvironment(): string | undefined {
  return mayReadVariable("REDISCLI_AUTH") ? process.env.REDISCLI_AUTH : undefined;
}
