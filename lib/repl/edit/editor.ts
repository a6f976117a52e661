/**
 * Editing of a line, or of several, on a terminal.
 *
 * Keys come from the terminal and wait in a queue; as long as a line is asked for, they change the
 * text, and what has become of it is drawn once for all that came together. What is typed while a
 * command runs waits for the next prompt; only Ctrl-C is heard at once.
 */

import type { ReplInput, ReplOutput } from "../options.ts";
import { variable } from "../../runtime/permissions.ts";
import type { Assistant, Candidate, Completion, Look } from "./assistant.ts";
import { EditBuffer } from "./buffer.ts";
import type { Piece } from "./cells.ts";
import { DumbScreen } from "./dumb_screen.ts";
import { editElsewhere } from "./elsewhere.ts";
import { EmacsKeys } from "./emacs.ts";
import { fitted } from "./fitted.ts";
import type { History } from "./history.ts";
import type { Editing, KeyMap, Wish } from "./key_map.ts";
import { KeyQueue } from "./key_queue.ts";
import { type Key, key } from "./keys.ts";
import type { Picture } from "./layout.ts";
import { commonStart, Menu } from "./menu.ts";
import { wordEnd } from "./motions.ts";
import { Recall } from "./recall.ts";
import { type Canvas, Screen } from "./screen.ts";
import { HistorySearch } from "./search.ts";
import { Suggester } from "./suggest.ts";
import { EditTerminal } from "./terminal.ts";
import { type Theme, themeFor } from "./theme.ts";
import { ViKeys } from "./vi.ts";

export interface EditorOptions {
  readonly input: ReplInput;
  readonly output: ReplOutput;
  readonly assistant: Assistant;
  readonly history: History;
  /** By default emacs. */
  readonly editing?: Editing;
  /** By default true. */
  readonly hasHints?: boolean;
  readonly isColoured?: boolean;
  /** Whether the terminal knows no control sequences; by default, what TERM says. */
  readonly isDumb?: boolean;
  /** How long an Escape waits for what may follow, in milliseconds. */
  readonly escapeMs?: number;
}

/** A line that is asked for. */
interface Reading {
  prompt: string;
  /** Whether it is an answer to a question: neither history nor assistant have a part in it. */
  readonly isAnswer: boolean;
  readonly isHidden: boolean;
  readonly resolve: (line: string | null) => void;
}

const ESCAPE_MS = 25;
const MENU_ROWS_MAX = 10;
const CLEAR_SCREEN = "\x1b[H\x1b[2J";
/** What may be asked for while a question is answered, which has neither history nor assistant. */
const FOR_ANSWERS: ReadonlySet<Wish> = new Set<Wish>([
  "accept",
  "interrupt",
  "leave",
  "suspend",
  "clear-screen",
]);
const NO_LOOK: Look = { spans: [], hint: "", status: "", isOpen: false };

export class Editor {
  readonly #assistant: Assistant;
  readonly #history: History;
  readonly #terminal: EditTerminal;
  readonly #canvas: Canvas;
  readonly #theme: Theme;
  readonly #isDumb: boolean;
  readonly #buffer = new EditBuffer();
  readonly #suggester: Suggester;
  readonly #recall: Recall;
  #keys: KeyMap;
  #editing: Editing;
  /** Whether there is more than the text: hints, suggestions, and the line below. */
  hasHints: boolean;
  /** Keys that nobody has read yet. */
  readonly #queue = new KeyQueue();
  /** Null while no line is asked for. */
  #reading: Reading | null = null;
  #search: HistorySearch | null = null;
  #lastSearch: HistorySearch | null = null;
  #menu: Menu | null = null;
  /** Ends the completion that is under way. */
  #completing: AbortController | null = null;
  /** Whether keys wait for a moment, because what is typed may be completed at once. */
  #isHolding = false;
  /** What M-. has put in last, and how far back that was. */
  #argument: { start: number; end: number; steps: number } | null = null;
  /** What the person is told until the next key. */
  #notice = "";
  /** What the next line begins with. */
  #draft = "";
  /** How often the terminal is lent to somebody, and what is to be written when it is back. */
  #lent = 0;
  #waiting: (() => void)[] = [];
  /** Whether the line has made room for messages. */
  #isAway = false;
  #isClosed = false;
  /** Is told of Ctrl-C while no line is being typed. */
  onInterrupt: () => void = () => {};
  /** Ctrl-C on an empty line: true if that ends something else; else the person leaves. */
  onEmptyInterrupt: () => boolean = () => false;

