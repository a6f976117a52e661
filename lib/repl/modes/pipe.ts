/**
 * `--pipe`: sends what comes in as it is, requests in RESP or inline, and counts the replies. An
 * ECHO of random bytes at the end tells when all were answered.
 */

import crypto from "node:crypto";
import { encodeRequest } from "../../resp/encode_request.ts";
import { fromLatin1 } from "../../resp/args.ts";
import { ProtocolError } from "../../resp/errors.ts";
import { reasonOf } from "../../runtime/failures.ts";
import { INTERRUPTED, type ModeContext, ModeError } from "./mode.ts";
import type { RawConnection } from "./raw_connection.ts";
import { ReplyCounter } from "./reply_counter.ts";

const DEFAULT_TIMEOUT_S = 30;
const MAGIC_BYTES = 20;

export async function pipe(context: ModeContext): Promise<number> {
  const connection = await context.connectRaw();
  const replies = new Replies(context, connection);
  const magic = crypto.randomBytes(MAGIC_BYTES);
  await transfer(context, connection, replies);
  if (replies.end === null && !context.signal.aborted) {
    replies.counter.expectLast(magic);
    // The line end in front may complete a request that is not; else it means nothing.
    connection.write(fromLatin1("\r\n"));
    connection.write(encodeRequest([fromLatin1("ECHO"), magic]));
    context.text("All data transferred. Waiting for the last reply...\n");
  }
  return await outcome(context, replies);
}

/** Sends the input, until it or the replies end, or Ctrl-C. Throws ModeError. */
function transfer(
  { input, signal }: ModeContext,
  connection: RawConnection,
  replies: Replies,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const send = (chunk: Uint8Array | string) => {
      connection.write(typeof chunk === "string" ? fromLatin1(chunk) : chunk);
      input.pause();
      void connection.drained().then(() => void input.resume());
    };
    const stop = () => {
      input.off("data", send).pause();
      resolve();
    };
    input.on("data", send).once("end", stop);
    input.once("error", (error) => {
      reject(new ModeError(`Error reading from stdin: ${reasonOf(error)}`));
    });
    void replies.ended.then(stop);
    signal.addEventListener("abort", stop);
  });
}

async function outcome(context: ModeContext, replies: Replies): Promise<number> {
  const { counter } = replies;
  const end = await replies.awaitEnd();
  if (end === "last") context.text("Last reply received from server.\n");
  else if (end === "late") {
    context.problem(`No replies for ${timeoutOf(context)} seconds: exiting.`);
    counter.errors++;
  } else if (end !== null) {
    context.problem(end);
    return 1;
  }
  context.text(`errors: ${counter.errors}, replies: ${counter.replies}\n`);
  if (context.signal.aborted) return INTERRUPTED;
  return counter.errors > 0 ? 1 : 0;
}

function timeoutOf({ options }: ModeContext): number {
  return options.pipeTimeoutSeconds ?? DEFAULT_TIMEOUT_S;
}

/** How it ended: the last reply came, or none for too long, or something else that is told. */
type End = "last" | "late" | `Error reading replies from server: ${string}`;

/** The replies as they come in. */
class Replies {
  readonly counter: ReplyCounter;
  readonly #context: ModeContext;
  #lastMs: number;
  end: End | null = null;
  #onEnd = () => {};
  /** Resolves with `end`. */
  readonly ended: Promise<void> = new Promise((resolve) => this.#onEnd = resolve);

  constructor(context: ModeContext, connection: RawConnection) {
    this.#context = context;
    this.counter = new ReplyCounter((text) => context.problem(text));
    this.#lastMs = context.now();
    connection.receive((bytes) => this.#take(bytes), (error) => {
      if (context.signal.aborted) return this.#onEnd();
      const reason = error?.message ?? "Server closed the connection";
      this.#finish(`Error reading replies from server: ${reason}`);
    });
  }

  /** Waits for the end; too long without a reply is one. Null after Ctrl-C. */
  async awaitEnd(): Promise<End | null> {
    const timeoutMs = timeoutOf(this.#context) * 1000;
    while (this.end === null && !this.#context.signal.aborted) {
      const leftMs = timeoutMs === 0 ? 60_000 : this.#lastMs + timeoutMs - this.#context.now();
      if (leftMs <= 0) this.#finish("late");
      else await Promise.race([this.ended, this.#context.wait(leftMs)]);
    }
    return this.end;
  }

  #take(bytes: Uint8Array): void {
    this.#lastMs = this.#context.now();
    try {
      this.counter.push(bytes);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#finish(`Error reading replies from server: ${error.message}`);
    }
    if (this.counter.isDone) this.#finish("last");
  }

  #finish(end: End): void {
    this.end ??= end;
    this.#onEnd();
  }
}
