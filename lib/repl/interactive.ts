/** The conversation on a terminal. */

import type { CommandSpec } from "../commands/spec.ts";
import { complete, hint } from "./assist.ts";
import { Editor } from "./editor.ts";
import { History, historyFile } from "./history.ts";
import type { ReplOptions, ReplOutput, ReplStreams } from "./options.ts";
import type { OwnTerminal } from "./own/command.ts";
import { write } from "./print/printer.ts";
import { sessionFor, type SessionOutput } from "./session.ts";
import { type Conversation, Shell } from "./shell.ts";

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
  session.keepsPrompt = true;
  await session.open();
  const conversation: Conversation = {
    terminal: terminalOf(output),
    ask: (question) => editor!.read(question),
    lendTerminal: (act) => act(),
    draft: () => {},
  };
  const shell = new Shell({
    session,
    specs,
    output: sink,
    conversation,
    history: history.lines,
  });
  editor = new Editor(input, output, {
    complete: (text) => complete(specs, text),
    hint: (text) => hint(specs, text),
  }, history);
  editor.onInterrupt = () => {
    output.write("^C\r\n");
    shell.interrupt();
  };
  for (let line; (line = await editor.read(shell.prompt)) !== null;) {
    history.add(line);
    if (!await shell.runText(line)) break;
  }
  editor.close();
  session.close();
  return 0;
}

function terminalOf(output: ReplOutput): OwnTerminal {
  return {
    isInteractive: true,
    isColoured: output.isTTY === true,
    get columns() {
      return output.columns ?? 80;
    },
    get rows() {
      return output.rows ?? 24;
    },
    write: (text) => void output.write(text),
  };
}
