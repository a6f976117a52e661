/** The conversation on a terminal. */

import type { CommandSpec } from "../commands/spec.ts";
import { complete, hint } from "./assist.ts";
import { Editor } from "./editor.ts";
import { History, historyFile } from "./history.ts";
import type { ReplOptions, ReplStreams } from "./options.ts";
import { write } from "./print/printer.ts";
import { sessionFor, type SessionOutput } from "./session.ts";
import { Shell } from "./shell.ts";

const UTF8 = new TextEncoder();

/** Converses until the person leaves; resolves to the exit status. */
export async function converse(
  options: ReplOptions,
  specs: readonly CommandSpec[],
  { input, output, errors }: ReplStreams,
  history: History = new History(historyFile()),
): Promise<number> {
  let editor: Editor | null = null;
  const interject = (act: () => void) => editor === null ? act() : editor.interject(act);
  const sink: SessionOutput = {
    text: (text) => {
      const whole = text.endsWith("\n") || text.endsWith("J") || text === "" ? text : `${text}\n`;
      interject(() => void write(output, whole));
    },
    problem: (line) => interject(() => void errors.write(`${line}\n`)),
  };
  const session = sessionFor(options, output.isTTY === true, sink);
  if (session === null) return 1;
  await session.open();
  const shell = new Shell({ session, specs, output: sink, isColoured: output.isTTY });
  editor = new Editor(input, output, {
    complete: (text) => complete(specs, text),
    hint: (text) => hint(specs, text),
  }, history);
  editor.onInterrupt = () => {
    output.write("^C\r\n");
    session.interrupt();
  };
  for (let line; (line = await editor.read(session.prompt)) !== null;) {
    history.add(line);
    if (!await shell.run(UTF8.encode(line))) break;
    await session.streamed();
    await session.resume();
  }
  editor.close();
  session.close();
  return 0;
}
