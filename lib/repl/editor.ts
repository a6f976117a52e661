/**
 * Editing of a line on a terminal: node:readline, and between it and the keys what it lacks.
 *
 * - Hints stand in grey behind the cursor, and are wiped before the next key is handled.
 * - Ctrl-R searches the history; as long as it does, it gets the keys.
 * - What is typed while a command runs waits for the next prompt; only Ctrl-C is heard at once.
 *
 * Keys come in as text and reach readline one line at a time, so that each line of a pasted block
 * is answered before the next one is shown.
 */

import { EventEmitter } from "node:events";
import readline from "node:readline";
import { StringDecoder } from "node:string_decoder";
import { styleText } from "node:util";
import stringWidth from "string-width";
import type { History } from "./history.ts";
import { holdsSecret } from "./history.ts";
import type { ReplInput, ReplOutput } from "./options.ts";
import { HistorySearch } from "./search.ts";

/** What helps with typing. Both get what stands before the cursor. */
export interface Assistant {
  /** Words that may stand in place of the last one, and that one. */
  complete(text: string): [words: string[], current: string];
  /** What is still to be typed; may be empty. */
  hint(text: string): string;
}

/** The parts of node:readline that its types hide. */
type Lines = readline.Interface & { line: string; cursor: number; prevRows: number };

/** Readline asks of its input no more than events and raw mode. */
class Keys extends EventEmitter {
  readonly #input: ReplInput;

  constructor(input: ReplInput) {
    super();
    this.#input = input;
  }

  setRawMode(isRaw: boolean): void {
    this.#input.setRawMode?.(isRaw);
  }

  pause(): this {
    return this;
  }

  resume(): this {
    return this;
  }
}

const [INTERRUPT, SEARCH] = ["\x03", "\x12"];
const HISTORY_LINES_MAX = 1000;
const CLEAR_TO_LINE_END = "\x1b[K";
const CLEAR_BELOW = "\r\x1b[J";

export class Editor {
  readonly #input: ReplInput;
  readonly #output: ReplOutput;
  readonly #assistant: Assistant;
  readonly #history: History;
  readonly #keys: Keys;
  readonly #lines: Lines;
  readonly #decoder = new StringDecoder("utf8");
  readonly #onData = (bytes: Uint8Array) => this.#receive(bytes);
  readonly #onEnd = () => this.#lines.close();
  /** Keys that nobody has read yet. */
  #ahead = "";
  /** Waits for a line; null while none is asked for. */
  #reading: ((line: string | null) => void) | null = null;
  #prompt = "";
  #search: HistorySearch | null = null;
  #isHinting = false;
  #isClosed = false;
  /** Is told of Ctrl-C while no line is being typed. */
  onInterrupt: () => void = () => {};

