/** Overwrites keys of `load.ts` at random, at a steady rate or as fast as the server takes it. */

import { Buffer } from "node:buffer";
import net from "node:net";
import { keyOf } from "./load.ts";

/** Commands in one write at full speed, and how many writes may be unanswered. */
const BATCH = 500;
const WINDOW = 4;
/** However late the clock is, no more than this is made up for at once. */
const CATCH_UP_MS = 20;
const REPLY = "+OK\r\n";

export class Writer {
  /** Writes that were answered. */
  answered = 0;
  readonly #socket: net.Socket;
  readonly #frame: Buffer;
  readonly #digits: number;
  readonly #keys: number;
  readonly #perSecond: number;
  #received = 0;
  #sent = 0;
  #isRunning = true;
  #failure: Error | null = null;

  /** Sets `keys` keys to values of `valueBytes`; `perSecond` may be Infinity. */
  static async start(
    port: number,
    keys: number,
    valueBytes: number,
    perSecond: number,
  ): Promise<Writer> {
    const socket = net.connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new Writer(socket, keys, valueBytes, perSecond);
  }

  private constructor(socket: net.Socket, keys: number, valueBytes: number, perSecond: number) {
    const words = ["SET", keyOf(0), "w".repeat(valueBytes)];
    const frame = `*3\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
    this.#socket = socket;
    this.#frame = Buffer.from(frame, "latin1");
    this.#digits = frame.indexOf("key:") + 4;
    this.#keys = keys;
    this.#perSecond = perSecond;
    socket.on("error", (error) => this.#failure = error);
    socket.on("data", (bytes: Uint8Array) => {
      if (bytes[0] === 0x2d) this.#failure = new Error(new TextDecoder().decode(bytes));
      this.#received += bytes.length;
      this.answered = Math.floor(this.#received / REPLY.length);
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
      last = now - last > CATCH_UP_MS ? now : last + count * 1000 / this.#perSecond;
      if (count > 0) this.#send(count);
    }
  }

  #send(count: number): void {
    const frame = this.#frame;
    const bytes = Buffer.allocUnsafe(count * frame.length);
    for (let i = 0; i < count; i++) {
      const at = i * frame.length;
      bytes.set(frame, at);
      let place = at + this.#digits + 11;
      for (let n = Math.floor(Math.random() * this.#keys); n > 0; n = Math.floor(n / 10)) {
        bytes[place--] = 0x30 + n % 10;
      }
    }
    this.#sent += count;
    this.#socket.write(bytes);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
