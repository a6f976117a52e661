/** The conversation on a terminal. */

import { setImmediate } from "node:timers";
import type { CommandSpec } from "../commands/spec.ts";
import { ignoringInterrupts } from "../runtime/process.ts";
import { PromptAssistant } from "./assist/mod.ts";
import type { Conversation } from "./conversation.ts";
import { Editor } from "./edit/editor.ts";
import { History, historyFile } from "./edit/history.ts";
import { preferredEditing } from "./edit/inputrc.ts";
import type { Editing } from "./edit/key_map.ts";
import { Guide } from "./guide.ts";
import type { ReplOutput, ReplStreams } from "./options.ts";
import type { OwnTerminal } from "./own/command.ts";
import type { Beginning } from "./profiles/start.ts";
import { Screen } from "./print/pager.ts";
import { write } from "./print/printer.ts";
import { mayColour, printerOn, terminalScreen } from "./print/terminal_screen.ts";
import { sessionFor, type SessionOutput } from "./session.ts";
import type { Settings } from "./settings.ts";
import { Shell } from "./shell.ts";

/** Converses until the person leaves; resolves to the exit status. */
export async function converse(
  { options, profile, settings }: Beginning,
  specs: readonly CommandSpec[],
  { input, output, errors }: ReplStreams,
  history: History = new History(historyFile()),
): Promise<number> {
  let editor: Editor | null = null;
  let shell: Shell | null = null;
  const interject = (act: () => void) => editor === null ? act() : editor.interject(act);
  const sink: SessionOutput = {
    text: (text) => {
      const whole = text.endsWith("\n") || text.endsWith("J") || text === "" ? text : `${text}\n`;
      interject(() => void write(output, whole));
    },
    problem: (line) => interject(() => void errors.write(`${line}\n`)),
    screen: new Screen(terminalScreen(
      output,
      () => shell?.standing.settings,
      (act) => conversation.lendTerminal(act),
    )),
  };
  const conversation: Conversation = {
    terminal: terminalOf(output),
    ask: async (question) => {
      const lines = question.split("\n");
      const last = lines.pop()!;
      if (lines.length > 0) output.write(`${lines.join("\n")}\n`);
      return await editor!.ask(last);
    },
    lendTerminal: (act) => editor!.lend(() => ignoringInterrupts(act)),
    draft: (text) => editor!.draft(text),
    editElsewhere: (text) => editor!.editElsewhere(text),
    changed: () => {
      if (editor === null || shell === null) return;
      editor.editing = editingBy(shell.standing.settings);
      editor.hasHints = shell.standing.settings.hints;
    },
  };
  const session = sessionFor(options, output.isTTY === true, sink);
  if (session === null) return 1;
  session.keepsPrompt = true;
  await session.open();
  shell = new Shell({
    session,
    specs,
    book: () => assistant.book,
    output: sink,
    printerFor: (name) => printerOn(output, name, options),
    conversation,
    profile,
    settings,
    isPlayground: options.isEmbedded,
    history: history.lines,
  });
  const assistant: PromptAssistant = new PromptAssistant({
    specs,
    own: shell.ownEntries,
    isProduction: () => shell?.standing.isProduction === true,
  });
  editor = new Editor({
    input,
    output,
    assistant,
    history,
    editing: editingBy(shell.standing.settings),
    hasHints: shell.standing.settings.hints,
    isColoured: mayColour(output),
  });
  assistant.onChange = () => editor?.refresh();
  editor.onInterrupt = () => {
    output.write("^C\r\n");
    shell?.interrupt();
  };
  session.onChange = () => shell !== null && editor?.changePrompt(shell.standing.prompt);
  let isUnsubscribing = false;
  editor.onEmptyInterrupt = () => isUnsubscribing = session.state.subscriptions > 0;
  const guide = new Guide(assistant, session);
  for (;;) {
    const reading = editor.read(shell.standing.prompt);
    if (options.dialect !== "miniature") guide.update();
    const line = await reading;
    if (line === null) break;
    if (isUnsubscribing) {
      isUnsubscribing = false;
      session.interrupt(); // By another connection, as after MONITOR.
      await new Promise((resolve) => setImmediate(resolve)); // Until that is known.
      await session.resume();
      continue;
    }
    history.add(line);
    try {
      if (!await shell.runText(line)) break;
    } catch (error) { // A bug of ours costs a line, not the conversation.
      sink.problem(String((error as Error).stack ?? error));
    }
  }
  editor.close();
  guide.close();
  session.close();
  return 0;
}

function editingBy({ editing }: Settings): Editing {
  return editing === "auto" ? preferredEditing() : editing;
}

function terminalOf(output: ReplOutput): OwnTerminal {
  return {
    isInteractive: true,
    isColoured: mayColour(output),
    get columns() {
      return output.columns ?? 80;
    },
    get rows() {
      return output.rows ?? 24;
    },
    write: (text) => void output.write(text),
  };
}
