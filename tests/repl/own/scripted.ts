/** A prompt whose lines come from a test: what it says is text, and questions are answered by it. */

import { COMMANDS } from "../../../lib/commands/mod.ts";
import { parseConfig } from "../../../lib/repl/profiles/config.ts";
import type { Profile } from "../../../lib/repl/profiles/profile.ts";
import { sessionFor } from "../../../lib/repl/session.ts";
import type { Settings } from "../../../lib/repl/settings.ts";
import type { Conversation } from "../../../lib/repl/conversation.ts";
import { Shell } from "../../../lib/repl/shell.ts";
import { Snippets } from "../../../lib/repl/snippets.ts";
import { fromBytesText } from "../../../lib/repl/print/utf8.ts";
import { type Answer, type FakeServer, fakeServer } from "../talk.ts";

export interface Scripted {
  readonly shell: Shell;
  readonly server: FakeServer;
  /** What the person was asked. */
  readonly questions: string[];
  /** What the next lines begin with. */
  readonly drafts: string[];
  readonly snippets: Snippets;
  /** Runs a line, and returns what was said; problems stand behind `! `. */
  say(line: string): Promise<string>;
}

export interface ScriptedOptions {
  readonly profile?: Profile;
  readonly settings?: Partial<Settings>;
  /** The newest first. */
  readonly history?: string[];
  /** The configuration file. */
  readonly config?: string;
  /** What the person answers to the next question. */
  readonly answers?: (string | null)[];
  readonly isInteractive?: boolean;
  readonly isPlayground?: boolean;
  /** What an editor makes of a text. */
  readonly edit?: (text: string) => string | null;
}

/** A prompt of a person, with a server that answers as it is told. */
export function scripted(answer: Answer, options: ScriptedOptions = {}): Scripted {
  const { answers = [], history = [], isInteractive = true, profile = null } = options;
  const server = fakeServer(answer);
  let said = "";
  const questions: string[] = [];
  const drafts: string[] = [];
  const output = {
    text: (text: string) => void (said += text.endsWith("\n") ? text : `${text}\n`),
    problem: (line: string) => void (said += `! ${line}\n`),
  };
  const session = sessionFor({ transport: server.transport }, isInteractive, output)!;
  session.keepsPrompt = isInteractive;
  const conversation: Conversation = {
    terminal: { isInteractive, isColoured: false, columns: 80, rows: 24, write: output.text },
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(answers.shift() ?? null);
    },
    lendTerminal: (act) => act(),
    draft: (text) => void drafts.push(text),
    editElsewhere: (text) => Promise.resolve(options.edit?.(text) ?? null),
  };
  const snippets = new Snippets(null);
  let ticks = 0;
  const shell = new Shell({
    session,
    specs: COMMANDS,
    output,
    conversation,
    profile,
    settings: options.settings,
    isPlayground: options.isPlayground,
    history,
    snippets,
    loadConfig: async () => ({
      file: "config.toml",
      config: await parseConfig(options.config ?? "", "config.toml"),
      warnings: [],
    }),
    now: () => ticks++,
  });
  return {
    shell,
    server,
    questions,
    drafts,
    snippets,
    async say(line) {
      said = "";
      await shell.runText(line);
      return fromBytesText(said);
    },
  };
}
