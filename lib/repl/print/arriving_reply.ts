/** A large reply that is printed while it arrives, no faster than it can be shown. */

import type { PiecesReceiver } from "../../client/client.ts";
import type { ReplyHead } from "../../resp/reply_decoder.ts";
import type { Reply, ReplyPair } from "../../resp/value.ts";
import type { Page, Screen } from "./pager.ts";
import type { PiecesPrinter } from "./pieces.ts";
import type { Printer } from "./printer.ts";
import { toBytesText } from "./utf8.ts";

/** From so many elements on; fewer are printed when all are there. */
const PIECES_FROM = 1000;
/** So much is written at once, if it arrives at once. */
const BATCH_CHARS = 16 * 1024;
/** So many elements are kept, as the last reply. */
const KEPT_MAX = 10_000;

/** Replies that are on the screen already. */
const SHOWN = new WeakSet<Reply>();

/** A printer that need not wait for the end. */
type PiecewisePrinter = Printer & Required<Pick<Printer, "pieces">>;

export interface ArrivingOptions {
  readonly printer: PiecewisePrinter;
  readonly screen: Screen;
  /** The command. */
  readonly words: readonly Uint8Array[];
  /** The connection, which is held while the screen, or the person, is behind. */
  readonly flow: {
    pause(): void;
    resume(): void;
    /** Nobody will see the rest: it need not be waited for. */
    abandon(): void;
  };
}

export class ArrivingReply implements PiecesReceiver {
  readonly piecesFrom = PIECES_FROM;
  readonly #options: ArrivingOptions;
  #head: ReplyHead | null = null;
  #page: Page | null = null;
  #printer: PiecesPrinter | null = null;
  /** What was printed and is not on the page yet, and of how many elements. */
  #text = "";
  #elements = 0;
  #isPaused = false;
  #isFull = false;
  #arrived = 0;
  readonly #items: Reply[] = [];
  readonly #pairs: ReplyPair[] = [];

  constructor(options: ArrivingOptions) {
    this.#options = options;
  }

  static isFor(printer: Printer): printer is PiecewisePrinter {
    return printer.isForPeople && printer.pieces !== undefined;
  }

  /** Whether this came of `answer`, and was shown while it arrived. */
  static hasShown(reply: Reply): boolean {
    return SHOWN.has(reply);
  }

  /**
   * The answer to the request with this receiver; resolves when what arrived of it is shown, too.
   * Of a large reply, only the first elements are in it. Rejects as `answer`.
   */
  async answer(answer: Promise<Reply>): Promise<Reply> {
    let isWhole = false;
    try {
      const reply = await answer;
      isWhole = true;
      return reply;
    } finally {
      if (this.#head !== null) await this.#finish(isWhole);
    }
  }

  begin(head: ReplyHead): void {
    const { printer, screen, words } = this.#options;
    this.#head = head;
    this.#page = screen.begin(Number.isFinite(head.count) ? head.count : 0);
    this.#printer = printer.pieces(head, words);
    this.#text = this.#printer.begin();
  }

  item(item: Reply): void {
    if (this.#items.length < KEPT_MAX) this.#items.push(item);
    this.#add(() => this.#printer!.item(item));
  }

  pair(pair: ReplyPair): void {
    if (this.#pairs.length < KEPT_MAX) this.#pairs.push(pair);
    this.#add(() => this.#printer!.pair(pair));
  }

  end(): Reply {
    this.#text += this.#printer!.end();
    this.#flush();
    const { type, attributes } = this.#head!;
    const body: Reply = type === "map"
      ? { type, pairs: this.#pairs }
      : { type, items: this.#items };
    const reply = attributes === undefined ? body : { ...body, attributes };
    SHOWN.add(reply);
    return reply;
  }

  /** Resolves when all that arrived is shown. */
  async #finish(isWhole: boolean): Promise<void> {
    this.#flush();
    if (!isWhole && !this.#isFull) {
      const { count } = this.#head!;
      const all = Number.isFinite(count) ? ` of ${count.toLocaleString("en")}` : "";
      this.#page!.write(
        toBytesText(`… interrupted after ${this.#arrived.toLocaleString("en")}${all}\n`),
      );
    }
    await this.#page!.end();
  }

  #add(print: () => string): void {
    this.#arrived++;
    if (this.#isFull) return;
    if (this.#elements++ === 0) setImmediate(() => this.#flush());
    this.#text += print();
    if (this.#text.length >= BATCH_CHARS) this.#flush();
  }

  #flush(): void {
    const [page, text, elements] = [this.#page!, this.#text, this.#elements];
    this.#text = "";
    this.#elements = 0;
    if (text === "" || this.#isFull) return;
    const hasRoom = page.write(text, elements);
    if (page.isFull) {
      this.#isFull = true;
      this.#options.flow.abandon();
    } else if (!hasRoom && !this.#isPaused) {
      this.#isPaused = true;
      this.#options.flow.pause();
      page.drained().then(() => {
        this.#isPaused = false;
        this.#options.flow.resume();
        if (page.isFull && !this.#isFull) {
          this.#isFull = true;
          this.#options.flow.abandon();
        }
      });
    }
  }
}
