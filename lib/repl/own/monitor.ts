/** `\monitor`: what clients send, sifted. */

import type { Reply } from "../../resp/value.ts";
import { fromLatin1 } from "../../resp/args.ts";
import { type OwnCommand, type OwnContext, OwnError } from "./command.ts";
import { textOf, themeOf } from "./look.ts";
import { monitoredText, monitorTest, readMonitored } from "./monitor_line.ts";
import { optionsIn, positive } from "./options.ts";

export const MONITOR: OwnCommand = {
  name: "monitor",
  usage: "[client=TEXT] [key=PATTERN] [command=NAME,…] [db=N] [max=N]",
  summary: "what clients send, as it comes; Ctrl-C returns to the prompt",
  details: `client   a part of the address, or a pattern
key      a pattern for one of the command's keys
command  names, with commas between
db       a database
max      ends after so many
It has a connection of its own. MONITOR slows a busy server down.`,
  async run(context, words) {
    const { options, rest } = optionsIn(words, ["client", "key", "command", "db", "max"]);
    if (rest.length > 0) throw new OwnError(`\\monitor does not know ${rest[0]}: see \\? monitor`);
    const max = positive(options.max, "max", Infinity);
    const isWanted = monitorTest(options, context.specs);
    if (!await context.mayRun([fromLatin1("MONITOR")])) return;
    const theme = themeOf(context);
    let shown = 0;
    await listen(context, [["MONITOR"]], (reply, end) => {
      const line = textOf(reply);
      const one = line === undefined ? null : readMonitored(line);
      if (one === null || !isWanted(one) || shown >= max) return;
      context.output.text(monitoredText(one, theme));
      if (++shown === max) end();
    });
  },
};

/**
 * Sends commands on a connection of its own, and gives what arrives unasked to `hear`, until that
 * ends it, or Ctrl-C does, or the connection. An error is thrown.
 */
export async function listen(
  context: OwnContext,
  commands: readonly (readonly string[])[],
  hear: (reply: Reply, end: () => void) => void,
): Promise<void> {
  const { signal, terminal, output } = context;
  let end = () => {};
  const ended = new Promise<void>((resolve) => end = resolve);
  const client = await context.connectAnother((reply) => hear(reply, end));
  signal.addEventListener("abort", () => end(), { once: true });
  for (const words of commands) {
    const reply = await client.send(words.map(fromLatin1));
    if (reply.type === "error") throw new OwnError(reply.text);
    hear(reply, end);
  }
  if (terminal.isInteractive) output.text(themeOf(context).note("(Ctrl-C ends it)") + "\n");
  const watch = setInterval(() => client.isOpen || end(), 200);
  await ended;
  clearInterval(watch);
  if (!client.isOpen && !signal.aborted) throw new OwnError("The connection was lost");
}
