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
/** So many elements are kept, as the last reply. */
const KEPT_MAX = 10_000;

export interface ArrivingOptions {
  readonly printer: Printer & Required<Pick<Printer, "pieces">>;
  readonly screen: Screen;
  /** The command. */
  readonly words: readonly Uint8Array[];
  /** The connection, which is held while the screen, or the person, is behind. */
  readonly flow: { pause(): void; resume(): void };
  /** Is called once when nobody will see the rest: it need not arrive. */
  readonly onFull?: () => void;
}

export class ArrivingReply implements PiecesReceiver {
  readonly piecesFrom = PIECES_FROM;
  readonly #options: ArrivingOptions;
  #head: ReplyHead | null = null;
  #page: Page | null = null;
  #printer: PiecesPrinter | null = null;
  #isPaused = false;
  #isFull = false;
  #arrived = 0;
  readonly #items: Reply[] = [];
  readonly #pairs: ReplyPair[] = [];

  constructor(options: ArrivingOptions) {
    this.#options = options;
  }

  /** Whether the reply comes in pieces, and so is printed here. */
  get hasBegun(): boolean {
    return this.#head !== null;
  }

  begin(head: ReplyHead): void {
    const { printer, screen, words } = this.#options;
    this.#head = head;
    this.#page = screen.begin(Number.isFinite(head.count) ? head.count : 0);
    this.#printer = printer.pieces(head, words);
    this.#write(this.#printer.begin());
  }

  item(item: Reply): void {
    this.#arrived++;
    if (this.#items.length < KEPT_MAX) this.#items.push(item);
    if (!this.#isFull) this.#write(this.#printer!.item(item));
  }

  pair(pair: ReplyPair): void {
    this.#arrived++;
    if (this.#pairs.length < KEPT_MAX) this.#pairs.push(pair);
    if (!this.#isFull) this.#write(this.#printer!.pair(pair));
  }

  end(): Reply {
    this.#write(this.#printer!.end());
    return this.kept;
  }

  /** The reply as far as it is kept: its first elements. */
  get kept(): Reply {
    const { type, attributes } = this.#head!;
    const body: Reply = type === "map"
      ? { type, pairs: this.#pairs }
      : { type, items: this.#items };
    return attributes === undefined ? body : { ...body, attributes };
  }

  /** Resolves when all that arrived is shown; `isWhole`: whether that was all of it. */
  async shown(isWhole: boolean): Promise<void> {
    if (!isWhole && !this.#isFull) {
      const { count } = this.#head!;
      const all = Number.isFinite(count) ? ` of ${count.toLocaleString("en")}` : "";
      this.#page!.write(
        toBytesText(`… interrupted after ${this.#arrived.toLocaleString("en")}${all}\n`),
      );
    }
    await this.#page!.end();
  }

  #write(text: string): void {
    const page = this.#page!;
    if (text === "" || this.#isFull) return;
    const hasRoom = page.write(text);
    if (page.isFull) {
      this.#isFull = true;
      this.#options.onFull?.();
    } else if (!hasRoom && !this.#isPaused) {
      this.#isPaused = true;
      this.#options.flow.pause();
      page.drained().then(() => {
        this.#isPaused = false;
        this.#options.flow.resume();
        if (page.isFull && !this.#isFull) {
          this.#isFull = true;
          this.#options.onFull?.();
        }
      });
    }
  }
}
