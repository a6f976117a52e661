/** A prompt with a server inside the process, whose clock stands still, and another client of that. */

import { embeddedTransport } from "../../../lib/cli/embedded.ts";
import { RespClient } from "../../../lib/client/client.ts";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import { parseConfig } from "../../../lib/repl/profiles/config.ts";
import { Screen } from "../../../lib/repl/print/pager.ts";
import { fromBytesText } from "../../../lib/repl/print/utf8.ts";
import { sessionFor } from "../../../lib/repl/session.ts";
import type { Settings } from "../../../lib/repl/settings.ts";
import { Shell } from "../../../lib/repl/shell.ts";
import { Snippets } from "../../../lib/repl/snippets.ts";
import { wordsOf } from "../../../lib/repl/words.ts";
import type { Reply } from "../../../lib/resp/value.ts";
import { HandClock } from "../../../lib/state/clock.ts";

export interface Prompt {
  readonly shell: Shell;
  /** Runs lines, and returns what was said for the last one; problems stand behind `! `. */
  say(...lines: string[]): Promise<string>;
  /** What has been said since the last line began. */
  said(): string;
  /** A command of another client. */
  ask(line: string): Promise<Reply>;
  close(): void;
}

export interface PromptOptions {
  readonly isInteractive?: boolean;
  readonly isColoured?: boolean;
  readonly protocol?: 2 | 3;
  readonly settings?: Partial<Settings>;
  /** What the person answers. */
  readonly answers?: string[];
}

/** A terminal of 60 columns and 12 rows, or none. */
export async function prompt(options: PromptOptions = {}): Promise<Prompt> {
  const { isInteractive = false, isColoured = false, answers = [], protocol } = options;
  const transport = embeddedTransport(new HandClock());
  let said = "";
  const text = (piece: string) => void (said += piece.endsWith("\n") ? piece : `${piece}\n`);
  const screen = new Screen({
    rows: 12,
    rowsUncut: 12,
    columns: 60,
    write: (piece) => {
      said += piece;
      return true;
    },
    drained: () => Promise.resolve(),
    startPager: () => null,
  });
  const output = { text, problem: (line: string) => text(`! ${line}`), screen };
  const session = sessionFor({ transport, protocol }, true, output)!;
  session.keepsPrompt = true;
  const shell = new Shell({
    session,
    specs: COMMANDS,
    output,
    conversation: {
      terminal: {
        isInteractive,
        isColoured,
        columns: 60,
        rows: 12,
        write: (piece) => void (said += piece),
      },
      ask: () => Promise.resolve(answers.shift() ?? null),
      lendTerminal: (act) => act(),
      draft: () => {},
      editElsewhere: () => Promise.resolve(null),
    },
    settings: options.settings,
    history: [],
    snippets: new Snippets(null),
    loadConfig: async () => ({ file: "", config: await parseConfig("", ""), warnings: [] }),
    now: () => 0,
  });
  const other = await RespClient.connect({ target: transport });
  return {
    shell,
    async say(...lines) {
      for (const line of lines) {
        said = "";
        await shell.runText(line);
      }
      return fromBytesText(said);
    },
    said: () => fromBytesText(said),
    ask: (line) => other.send(wordsOf(line)!),
    close: () => {
      other.close();
      session.close();
    },
  };
}

/** Waits until it holds, for a minute at most. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!await holds()) {
    if (performance.now() > end) throw new Error("It never came to that");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
