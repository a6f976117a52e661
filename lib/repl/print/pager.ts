/**
 * Long replies on a terminal: what fits on the screen is printed; what does not goes to a pager; or,
 * without one, is cut, and the rest is kept for `\more`. What arrives piece by piece is shown so.
 */

import { withoutColours } from "./theme.ts";
import { toBytesText } from "./utf8.ts";

/** So much of what was cut is kept, in bytes. */
const REST_BYTES_MAX = 8 * 1024 * 1024;

/** A running program that shows text. */
export interface PagerProgram {
  /** Latin-1. False: there is no room now, wait for `drained`. */
  write(text: string): boolean;
  /** Resolves when there is room, or nobody reads any more. */
  drained(): Promise<void>;
  /** Whether the person has left it. */
  readonly isLeft: boolean;
  /** That was all; resolves when the person has left it. */
  end(): Promise<void>;
}

/** What a screen needs of the terminal. */
export interface ScreenHost {
  readonly rows: number;
  readonly columns: number;
  /** Without a pager, what takes so many rows is cut. */
  readonly rowsUncut: number;
  /** Latin-1. False: there is no room now, wait for `drained`. */
  write(text: string): boolean;
  drained(): Promise<void>;
  /** Starts the pager, or returns null if there is none to be used. */
  startPager(): PagerProgram | null;
}

/** What shows replies, one after another. */
export class Screen {
  readonly #host: ScreenHost;
  #rest = new Rest("");
  /** How long people have read in pagers so far, in milliseconds. */
  readMs = 0;

  constructor(host: ScreenHost) {
    this.#host = host;
  }

  /** Begins a reply; `count` is how many elements are to come, if that is known. */
  begin(count = 0): Page {
    return new Page(
      this.#host,
      count,
      (rest) => this.#rest = rest,
      (ms) => void (this.readMs += ms),
    );
  }

  /** Shows a text that is there already. */
  async show(text: string): Promise<void> {
    const page = this.begin();
    page.write(text);
    await page.end();
  }

  /** The next screenful of what was cut; null if there is nothing. */
  more(): string | null {
    return this.#rest.take(this.#host.rows - 1, this.#host.columns);
  }
}

/**
 * One reply on its way to the terminal. It is held while it may fit on the screen. When it does not,
 * it goes to a pager; without one, it flows on to the terminal until it is cut.
 */
export class Page {
  readonly #host: ScreenHost;
  readonly #keep: (rest: Rest) => void;
  /** Is told how long the pager was there. */
  readonly #tellRead: (ms: number) => void;
  readonly #count: number;
  #elements = 0;
  /** What was written before it was known whether it fits; null once it is. */
  #held: string | null = "";
  #heldRows = 0;
  #pager: PagerProgram | null = null;
  #pagerSince = 0;
  /** How many more rows may flow. */
  #room = 0;
  #rest: Rest | null = null;

  constructor(
    host: ScreenHost,
    count: number,
    keep: (rest: Rest) => void,
    tellRead: (ms: number) => void,
  ) {
    this.#host = host;
    this.#tellRead = tellRead;
    this.#count = count;
    this.#keep = keep;
    if (count > host.rows) this.#letGo();
  }

  /** Whether more need not be written, since nobody will see it. */
  get isFull(): boolean {
    return this.#pager?.isLeft === true || this.#rest?.isFull === true;
  }

  /**
   * Takes Latin-1 text: whole lines, of so many elements. False: wait for `drained` before there is
   * more.
   */
  write(text: string, elements = 0): boolean {
    this.#elements += elements;
    if (this.#held === null) return this.#pass(text);
    this.#held += text;
    this.#heldRows += rowsOf(text, this.#host.columns);
    return this.#heldRows < this.#host.rows || this.#letGo();
  }

  /** Resolves when there is room for more. */
  drained(): Promise<void> {
    return this.#pager?.drained() ?? this.#host.drained();
  }

  /** That was all. Resolves when it is shown; with a pager, when the person has left that. */
  async end(): Promise<void> {
    if (this.#pager !== null) {
      await this.#pager.end();
      return this.#tellRead(performance.now() - this.#pagerSince);
    }
    if (this.#held !== null && !this.#host.write(this.#held)) await this.#host.drained();
    if (this.#rest === null) return;
    // Elements that were not printed have no lines; they are known by number alone.
    const left = this.#rest.lines + Math.max(0, this.#count - this.#elements);
    if (left === 0) return; // The last line was too long for the screen, but it is all there.
    this.#host.write(toBytesText(
      `… ${left.toLocaleString("en")} more ${left === 1 ? "line" : "lines"}; ` +
        "\\more shows more, \\set pager less shows all in a pager\n",
    ));
    this.#keep(this.#rest);
  }

  /** It does not fit: holds it no longer. */
  #letGo(): boolean {
    const held = this.#held!;
    this.#held = null;
    this.#pager = this.#host.startPager();
    this.#pagerSince = performance.now();
    // The notice and the prompt want a row each.
    this.#room = this.#host.rowsUncut - 2;
    return held === "" || this.#pass(held);
  }

  #pass(text: string): boolean {
    const { columns } = this.#host;
    if (this.#pager !== null) return this.#pager.isLeft || this.#pager.write(text);
    if (this.#rest !== null) {
      this.#rest.add(text);
      return true;
    }
    const rows = rowsOf(text, columns);
    if (rows <= this.#room) {
      this.#room -= rows;
      return this.#host.write(text);
    }
    this.#rest = new Rest(text);
    return this.#room <= 0 || this.#host.write(this.#rest.take(this.#room, columns)!);
  }
}

/** What was cut off, up to a limit. */
class Rest {
  #text: string;
  #at = 0;
  /** Whether something was dropped, since it was too much. */
  isFull = false;

  constructor(text: string) {
    this.#text = text;
  }

  add(text: string): void {
    if (this.#text.length + text.length > REST_BYTES_MAX) this.isFull = true;
    else if (!this.isFull) this.#text += text;
  }

  /** How many lines are left. */
  get lines(): number {
    let lines = 0;
    for (let at = this.#at; (at = this.#text.indexOf("\n", at) + 1) > 0;) lines++;
    return lines;
  }

  /** The next lines, as many as fit into so many rows; at least one; null if none is left. */
  take(rows: number, columns: number): string | null {
    const start = this.#at;
    for (let used = 0; this.#at < this.#text.length;) {
      const end = this.#text.indexOf("\n", this.#at) + 1 || this.#text.length;
      used += rowsOf(this.#text.slice(this.#at, end), columns);
      if (used > rows && this.#at > start) break;
      this.#at = end;
      if (used >= rows) break;
    }
    if (this.#at > start) return this.#text.slice(start, this.#at);
    if (!this.isFull) return null;
    this.isFull = false;
    return toBytesText("… what came behind this was not kept: ask for less at once\n");
  }
}

/** How many rows of the screen a text takes; a byte of a character of several is no column. */
export function rowsOf(text: string, columns: number): number {
  let rows = 0;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end < 0 ? undefined : end);
    const isShort = line.length <= columns;
    const width = isShort ? line.length : withoutColours(line).replace(/[\x80-\xbf]/g, "").length;
    rows += Math.max(1, Math.ceil(width / columns));
    if (end < 0) break;
    at = end + 1;
  }
  return rows;
}
