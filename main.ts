#!/usr/bin/env -S deno run -A
/** The one entry point. `serve` starts at once; everything else loads the full command line. */

import process from "node:process";

const [command, ...rest] = process.argv.slice(2);

if (command === "serve" && !rest.includes("--help")) {
  const { serve } = await import("./lib/cli/serve.ts");
  await serve(rest);
} else {
  const { run } = await import("./lib/cli/program.ts");
  await run(process.argv.slice(2));
}
