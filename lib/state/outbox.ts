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
  readonly written: Set<Session> = new Set();
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
    this.written.add(session);
    return session.reply;
  }

  /** Whether messages wait for the end of a command. */
  get hasDeferred(): boolean {
    return this.#deferredFor !== null;
  }

  /** The command is done: what waited for that goes behind its reply. */
  release(): void {
    const session = this.#deferredFor!;
    session.reply.append(this.#deferred.bytes, 0, this.#deferred.length);
    this.written.add(session);
    this.#deferred.clear();
    this.#deferredFor = null;
  }
}
