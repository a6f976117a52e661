/** The connection of a mode that talks in commands. */

import { DisconnectedError, type RespClient } from "../../client/client.ts";
import { fromLatin1 } from "../../resp/args.ts";
import type { Reply } from "../../resp/value.ts";
import { Interrupted, ModeError } from "./mode.ts";

const RETRY_MS = 1000;

/** What the client needs of its surroundings. */
export interface ModeClientHost {
  readonly signal: AbortSignal;
  open(): Promise<RespClient>;
  wait(ms: number): Promise<void>;
  text(text: string): void;
}

export class ModeClient {
  readonly #host: ModeClientHost;
  #client: RespClient;

  constructor(client: RespClient, host: ModeClientHost) {
    this.#client = client;
    this.#host = host;
    host.signal.addEventListener("abort", () => this.close());
  }

  /**
   * Sends a command; strings are Latin-1. An error of the server is a reply. Rejects with
   * Interrupted, or with ModeError if the connection is lost.
   */
  async send(...words: readonly (string | Uint8Array)[]): Promise<Reply> {
    try {
      return await this.#client.send(bytesOf(words));
    } catch (error) {
      throw this.#reason(error);
    }
  }

  /** The same, but a lost connection is made anew as often as it takes, which is told. */
  async sendAnyway(...words: readonly (string | Uint8Array)[]): Promise<Reply> {
    const frame = bytesOf(words);
    for (let tries = 0;;) {
      try {
        const reply = await this.#client.send(frame);
        if (tries > 0) this.#host.text("\r\x1b[0K");
        return reply;
      } catch (error) {
        if (this.#host.signal.aborted) throw new Interrupted();
        if (!isLoss(error)) throw this.#reason(error);
      }
      do {
        this.#host.text(`\r\x1b[0KReconnecting... ${++tries}\r`);
        await this.#host.wait(RETRY_MS);
        if (this.#host.signal.aborted) throw new Interrupted();
      } while (!await this.#reopened());
    }
  }

  close(): void {
    this.#client.close();
  }

  async #reopened(): Promise<boolean> {
    try {
      this.#client = await this.#host.open();
      if (this.#host.signal.aborted) this.close();
      return true;
    } catch {
      return false;
    }
  }

  #reason(error: unknown): Error {
    if (this.#host.signal.aborted) return new Interrupted();
    return new ModeError(isLoss(error) ? "\nI/O error" : `Error: ${(error as Error).message}`);
  }
}

/** Whether the connection went, in whatever way; what is not RESP is another matter. */
function isLoss(error: unknown): boolean {
  return error instanceof DisconnectedError || "code" in (error as Error);
}

function bytesOf(words: readonly (string | Uint8Array)[]): Uint8Array[] {
  return words.map((word) => typeof word === "string" ? wordBytes(word) : word);
}

/** Words of commands, which come again and again. */
const KNOWN_WORDS = new Map<string, Uint8Array>();

function wordBytes(word: string): Uint8Array {
  if (!/^[A-Z]+$/.test(word)) return fromLatin1(word);
  let bytes = KNOWN_WORDS.get(word);
  if (bytes === undefined) KNOWN_WORDS.set(word, bytes = fromLatin1(word));
  return bytes;
}
