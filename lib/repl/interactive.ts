/** The conversation on a terminal: editing, history, completion, hints, Ctrl-R. */

import process from "node:process";
import readline from "node:readline";
import { PassThrough } from "node:stream";
import { styleText } from "node:util";
import stringWidth from "string-width";
import type { CommandSpec } from "../commands/spec.ts";
import { complete, help, hint } from "./assist.ts";
import { History, historyFile } from "./history.ts";
import { print } from "./print.ts";
import { HistorySearch } from "./search.ts";
import type { ReplSession } from "./session.ts";
import { textsOf, wordsOf } from "./words.ts";

const CTRL_R = "\x12";
const CLEAR_SCREEN = "\x1b[H\x1b[2J";
const CLEAR_LINE = "\r\x1b[K";

/** The parts of node:readline that its types leave out. */
type Editor = readline.Interface & { line: string; cursor: number };

/** Converses until the person leaves; resolves to the exit status. */
export function converse(session: ReplSession, specs: readonly CommandSpec[]): Promise<number> {
  return new Promise((resolve) => {
    void new Conversation(session, specs, resolve).start();
  });
}

class Conversation {
  readonly #session: ReplSession;
  readonly #specs: readonly CommandSpec[];
  readonly #leave: (status: number) => void;
  readonly #history = new History(historyFile());
  /** Keys on their way from the terminal to the editor. */
  readonly #keys = new PassThrough();
  readonly #editor: Editor;
  #search: HistorySearch | null = null;
  /** Lines are run one after the other, also when several are pasted. */
  #work: Promise<void> = Promise.resolve();

  constructor(
    session: ReplSession,
    specs: readonly CommandSpec[],
    leave: (status: number) => void,
  ) {
    this.#session = session;
    this.#specs = specs;
    this.#leave = leave;
    this.#editor = readline.createInterface({
      input: this.#keys,
      output: process.stdout,
      terminal: true,
      history: [...this.#history.lines],
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (text: string) => complete(specs, text),
    }) as Editor;
  }

  async start(): Promise<void> {
    const { stdin } = process;
    stdin.setRawMode?.(true);
    stdin.on("data", (bytes: Uint8Array) => this.#type(bytes.toString()));
    stdin.resume();
    this.#editor.on("line", (line) => {
      this.#work = this.#work.then(() => this.#run(line));
    });
    this.#editor.on("SIGINT", () => this.#interrupt());
    this.#editor.on("close", () => this.#end());
    this.#session.onPush = (text) => {
      process.stdout.write(CLEAR_LINE);
      print(text);
      if (!this.#session.isStreaming) this.#prompt();
    };
    await this.#connect();
    this.#prompt();
  }

  /** Keys from the terminal: Ctrl-R begins a search, which then gets them first. */
  #type(keys: string): void {
    if (this.#search === null) {
      const at = keys.indexOf(CTRL_R);
      if (at < 0) return this.#edit(keys);
      if (at > 0) this.#edit(keys.slice(0, at));
      this.#search = new HistorySearch(this.#history.lines, this.#editor.line);
      keys = keys.slice(at + 1);
    }
    const step = this.#search.type(keys);
    if (step.kind === "searching") {
      process.stdout.write(CLEAR_LINE + this.#search.prompt);
      return;
    }
    this.#search = null;
    process.stdout.write(CLEAR_LINE);
    this.#editor.line = step.line;
    this.#editor.cursor = step.line.length;
    this.#editor.prompt(true);
    if (step.rest !== "") this.#edit(step.rest);
  }

  #edit(keys: string): void {
    const { line, cursor } = this.#editor;
    if (cursor === line.length) process.stdout.write("\x1b[K"); // The hint is out of date.
    this.#keys.write(keys);
    setImmediate(() => this.#showHint());
  }

  /** Shows in grey, behind the cursor, what is still to be typed. */
  #showHint(): void {
    const { line, cursor } = this.#editor;
    if (this.#search !== null || cursor !== line.length) return;
    const text = line.trim() === "" ? "" : hint(this.#specs, line);
    const room = (process.stdout.columns ?? 80) -
      stringWidth(this.#session.prompt + line) - 1;
    const shown = text.slice(0, Math.max(room, 0));
    process.stdout.write(`\x1b[s${shown === "" ? "" : styleText("gray", shown)}\x1b[K\x1b[u`);
  }

  async #run(line: string): Promise<void> {
    this.#history.add(line);
    const words = textsOf(wordsOf(line) ?? []);
    switch (words[0]?.toLowerCase()) {
      case undefined:
        if (line.trim() !== "") console.log("Invalid argument(s)");
        break;
      case "quit":
      case "exit":
        return this.#editor.close();
      case "clear":
        process.stdout.write(CLEAR_SCREEN);
        break;
      case "help":
      case "?":
        print(help(this.#specs, words.slice(1), {
          name: (text) => styleText("bold", text),
          syntax: (text) => styleText("gray", text),
          label: (text) => styleText("yellow", text),
        }));
        break;
      default:
        await this.#send(line);
    }
    this.#prompt();
  }

  async #send(line: string): Promise<void> {
    try {
      const { text, isError } = await this.#session.runLine(line);
      const isShown = isError && process.stdout.isTTY;
      print(isShown ? `${styleText("red", text.replace(/\n$/, ""))}\n` : text);
      if (this.#session.isStreaming) console.log("Reading messages... (press Ctrl-C to quit)");
    } catch (error) {
      console.error((error as Error).message);
    }
  }

  async #connect(): Promise<void> {
    try {
      await this.#session.connect();
    } catch (error) {
      console.error((error as Error).message);
    }
  }

  /** Ctrl-C: ends what the server streams; else drops the line, or leaves if it is empty. */
  #interrupt(): void {
    if (this.#session.isStreaming) {
      process.stdout.write("\n");
      this.#work = this.#work.then(() => this.#connect()).then(() => this.#prompt());
    } else if (this.#editor.line === "") {
      process.stdout.write("\n");
      this.#editor.close();
    } else {
      process.stdout.write("\n");
      this.#editor.line = "";
      this.#editor.cursor = 0;
      this.#prompt();
    }
  }

  #prompt(): void {
    this.#editor.setPrompt(this.#session.prompt);
    this.#editor.prompt();
  }

  #end(): void {
    process.stdin.setRawMode?.(false);
    process.stdin.pause();
    void this.#work.finally(() => this.#leave(0));
  }
}
