/** The whole command line: help, version, completions, and the commands behind them. */

import { Command, Option } from "@commander-js/extra-typings";
import tab from "@bomb.sh/tab/commander";
import type { Command as PlainCommand } from "commander";
import process from "node:process";
import { RUNTIME } from "../runtime/host.ts";
import { mayReadVariable } from "../runtime/permissions.ts";
import { VERSION } from "../version.ts";
import { DIALECTS } from "./plan.ts";

/** Runs the program with its arguments; a wrong one is reported and ends it with 1. */
export async function run(args: readonly string[]): Promise<void> {
  const program = new Command("respite")
    .description("A Redis-compatible in-memory server and an interactive client.")
    .version(`respite ${VERSION} (${RUNTIME})`, "-v, --version", "print the version")
    .helpOption("--help", "show this help")
    .helpCommand(false)
    .enablePositionalOptions()
    .showHelpAfterError("(--help shows what there is)");
  defineServe(program);
  defineRepl(program);
  tab(program as unknown as PlainCommand);
  if (args.length === 0) return program.outputHelp();
  await program.parseAsync(args, { from: "user" });
}

/** For its help and its completions: `serve` itself reads its options as redis-server does. */
function defineServe(program: Command): void {
  program.command("serve")
    .description("run a server")
    .argument("[file]", "a configuration file in the style of redis.conf")
    .option("--host <address...>", "addresses to listen on (default: 127.0.0.1)")
    .option("--port <number>", "port to listen on (default: 6379; 0: none)")
    .option("--unixsocket <path>", "Unix socket to listen on as well")
    .option("--config <file>", "a configuration file, like the argument")
    .option("--dir <path>", "working directory, where data files live")
    .option("--dbfilename <name>", "name of the snapshot in it (default: dump.rdb)")
    .option("--maxmemory <bytes>", "limit of memory, such as 100mb (default: none)")
    .option("--maxclients <number>", "limit of connections (default: 10000)")
    .option("--requirepass <password>", "password that clients must give")
    .option("--databases <number>", "number of databases (default: 16)")
    .addOption(
      new Option("--loglevel <level>", "how much to log (default: notice)")
        .choices(["debug", "verbose", "notice", "warning", "nothing"]),
    )
    .addOption(
      new Option("--dialect <name>", "protocol to speak (default: redis)").choices(DIALECTS),
    )
    .helpOption("--help", "show this help")
    .addHelpText(
      "after",
      "\nAny parameter of redis.conf can be given as --name value, as with redis-server:\n" +
        "  respite serve --port 7000 --maxmemory 1gb --maxmemory-policy allkeys-lru\n",
    )
    .allowUnknownOption()
    .allowExcessArguments()
    .passThroughOptions()
    .action(async () => {
      const { serve } = await import("./serve.ts");
      await serve(process.argv.slice(process.argv.indexOf("serve") + 1));
    });
}

function defineRepl(program: Command): void {
  program.command("repl")
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
