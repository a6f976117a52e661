/** What the editor asks of whoever knows commands, while a line is typed. */

/** What a piece of the line is, and so how it looks. */
export type SpanKind =
  | "command"
  | "key"
  | "value"
  | "option"
  | "own" // A command of the prompt itself.
  | "pipe" // `| command`, for the shell.
  | "error";

/** A piece of the text, in UTF-16 units: `[start, end)`. Spans are in order and do not overlap. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: SpanKind;
}

/** How a text that is being typed looks; found at every key, so it takes no more than a moment. */
export interface Look {
  readonly spans: readonly Span[];
  /** What is still to be typed behind the end, to be shown in grey; may be empty. */
  readonly hint: string;
  /**
   * One line about the command, or about what is wrong with it, for below; may be empty. Of parts
   * with `PART_SEPARATOR` in between, the last ones are left out where there is no room.
   */
  readonly status: string;
  /** Whether Enter begins another line: a quote is open, or the last line ends with `\`. */
  readonly isOpen: boolean;
}

/** A word that may stand at the cursor. */
export interface Candidate {
  /** What to type, quoted if it must be. */
  readonly text: string;
  /** What it is, in a few words. */
  readonly note?: string;
  /** Whether more of the same word may follow (`user:`), so that no blank is put behind it. */
  readonly isPrefix?: boolean;
}

/** What may stand in place of `text[start, cursor)`. */
export interface Completion {
  readonly start: number;
  readonly candidates: readonly Candidate[];
}

export interface Assistant {
  look(text: string, cursor: number): Look;
  /** May ask the server; gives up when `signal` says that the person went on typing. */
  complete(text: string, cursor: number, signal: AbortSignal): Promise<Completion>;
}
