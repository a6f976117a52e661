/** Tells the assistant which server it helps with, as that changes. */

import type { PromptAssistant } from "./assist/mod.ts";
import type { Session } from "./session.ts";
import { SideConnection } from "./side_connection.ts";

export class Guide {
  readonly #assistant: PromptAssistant;
  readonly #session: Session;
  readonly #side: SideConnection;
  /** The server and the user whom the assistant knows; null without a connection. */
  #known: string | null = null;
  #db = 0;

  constructor(assistant: PromptAssistant, session: Session) {
    this.#assistant = assistant;
    this.#session = session;
    this.#side = new SideConnection(session);
  }

  /** Looks where the prompt is now. What is to be learnt is learnt meanwhile. */
  update(): void {
    const { isConnected, address, user, db } = this.#session.state;
    if (!isConnected) {
      if (this.#known !== null) this.#assistant.disconnected();
      this.#known = null;
      return this.#side.close();
    }
    // In a cluster, another node is no other server.
    const here = `${this.#session.isCluster ? "" : address} ${user}`;
    if (here !== this.#known) {
      this.#side.close();
      this.#known = here;
      // What cannot be learnt now is looked up in tables of our own.
      this.#assistant.connected((words, signal) => this.#side.ask(words, signal)).catch(() => {});
    } else if (db !== this.#db) {
      this.#assistant.forgetNames();
    }
    this.#db = db;
  }

  /** It will be another server. */
  forget(): void {
    this.#known = null;
    this.#assistant.forget();
    this.#side.close();
  }

  close(): void {
    this.#side.close();
  }
}
