/**
 * A second connection beside the one of the prompt: whoever helps with typing asks there, and so
 * disturbs no transaction, no subscription and no long command.
 */

import type { RespClient } from "../client/client.ts";
import { fromLatin1 } from "../resp/args.ts";
import type { Reply } from "../resp/value.ts";
import type { Session } from "./session.ts";

export class SideConnection {
  readonly #session: Session;
  #client: Promise<RespClient> | null = null;
  /** The database that is chosen there. */
  #db = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Asks the server in the person's database; words are Latin-1. An error of the server is a reply.
   * Rejects if the prompt has no connection, or if this one is lost.
   */
  async ask(words: readonly string[], signal: AbortSignal): Promise<Reply> {
    const client = await this.#open();
    signal.throwIfAborted();
    const { db } = this.#session.state;
    if (db !== this.#db) {
      this.#db = db; // Before it is answered: what is asked next comes behind it.
      void client.send(["SELECT", String(db)].map(fromLatin1)).catch(() => {});
    }
    const request = words.map(fromLatin1);
    return await this.#session.followed(request, await client.send(request));
  }

  /** Ends it; the next question opens another one. */
  close(): void {
    this.#client?.then((client) => client.close(), () => {});
    this.#client = null;
  }

  async #open(): Promise<RespClient> {
    const { isConnected, db } = this.#session.state;
    if (!isConnected) throw new Error("Not connected");
    const there = await this.#client?.catch(() => null);
    if (there?.isOpen) return there;
    this.#db = db;
    return await (this.#client = this.#session.connectAnother());
  }
}
