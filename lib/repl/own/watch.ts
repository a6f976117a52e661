/** `\watch`: a command again and again, with what changes marked. */

import { fromLatin1 } from "../../resp/args.ts";
import { paused } from "../paused.ts";
import { rowsOf } from "../print/pager.ts";
import { toBytesText } from "../print/utf8.ts";
import { asideOf } from "./aside.ts";
import { markChanges } from "./changes.ts";
import { type OwnCommand, OwnError, type OwnTerminal } from "./command.ts";
import { readDuration } from "./duration.ts";
import { printerOf, themeOf } from "./look.ts";
import { optionsIn, positive } from "./options.ts";

/** Heading, a blank row, a blank one below, and the cursor. */
const OTHER_ROWS = 4;
const [HOME, CLEAR_LINE, CLEAR_BELOW] = ["\x1b[H", "\x1b[K", "\x1b[J"];

export const WATCH: OwnCommand = {
  name: "watch",
  usage: "[SECONDS] COMMAND [times=N]",
  summary: "repeat a command that reads, and mark what changes; Ctrl-C ends it",
  details: `SECONDS may be 0.5, 500ms or 1m; by default it is 2.
A command that writes is repeated by \\repeat.`,
  args: [["1", "2", "5"], "line"],
  async run(context, words) {
    const { options, rest } = optionsIn(words, ["times"]);
    const times = positive(options.times, "times", Infinity);
    const given = rest.length > 0 ? readDuration(rest[0]) : null;
    const command = given === null ? rest : rest.slice(1);
    if (command.length === 0) throw new OwnError("\\watch needs a command: \\watch 1 DBSIZE");
    const spec = context.specs.find(({ name }) => name === command[0].toUpperCase());
    if (spec?.flags?.includes("write")) {
      throw new OwnError(`${spec.name} writes: \\repeat runs it again and again`);
    }
    const request = command.map(fromLatin1);
    if (!await context.mayRun(request)) return;
    const intervalMs = given ?? 2000;
    const send = await asideOf(context);
    const { terminal, output, signal } = context;
    const { note, changed } = themeOf(context);
    const printer = printerOf(context);
    let before: string[] | null = null;
    if (terminal.isInteractive) terminal.write(`${HOME}${CLEAR_BELOW}`);
    for (let i = 1; i <= times && !signal.aborted; i++) {
      const reply = await send(command);
      const lines = printer.reply(reply, request).replace(/\r?\n$/, "").split(/\r?\n/);
      const time = new Date().toTimeString().slice(0, 8);
      const head = note(`every ${intervalMs / 1000}s: ${command.join(" ")}  ${time}`);
      const marked = markChanges(lines, before, changed);
      before = lines;
      if (terminal.isInteractive) {
        const screen = [head, "", ...within(marked, terminal, note)]
          .map((line) => `${line}${CLEAR_LINE}\n`).join("");
        output.text(`${HOME}${screen}${CLEAR_BELOW}\x1b[0m\n`);
      } else {
        output.text(`${head}\n${marked.join("\n")}\n`);
      }
      if (i < times) await paused(intervalMs, signal);
    }
  },
};

/** The first lines, as many as the screen has room for below the heading, and how many more there are. */
function within(
  lines: readonly string[],
  { columns, rows }: OwnTerminal,
  note: (text: string) => string,
): readonly string[] {
  const heights = lines.map((line) => rowsOf(line, columns));
  let left = rows - OTHER_ROWS - heights.reduce((sum, height) => sum + height, 0);
  let count = lines.length;
  if (left >= 0) return lines;
  while (left < 1 && count > 1) left += heights[--count]; // The note wants a row, too.
  const more = lines.length - count;
  return [
    ...lines.slice(0, count),
    note(toBytesText(`… ${more} more ${more === 1 ? "line" : "lines"}`)),
  ];
}
