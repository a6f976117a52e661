/**
 * Where messages out of turn are written: what a subscriber, a monitor or a client with a cache is
 * told though it did not ask.
 *
 * They go behind what the session has been replied already, and are sent when the turn ends. A
 * session that is in the middle of a command of its own gets them behind that command's reply, as
 * since Redis 7.2.
 */

import { ReplyWriter } from "../resp/reply_writer.ts";
import type { Session } from "./session.ts";

export class Outbox {
  /** The session whose command is being executed; null between commands. */
  executing: Session | null = null;
  /** The sessions with messages that are to be sent when the turn ends. */
  #written: Session[] = [];
  /** What a session in the middle of a command is told once that is done. */
  readonly #deferred = new ReplyWriter();
  #deferredFor: Session | null = null;

  /** The writer for one message to a session; valid until another is asked for. */
  writer(session: Session): ReplyWriter {
    if (session === this.executing) {
      this.#deferredFor = session;
      this.#deferred.protocol = session.reply.protocol;
      return this.#deferred;
    }
    this.note(session);
    return session.reply;
  }

  /** Sends to all who were told something. */
  flush(): void {
    if (this.#written.length === 0) return;
    const written = this.#written;
    this.#written = [];
    for (const session of written) {
      session.isToldSomething = false;
      session.peer.flush();
    }
  }

  /** Whether messages wait for the end of a command. */
  get hasDeferred(): boolean {
    return this.#deferredFor !== null;
  }

  /** The command is done: what waited for that goes behind its reply. */
  release(): void {
    const session = this.#deferredFor!;
    session.reply.append(this.#deferred.bytes, 0, this.#deferred.length);
    this.note(session);
    this.#deferred.clear();
    this.#deferredFor = null;
  }

  /** What was written to a session's reply is sent when the turn ends. */
  note(session: Session): void {
    if (session.isToldSomething) return;
    session.isToldSomething = true;
    this.#written.push(session);
  }
}
