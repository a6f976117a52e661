/** Prints a large reply while it arrives, no faster than the output takes it. */

import type { PiecesReceiver, RespClient } from "../client/client.ts";
import type { ReplyHead } from "../resp/reply_decoder.ts";
import type { Reply, ReplyPair } from "../resp/value.ts";
import type { PiecesPrinter } from "./print/pieces.ts";
import type { Printer } from "./print/printer.ts";
import type { SessionOutput } from "./session.ts";

/** From so many elements on it is worth the trouble. */
const PIECES_FROM = 256;
/** So much is written at once. */
const CHUNK_CHARS = 64 * 1024;
/** Stands for a reply that is on the output already. */
const WRITTEN: Reply = { type: "array", items: [] };

export class PieceWriter implements PiecesReceiver {
  readonly piecesFrom: number;
  readonly #printer: Printer;
  readonly #words: readonly Uint8Array[];
  readonly #output: SessionOutput;
  readonly #client: RespClient;
  #pieces: PiecesPrinter | null = null;
  #text = "";

  constructor(
    printer: Printer,
    words: readonly Uint8Array[],
    output: SessionOutput,
    client: RespClient,
  ) {
    this.piecesFrom = printer.pieces === undefined ? Infinity : PIECES_FROM;
    this.#printer = printer;
    this.#words = words;
    this.#output = output;
    this.#client = client;
  }

  /** Whether this is what `end` returned: a reply that was printed while it arrived. */
  static hasWritten(reply: Reply): boolean {
    return reply === WRITTEN;
  }

  begin(head: ReplyHead): void {
    this.#pieces = this.#printer.pieces!(head, this.#words);
    this.#add(this.#pieces.begin());
  }

  item(item: Reply): void {
    this.#add(this.#pieces!.item(item));
  }

  pair(pair: ReplyPair): void {
    this.#add(this.#pieces!.pair(pair));
  }

  end(): Reply {
    this.#text += this.#pieces!.end();
    this.#flush();
    return WRITTEN;
  }

  #add(text: string): void {
    this.#text += text;
    if (this.#text.length < CHUNK_CHARS) return;
    this.#flush();
    const written = this.#output.written?.();
    if (written === undefined) return;
    this.#client.pause();
    written.finally(() => this.#client.resume());
  }

  #flush(): void {
    this.#output.text(this.#text);
    this.#text = "";
  }
}
