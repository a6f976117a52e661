/** What commands have done to a connection, as far as the prompt must know. */

import { latin1 } from "../resp/args.ts";
import type { Reply } from "../resp/value.ts";

type Words = readonly Uint8Array[];

/** What begins or ends a subscription; the kinds of its answers are called the same. */
const SUBSCRIBING = /^([PS]?)(UN)?SUBSCRIBE$/;

export class ConnectionState {
  /** What a transaction has queued; null outside of one. */
  queued: Words[] | null = null;
  /** The server shows all commands, and answers nothing. */
  isMonitoring = false;
  /** How many channels and patterns, and how many channels of shards. */
  #subscriptions = { all: 0, shards: 0 };
  /** CLIENT REPLY: whether commands are answered, now and for one more. */
  #replies: "on" | "off" | "skip" = "on";

  get subscriptions(): number {
    return this.#subscriptions.all + this.#subscriptions.shards;
  }

  /** Whether the server was told to answer nothing until it is told otherwise. */
  get isMute(): boolean {
    return this.#replies === "off";
  }

  /** Whether a command that is about to be sent will be answered; it is taken note of. */
  isAnswered(words: Words): boolean {
    const [name, sub, how] = words.slice(0, 3).map(capitals);
    const before = this.#replies;
    if (before === "skip") this.#replies = "on";
    if (name !== "CLIENT" || sub !== "REPLY" || words.length !== 3) return before === "on";
    if (how === "ON") this.#replies = "on";
    else if (how === "OFF") this.#replies = "off";
    else if (how !== "SKIP") return before === "on";
    else if (before !== "off") this.#replies = "skip";
    return how === "ON";
  }

  /** Takes note of what a command was answered. */
  follow(words: Words, reply: Reply): void {
    const name = capitals(words[0]);
    if (SUBSCRIBING.test(name)) this.hear(reply);
    if (name === "EXEC") this.queued = null; // It is gone even if it could not be carried out.
    if (reply.type === "error") return;
    if (reply.type === "simple" && reply.text === "QUEUED") this.queued?.push(words);
    else if (name === "MULTI") this.queued = [];
    else if (name === "DISCARD") this.queued = null;
    else if (name === "MONITOR") this.isMonitoring = true;
    else if (name === "RESET") this.reset();
  }

  /** Takes note of what the server said unasked: how many subscriptions there are. */
  hear(reply: Reply): void {
    if (reply.type !== "push" && reply.type !== "array" || reply.items.length !== 3) return;
    const [kind, , left] = reply.items;
    if (left.type !== "integer" || kind.type !== "bulk" && kind.type !== "simple") return;
    const text = kind.type === "bulk" ? capitals(kind.bytes) : kind.text.toUpperCase();
    const found = SUBSCRIBING.exec(text);
    if (found === null) return;
    this.#subscriptions[found[1] === "S" ? "shards" : "all"] = Number(left.value);
  }

  /** The connection is as at its beginning, or there is none. */
  reset(): void {
    this.queued = null;
    this.isMonitoring = false;
    this.#subscriptions = { all: 0, shards: 0 };
    this.#replies = "on";
  }
}

function capitals(word: Uint8Array = new Uint8Array(0)): string {
  return latin1(word, 0, word.length).toUpperCase();
}
