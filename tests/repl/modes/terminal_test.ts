/** Modes in real terminals: progress, and what Ctrl-C does. */

import { test } from "node:test";
import { commandLine } from "../../cli/support.ts";
import { testServer } from "../../server/support.ts";
import { SCRIPT, TMUX } from "../terminal.ts";
import { tell } from "./support.ts";

const CTRL_C = "\x03";

for (const kind of [TMUX, SCRIPT]) {
  const skip = !kind.isThere;

  test(`${kind.name}: --bigkeys shows how far it is, and reports on Ctrl-C`, { skip }, async () => {
    await using server = await testServer();
    await tell(server.port, Array.from({ length: 3000 }, (_, i) => `SET key:${i} v`));
    // After a hundred pages of ten it waits for so long that nobody misses it.
    const words = ["cli", "-p", `${server.port}`, "--bigkeys", "-i", "60"];
    using terminal = kind.open(commandLine(words), {});
    await terminal.shows(/^ 3\d\.\d\d% \|+ +Keys sampled: 1\d\d\d$/m);
    terminal.type(CTRL_C);
    await terminal.shows(/^\[[23]\d\.\d\d%\] Sampled 1\d\d\d keys in the keyspace!$/m);
    await terminal.shows(/^0 zsets with 0 members.*\n(.*\n)?status 0, restored$/m);
  });

  test(`${kind.name}: --latency draws one line until Ctrl-C`, { skip }, async () => {
    await using server = await testServer();
    using terminal = kind.open(commandLine(["cli", "-p", `${server.port}`, "--latency"]), {});
    await terminal.shows(/^min: \d+, max: \d+, avg: \d+\.\d\d \([2-9]\d* samples\)$/);
    terminal.type(CTRL_C);
    await terminal.shows(/ samples\)(\^C)?\nstatus 130, restored$/);
  });
}