  constructor(options: EditorOptions) {
    const { input, output, assistant, history, editing = "emacs", isColoured = true } = options;
    const { isDumb = variable("TERM") === "dumb", escapeMs = ESCAPE_MS } = options;
    this.#assistant = assistant;
    this.#history = history;
    this.#theme = themeFor(isColoured);
    this.#isDumb = isDumb;
    this.#editing = editing;
    this.hasHints = options.hasHints ?? true;
    this.#keys = keysFor(editing);
    this.#suggester = new Suggester(history.lines);
    this.#recall = new Recall(history.lines);
    this.#terminal = new EditTerminal(input, output, isDumb, escapeMs, {
      keys: (keys) => this.#receive(keys),
      end: () => this.#end(),
      resize: () => this.#redraw(this.#canvas.eraseResized()),
      resume: () => this.#redraw(this.#canvas.erase()),
    });
    const size = () => this.#terminal.size;
    this.#canvas = isDumb ? new DumbScreen(size) : new Screen(size);
    this.#terminal.open();
    setImmediate(warmUp);
  }

  /** How lines are edited. It may be changed at any time. */
  get editing(): Editing {
    return this.#editing;
  }

  set editing(editing: Editing) {
    if (editing === this.#editing) return;
    this.#editing = editing;
    this.#keys = keysFor(editing);
    this.#keys.reset(this.#buffer);
    this.#draw();
  }

  /** Asks for a line; null when the person leaves, or the terminal is gone. */
  read(prompt: string): Promise<string | null> {
    const draft = this.#draft;
    this.#draft = "";
    return this.#ask(prompt, draft, false, false);
  }

  /**
   * Asks a question. What was typed before does not answer it, and the answer is not a line to be
   * remembered; null if there is none (Ctrl-C, Ctrl-D). `isHidden`: nobody shall see what is typed.
   */
  ask(question: string, isHidden = false): Promise<string | null> {
    this.#queue.clear();
    return this.#ask(question, "", true, isHidden);
  }

  /** What the next line begins with. */
  draft(text: string): void {
    this.#draft = text;
  }

  /** What stands before the line that is being typed is something else now. */
  changePrompt(prompt: string): void {
    const reading = this.#reading;
    if (reading === null || reading.isAnswer || reading.prompt === prompt) return;
    reading.prompt = prompt;
    this.#draw();
  }

  /** Draws anew, because the assistant knows more than before. */
  refresh(): void {
    this.#draw();
  }

  /** Writes by `act` above the line that is being typed, or just so if there is none. */
  interject(act: () => void): void {
    if (this.#lent > 0) {
      this.#waiting.push(act);
    } else if (this.#reading === null) {
      act();
    } else {
      this.#makeRoom();
      act();
    }
  }

  /** Takes the line away; it comes back when all that is to be written now has been. */
  #makeRoom(): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#terminal.write(this.#canvas.erase());
    setImmediate(() => {
      if (this.#isAway) this.#draw();
    });
  }

  /** Lets another program have the terminal, until `act` is done. */
  async lend<T>(act: () => Promise<T>): Promise<T> {
    if (this.#lent++ === 0) {
      if (this.#reading !== null) this.#terminal.write(this.#canvas.erase());
      this.#terminal.close();
    }
    try {
      return await act();
    } finally {
      if (--this.#lent === 0 && !this.#isClosed) {
        this.#terminal.open();
        for (const waiting of this.#waiting.splice(0)) waiting();
        this.#draw();
        this.#work();
      }
    }
  }

  /** Opens a text in the person's own editor; null if nothing shall come of it. */
  editElsewhere(text: string): Promise<string | null> {
    return this.lend(() => editElsewhere(text));
  }

  /** Gives the terminal back. */
  close(): void {
    this.#end();
  }

  #ask(prompt: string, text: string, isAnswer: boolean, isHidden: boolean): Promise<string | null> {
    if (this.#isClosed) return Promise.resolve(null);
    this.#buffer.load(text);
    this.#keys.reset(this.#buffer);
    this.#suggester.reset();
    this.#recall.reset();
    return new Promise((resolve) => {
      this.#reading = { prompt, isAnswer, isHidden, resolve };
      if (this.#queue.isEmpty) this.#draw();
      this.#work();
    });
  }

  #receive(keys: readonly Key[]): void {
    this.#queue.push(keys);
    if (this.#reading !== null) this.#work();
    else if (this.#queue.dropThrough("C-c")) this.onInterrupt();
  }

  /** Works off the keys that are there, as long as a line is asked for. */
  #work(): void {
    if (this.#queue.isEmpty || !this.#isReady) return;
    while (!this.#queue.isEmpty && this.#isReady) this.#press(this.#queue.next());
    this.#draw();
  }

  get #isReady(): boolean {
    return this.#reading !== null && this.#lent === 0 && !this.#isHolding;
  }

  #press(pressed: Key): void {
    this.#notice = "";
    this.#completing?.abort();
    this.#completing = null;
    if (this.#search !== null) return this.#searchOn(this.#search, pressed);
    if (this.#menu !== null && this.#pressInMenu(this.#menu, pressed)) return;
    if (pressed.name === "paste") return this.#paste(pressed.text);
    const argument = this.#argument;
    this.#argument = null;
    const wish = this.#keys.press(pressed, this.#buffer);
    if (wish === null || this.#isAnswer && !FOR_ANSWERS.has(wish)) return;
    if (wish === "last-argument") this.#insertArgument(argument);
    else this.#fulfil(wish);
  }

  #fulfil(wish: Exclude<Wish, "last-argument">): void {
    const { text, cursor } = this.#buffer;
    switch (wish) {
      case "accept":
        return this.#isOpen() ? this.#buffer.type("\n") : this.#finish(text);
      case "newline":
        return this.#buffer.type("\n");
      case "interrupt":
        return this.#interrupt();
      case "leave":
        return this.#isAnswer ? this.#finish(null) : this.#end();
      case "suspend":
        return this.#suspend();
      case "clear-screen":
        this.#canvas.forget();
        return this.#terminal.write(this.#isDumb ? "\r\n" : CLEAR_SCREEN);
      case "open-editor":
        return void this.#editText();
      case "complete":
      case "complete-back":
        return this.#complete();
      case "older":
      case "newer":
        return this.#show(this.#recall.step(wish === "older" ? 1 : -1, text));
      case "oldest":
      case "newest":
        return this.#show(this.#recall.step(wish === "oldest" ? Infinity : -Infinity, text));
      case "older-alike":
      case "newer-alike": {
        const direction = wish === "older-alike" ? 1 : -1;
        return this.#show(this.#recall.alike(direction, text.slice(0, cursor), text), cursor);
      }
      case "take-suggestion":
        return this.#buffer.insert(this.#suggestion());
      case "take-suggested-word": {
        const suggestion = this.#suggestion();
        return this.#buffer.insert(suggestion.slice(0, wordEnd(suggestion, 0)));
      }
      case "search-older":
      case "search-newer":
        this.#search = new HistorySearch(
          this.#history.lines,
          text,
          wish === "search-older" ? "older" : "newer",
        );
        return;
      case "search-again":
      case "search-back":
        return this.#searchAgain(wish === "search-again" ? "older" : "newer");
    }
  }

  get #isAnswer(): boolean {
    return this.#reading!.isAnswer;
  }

  #isOpen(): boolean {
    return this.#lookAt(this.#buffer.text, this.#buffer.cursor).isOpen;
  }

  #lookAt(text: string, cursor: number): Look {
    if (this.#isAnswer) return NO_LOOK;
    const look = this.#assistant.look(text, cursor);
    return this.hasHints ? look : { ...look, hint: "", status: "" };
  }

  /** The line is done. */
  #finish(line: string | null, mark = ""): void {
    const { resolve } = this.#reading!;
    this.#menu = null;
    this.#search = null;
    const shape = this.#terminal.shapeCursor(null);
    this.#terminal.write(this.#canvas.finish(this.#picture(), mark) + shape);
    this.#reading = null;
    this.#isAway = false;
    resolve(line);
  }

  /** Ctrl-C: drops the line; an empty one means to leave. */
  #interrupt(): void {
    if (this.#isAnswer) return this.#finish(null, "^C");
    if (this.#buffer.text === "") {
      return this.onEmptyInterrupt() ? this.#finish("", "^C") : this.#end();
    }
    this.#terminal.write(this.#canvas.finish(this.#picture(), "^C"));
    this.#buffer.load("");
    this.#keys.reset(this.#buffer);
    this.#recall.reset();
    this.#suggester.reset();
  }

  #suspend(): void {
    this.#terminal.write(this.#canvas.finish(this.#picture()));
    if (!this.#terminal.suspend()) this.#notice = "This cannot be suspended here.";
  }

  async #editText(): Promise<void> {
    try {
      const text = await this.editElsewhere(this.#buffer.text);
      if (text !== null) this.#buffer.replace(0, this.#buffer.text.length, text);
    } catch (error) {
      this.#notice = (error as Error).message;
    }
    this.#draw();
  }

  /** Shows another text, if there is one. */
  #show(text: string | null, cursor?: number): void {
    if (text === null) return;
    this.#buffer.load(text, cursor ?? (this.#keys.mode === "NORMAL" ? 0 : text.length));
  }

  #suggestion(): string {
    return this.#isAnswer || !this.hasHints || !this.#buffer.isAtEnd
      ? ""
      : this.#suggester.suggest(this.#buffer.text);
  }

  /** M-.: the last word of the line before; again, of the one before that. */
  #insertArgument(last: { start: number; end: number; steps: number } | null): void {
    const { cursor } = this.#buffer;
    const { start, end, steps } = last ?? { start: cursor, end: cursor, steps: -1 };
    const word = this.#recall.lastWord(steps + 1);
    if (word !== "") this.#buffer.replace(start, end, word);
    this.#argument = word === "" ? last : { start, end: start + word.length, steps: steps + 1 };
  }

  /** One text, if it holds open quotes; else lines that are run one after the other. */
  #paste(pasted: string): void {
    const text = pasted.replace(/\r\n?/g, "\n");
    const lines = text.split("\n");
    if (this.#isAnswer) return this.#buffer.insert(lines[0]);
    if (lines.length === 1) return this.#buffer.insert(text);
    let line = this.#buffer.text.slice(0, this.#buffer.cursor);
    for (const part of lines.slice(0, -1)) {
      line += part;
      if (this.#lookAt(line, line.length).isOpen) {
        return this.#buffer.insert(text.replace(/\n$/, ""));
      }
      line = "";
    }
    const keys = lines.flatMap((part, i) => [
      ...(part === "" ? [] : [{ name: "paste", text: part }]),
      ...(i === lines.length - 1 ? [] : [key("Enter")]),
    ]);
    this.#queue.putFirst(keys);
  }

  #searchOn(search: HistorySearch, pressed: Key): void {
    const step = search.type(pressed);
    if (step.kind === "searching") return;
    this.#search = null;
    if (step.kind === "cancelled") return;
    this.#lastSearch = search;
    this.#takeFound(search);
    // vi's / only finds; elsewhere the key that ended the search does what it always does.
    if (step.key !== null && !(isEnter(step.key) && this.#keys.mode === "NORMAL")) {
      this.#press(step.key);
    }
  }

  /** vi's n and N. */
  #searchAgain(direction: "older" | "newer"): void {
    if (this.#lastSearch === null) return;
    this.#lastSearch.seek(direction);
    this.#takeFound(this.#lastSearch);
  }

  #takeFound(search: HistorySearch): void {
    if (search.index < 0) return;
    this.#recall.reset(search.index, this.#buffer.text);
    this.#show(search.line);
  }

  /**
   * Asks what may stand at the cursor. Keys that have come already wait for a moment: what can be
   * answered at once is. The next key after that ends the waiting.
   */
  #complete(): void {
    const controller = new AbortController();
    this.#completing = controller;
    const { text, cursor } = this.#buffer;
    const release = () => {
      this.#isHolding = false;
      this.#work();
    };
    this.#isHolding = true;
    setImmediate(release);
    this.#assistant.complete(text, cursor, controller.signal).then((completion) => {
      if (controller.signal.aborted || this.#reading === null) return;
      this.#completing = null;
      this.#offer(completion);
      this.#draw();
      release();
    }, () => {}); // It was given up, or cannot be known.
  }

  /** Puts in what all candidates have in common; if that is nothing more, shows them. */
  #offer({ start, candidates }: Completion): void {
    const { text, cursor } = this.#buffer;
    const [first, ...others] = candidates;
    if (first === undefined) return;
    if (others.length === 0) return this.#put(start, cursor, first);
    const typed = text.slice(start, cursor);
    const common = commonStart(candidates);
    const isMore = common.length > typed.length;
    if (isMore || common.toLowerCase() === typed.toLowerCase()) {
      this.#buffer.replace(start, cursor, common);
    }
    if (!isMore) this.#menu = new Menu({ start, candidates }, cursor);
  }

  /** Puts a whole word in place of `[start, end)`. */
  #put(start: number, end: number, { text, isPrefix = false }: Candidate): void {
    const isFollowed = /^\s/.test(this.#buffer.text.slice(end));
    this.#buffer.replace(start, end, isPrefix || isFollowed ? text : `${text} `);
  }

  /** Whether the key was the menu's. */
  #pressInMenu(menu: Menu, { name }: Key): boolean {
    const { chosen } = menu;
    const isBeside = name === "Left" || name === "Right";
    if (name === "Tab" || name === "Down") menu.choose(1);
    else if (name === "S-Tab" || name === "Up") menu.choose(-1);
    else if (isBeside && chosen !== null) menu.chooseBeside(name === "Left" ? -1 : 1);
    else {
      this.#menu = null;
      if (name === "Escape" || name === "C-g") return true;
      if (chosen === null) return false;
      const [start, end] = menu.range;
      const isTaken = name === "Enter" || name === "C-j";
      if (isTaken) this.#put(start, end, chosen);
      else this.#buffer.replace(start, end, chosen.text);
      return isTaken;
    }
    return true;
  }

  #draw(): void {
    if (this.#reading === null || this.#lent > 0) return;
    this.#isAway = false;
    const shape = this.#terminal.shapeCursor(this.#keys.cursorShape);
    this.#terminal.write(this.#canvas.draw(this.#picture()) + shape);
  }

  #redraw(erasing: string): void {
    if (this.#reading === null || this.#lent > 0) return;
    this.#terminal.write(erasing);
    this.#draw();
  }

  #picture(): Picture {
    const { prompt, isHidden } = this.#reading!;
    if (isHidden) return { prompt, text: "", cursor: 0 };
    if (this.#search !== null) return this.#searchPicture(this.#search);
    const { text, cursor } = this.#menu?.applied(this.#buffer.text) ?? this.#buffer;
    const look = this.#lookAt(text, cursor);
    const isAtEnd = cursor === text.length && text.trim() !== "";
    const suggestion = this.#menu === null ? firstLine(this.#suggestion()) : "";
    const ghost = !isAtEnd ? "" : suggestion || look.hint;
    const { columns, rows } = this.#terminal.size;
    const menuRows = Math.max(1, Math.min(MENU_ROWS_MAX, rows >> 1));
    return {
      prompt,
      text,
      cursor,
      styles: look.spans.map(({ start, end, kind }) => ({
        start,
        end,
        style: this.#theme.spans[kind],
      })),
      ghost: [ghost, this.#theme.faint],
      below: [
        ...this.#menu?.draw(columns, menuRows, this.#theme) ?? [],
        ...this.#statusRow(look.status, columns - 1),
      ],
    };
  }

  #searchPicture(search: HistorySearch): Picture {
    const { prompt, line, match } = search;
    if (match === null) return { prompt, text: line, cursor: line.length };
    const [start, end] = match;
    const styles = [{ start, end, style: this.#theme.match }];
    return { prompt, text: line, cursor: line.length, styles };
  }

  /** The row below all; none if there is nothing to say. */
  #statusRow(status: string, columns: number): Piece[][] {
    const { mode, pending } = this.#keys;
    const pieces: Piece[] = [];
    if (mode !== "") pieces.push([`-- ${mode} -- `, this.#theme.mode]);
    if (pending !== "") pieces.push([`${pending} `, this.#theme.mode]);
    const room = columns - pieces.reduce((sum, [text]) => sum + text.length, 0);
    if (this.#notice !== "") pieces.push([this.#notice, this.#theme.notice]);
    else if (status !== "") pieces.push([fitted(status, room), this.#theme.faint]);
    return pieces.length === 0 ? [] : [pieces];
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#completing?.abort();
    if (this.#reading !== null) this.#finish(null);
    this.#terminal.end();
  }
}

/** What is made at its first use is made now, so that the first key need not wait for it. */
function warmUp(): void {
  new Screen(() => ({ columns: 80, rows: 24 })).draw({ prompt: "", text: "東é", cursor: 0 });
}

function isEnter({ name }: Key): boolean {
  return name === "Enter" || name === "C-j";
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : `${text.slice(0, end)} …`;
}

function keysFor(editing: Editing): KeyMap {
  return editing === "vi" ? new ViKeys() : new EmacsKeys();
}
