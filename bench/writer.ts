/** Changes what `load.ts` made, at random, at a steady rate or as fast as the server takes it. */

import { Buffer } from "node:buffer";
import net from "node:net";
import { keyOf } from "./load.ts";

/** Commands in one write at full speed, and how many writes may be unanswered. */
const BATCH = 500;
const WINDOW = 4;
/** However late the clock is, no more than this is made up for at once. */
const CATCH_UP_MS = 20;
const LINE_END = 0x0a;

/** Some commands that are sent in turn, each with the name of a key at most. */
export interface Round {
  readonly commands: readonly (readonly string[])[];
  /** Lines of all their replies. */
  readonly lines: number;
}

/** Overwrites strings. */
export function overwriting(valueBytes: number): Round {
  return { commands: [["SET", keyOf(0), "w".repeat(valueBytes)]], lines: 1 };
}

/** Changes one collection of each type, of `count` elements. */
export function changingCollections(count: number): Round {
  return {
    commands: [
      ["HSET", "hash", keyOf(0), "w".repeat(16)],
      ["SREM", "set", keyOf(0)],
      ["SADD", "set", keyOf(0)],
      ["ZADD", "sorted", "5", keyOf(0)],
      ["RPUSH", "list", keyOf(0)],
      ["LPOP", "list"],
      ["XADD", "stream", "*", "field", keyOf(0)],
      ["XTRIM", "stream", "MAXLEN", "~", `${count}`],
    ],
    lines: 10,
  };
}

export class Writer {
  /** Writes that were answered. */
  answered = 0;
  readonly #socket: net.Socket;
  readonly #round: Round;
  /** The commands of a round, and where numbers of twelve digits stand in them. */
  readonly #frame: Buffer;
  readonly #places: readonly number[];
  readonly #keys: number;
  readonly #perSecond: number;
  #lines = 0;
  #sent = 0;
  #isRunning = true;
  #failure: Error | null = null;

  /** Sends rounds for keys less than `keys`; `perSecond`, of commands, may be Infinity. */
  static async start(
    port: number,
    keys: number,
    round: Round,
    perSecond: number,
  ): Promise<Writer> {
    const socket = net.connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new Writer(socket, keys, round, perSecond);
  }

  private constructor(socket: net.Socket, keys: number, round: Round, perSecond: number) {
    const frame = round.commands.map((words) =>
      `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`
    ).join("");
    this.#socket = socket;
    this.#round = round;
    this.#frame = Buffer.from(frame, "latin1");
    this.#places = [...frame.matchAll(/key:/g)].map(({ index }) => index + 4);
    this.#keys = keys;
    this.#perSecond = perSecond;
    socket.on("error", (error) => this.#failure = error);
    socket.on("data", (bytes: Uint8Array) => {
      if (bytes[0] === 0x2d) this.#failure = new Error(new TextDecoder().decode(bytes));
      for (const byte of bytes) if (byte === LINE_END) this.#lines++;
      this.answered = Math.floor(this.#lines * round.commands.length / round.lines);
      if (perSecond === Infinity) this.#fill();
    });
    if (perSecond === Infinity) this.#fill();
    else void this.#keepPace();
  }

  /** Ends it, once all is answered. Rejects with what went wrong meanwhile. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    while (this.answered < this.#sent && this.#failure === null) await pause(5);
    this.#socket.destroy();
    if (this.#failure !== null) throw this.#failure;
  }

  #fill(): void {
    while (this.#isRunning && this.#sent - this.answered < BATCH * WINDOW) this.#send(BATCH);
  }

  async #keepPace(): Promise<void> {
    for (let last = performance.now(); this.#isRunning;) {
      await pause(1);
      const now = performance.now();
      const count = Math.floor(Math.min(now - last, CATCH_UP_MS) * this.#perSecond / 1000);
      if (count < this.#round.commands.length) continue;
      const before = this.#sent;
      this.#send(count);
      const sent = this.#sent - before;
      last = now - last > CATCH_UP_MS ? now : last + sent * 1000 / this.#perSecond;
    }
  }

  #send(count: number): void {
    const frame = this.#frame;
    const rounds = Math.ceil(count / this.#round.commands.length);
    const bytes = Buffer.allocUnsafe(rounds * frame.length);
    for (let at = 0; at < bytes.length; at += frame.length) {
      bytes.set(frame, at);
      for (const digits of this.#places) {
        let place = at + digits + 11;
        for (let n = Math.floor(Math.random() * this.#keys); n > 0; n = Math.floor(n / 10)) {
          bytes[place--] = 0x30 + n % 10;
        }
      }
    }
    this.#sent += rounds * this.#round.commands.length;
    this.#socket.write(bytes);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
