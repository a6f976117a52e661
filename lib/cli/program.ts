/** The whole command line: help, version, completions, and the commands behind them. */

import { Command, Option } from "@commander-js/extra-typings";
import tab from "@bomb.sh/tab/commander";
import type { Command as PlainCommand } from "commander";
import process from "node:process";
import { RUNTIME } from "../runtime/host.ts";
import { VERSION } from "../version.ts";
import { DIALECTS } from "./plan.ts";
import { defineCheck } from "./check_command.ts";
import { defineConvert } from "./convert_command.ts";
import { defineRepl } from "./repl_command.ts";

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
  defineCheck(program);
  defineConvert(program);
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