  constructor(input: ReplInput, output: ReplOutput, assistant: Assistant, history: History) {
    this.#input = input;
    this.#output = output;
    this.#assistant = assistant;
    this.#history = history;
    this.#keys = new Keys(input);
    this.#lines = readline.createInterface({
      input: this.#keys as unknown as NodeJS.ReadableStream,
      output,
      terminal: true,
      history: [...history.lines],
      historySize: HISTORY_LINES_MAX,
      removeHistoryDuplicates: true,
      completer: (text: string) => this.#complete(text),
    }) as Lines;
    this.#lines.on("line", (line) => this.#finish(line));
    this.#lines.on("SIGINT", () => this.#cancel());
    this.#lines.on("close", () => this.#closed());
    this.#lines.on("history", (lines: string[]) => {
      if (lines.length > 0 && holdsSecret(lines[0])) lines.shift();
    });
    this.#keys.prependListener("keypress", () => this.#noteRow());
    input.on("data", this.#onData);
    input.once("end", this.#onEnd);
  }

  /** Asks for a line; null when the person leaves, or the terminal is gone. */
  read(prompt: string): Promise<string | null> {
    if (this.#isClosed) return Promise.resolve(null);
    this.#prompt = prompt;
    this.#lines.setPrompt(prompt);
    this.#lines.prompt();
    return new Promise((resolve) => {
      this.#reading = resolve;
      this.#work();
    });
  }

  /** Writes by `act` above the line that is being typed, or just so if there is none. */
  interject(act: () => void): void {
    if (this.#reading === null) return act();
    const { rows } = this.#lines.getCursorPos();
    this.#output.write((rows > 0 ? `\x1b[${rows}A` : "") + CLEAR_BELOW);
    this.#isHinting = false;
    act();
    this.#lines.prevRows = 0;
    this.#lines.prompt(true);
    this.#hint();
  }

  /** Gives the terminal back. */
  close(): void {
    this.#lines.close();
  }

  #receive(bytes: Uint8Array): void {
    this.#ahead += this.#decoder.write(bytes as never);
    if (this.#reading !== null) return this.#work();
    const at = this.#ahead.lastIndexOf(INTERRUPT);
    if (at < 0) return;
    this.#ahead = this.#ahead.slice(at + 1);
    this.onInterrupt();
  }

  /** Hands out the keys that are there, as long as a line is asked for. */
  #work(): void {
    while (this.#reading !== null && this.#ahead !== "") {
      const keys = this.#ahead;
      if (this.#search !== null) {
        this.#ahead = "";
        this.#searchOn(keys);
      } else if (keys.startsWith(SEARCH)) {
        this.#ahead = keys.slice(1);
        this.#search = new HistorySearch(this.#history.lines, this.#lines.line);
        if (this.#ahead === "") this.#searchOn("");
      } else {
        const end = lineEnd(keys);
        this.#ahead = keys.slice(end);
        this.#edit(keys.slice(0, end));
      }
    }
  }

  #edit(keys: string): void {
    this.#wipeHint();
    this.#keys.emit("data", keys);
    this.#hint();
  }

  #searchOn(keys: string): void {
    this.#wipeHint();
    const search = this.#search!;
    const step = search.type(keys);
    if (step.kind === "searching") return this.#show(search.prompt, "");
    this.#search = null;
    this.#ahead = step.rest;
    this.#show(this.#prompt, step.line);
    this.#hint();
  }

  /** Readline redraws a line from this row upwards. In Bun it forgets rows that typing has begun. */
  #noteRow(): void {
    this.#lines.prevRows = this.#lines.getCursorPos().rows;
  }

  #show(prompt: string, line: string): void {
    this.#noteRow();
    this.#lines.line = line;
    this.#lines.cursor = line.length;
    this.#lines.setPrompt(prompt);
    this.#lines.prompt(true);
  }

  #complete(text: string): [string[], string] {
    const [words, current] = this.#assistant.complete(text);
    setImmediate(() => this.#hint());
    return [words.length === 1 ? [`${words[0]} `] : words, current];
  }

  #hint(): void {
    if (this.#reading === null || this.#search !== null || this.#isClosed) return;
    const { line, cursor } = this.#lines;
    if (line.trim() === "" || cursor !== line.length) return;
    const room = (this.#output.columns ?? 80) - this.#lines.getCursorPos().cols - 1;
    const text = this.#assistant.hint(line).slice(0, Math.max(0, room));
    const width = stringWidth(text);
    if (width === 0 || width > room) return;
    const back = `\x1b[${width}D`;
    this.#output.write(
      styleText("gray", text, { validateStream: false }) + CLEAR_TO_LINE_END + back,
    );
    this.#isHinting = true;
  }

  #wipeHint(): void {
    if (this.#isHinting) this.#output.write(CLEAR_TO_LINE_END);
    this.#isHinting = false;
  }

  #finish(line: string | null): void {
    const reading = this.#reading;
    this.#reading = null;
    reading?.(line);
  }

  /** Ctrl-C at the prompt: drops the line; an empty one means to leave. */
  #cancel(): void {
    const { line } = this.#lines;
    if (line === "") return this.#lines.close();
    this.#show(this.#prompt, line); // Of several rows, to the last one.
    this.#output.write("^C\r\n");
    this.#lines.line = "";
    this.#lines.cursor = 0;
    this.#show(this.#prompt, "");
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#wipeHint();
    this.#input.off("data", this.#onData);
    this.#input.off("end", this.#onEnd);
    this.#input.pause();
    if (this.#reading !== null) this.#output.write("\r\n");
    this.#finish(null);
  }
}

/** How many keys belong to the line that is being typed, Enter included; Ctrl-R does not. */
function lineEnd(keys: string): number {
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] === SEARCH) return i;
    if (keys[i] === "\n" || keys[i] === "\r") return i + (keys.startsWith("\r\n", i) ? 2 : 1);
  }
  return keys.length;
}
