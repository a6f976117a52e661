#!/usr/bin/env -S deno run -A
/** The one entry point. `serve` and the prompt start at once; the rest needs the whole program. */

import process from "node:process";

const [command, ...rest] = process.argv.slice(2);

if (command === "serve" && !rest.includes("--help")) {
  const { serve } = await import("./lib/cli/serve.ts");
  await serve(rest);
} else if (command === "repl" || command === "cli") {
  const { repl } = await import("./lib/cli/repl_command.ts");
  await repl(command, rest);
} else {
  const { run } = await import("./lib/cli/program.ts");
  await run(process.argv.slice(2));
}
