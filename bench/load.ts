/** A fast generator of commands: many in one write, replies counted, not read. */

import { Buffer } from "node:buffer";
import net from "node:net";

/** Commands in one write. */
const BATCH = 2000;
/** Writes that may be unanswered. */
const WINDOW = 4;

/** Replies of one size to so many commands were expected, and something else came. */
export class WrongReply extends Error {
  override readonly name: string = "WrongReply";
}

/** A key of 16 bytes. */
export function keyOf(i: number): string {
  return `key:${String(i).padStart(12, "0")}`;
}

/**
 * Sets `count` keys of 16 bytes to values of `valueBytes` bytes, which expire at a Unix time in
 * milliseconds, or never. Returns the seconds it took.
 */
export async function loadKeys(
  port: number,
  count: number,
  valueBytes: number,
  expireAtMs = 0,
): Promise<number> {
  const words = ["SET", keyOf(0), "v".repeat(valueBytes)];
  if (expireAtMs > 0) words.push("PXAT", `${expireAtMs}`);
  return await stream(port, count, words, "+OK\r\n");
}

/** One hash of `count` fields of 16 bytes with values of 16 bytes. Returns the seconds it took. */
export async function loadHash(port: number, count: number): Promise<number> {
  return await stream(port, count, ["HSET", "hash", keyOf(0), "v".repeat(16)], ":1\r\n");
}

/** One set of `count` members of 16 bytes. */
export async function loadSet(port: number, count: number): Promise<number> {
  return await stream(port, count, ["SADD", "set", keyOf(0)], ":1\r\n");
}

/** One sorted set of `count` members of 16 bytes, each with a score of its own, in no order. */
export async function loadSortedSet(port: number, count: number): Promise<number> {
  return await stream(port, count, ["ZADD", "sorted", BACKWARDS, keyOf(0)], ":1\r\n");
}

/** One list of `count` elements of 16 bytes. */
export async function loadList(port: number, count: number): Promise<number> {
  return await stream(port, count, ["RPUSH", "list", keyOf(0)], 1);
}

/** `count` hashes of ten fields, `field0` to `field9`, with values of 10 bytes. */
export async function loadSmallHashes(port: number, count: number): Promise<number> {
  const pairs = Array.from({ length: 10 }, (_, i) => [`field${i}`, "v".repeat(10)]);
  return await stream(port, count, ["HSET", keyOf(0), ...pairs.flat()], ":10\r\n");
}

/**
 * One stream of `count` entries with one field and a value of 16 bytes; their IDs are the server's
 * choice.
 */
export async function loadStream(port: number, count: number): Promise<number> {
  return await stream(port, count, ["XADD", "stream", "*", "field", keyOf(0)], 2);
}

/** Gets the same keys and checks that every one has a value of that size. Returns the seconds. */
export async function readKeys(port: number, count: number, valueBytes: number): Promise<number> {
  const reply = `$${valueBytes}\r\n${"v".repeat(valueBytes)}\r\n`;
  return await stream(port, count, ["GET", keyOf(0)], reply);
}

/** Stands for the number of a key with its digits turned round: such numbers come in no order. */
const BACKWARDS = "#".repeat(12);

/**
 * Sends a command for each key in turn, and expects the same reply every time, or any of so many
 * lines that is no error.
 */
async function stream(
  port: number,
  count: number,
  words: readonly string[],
  reply: string | number,
): Promise<number> {
  const bulks = words.map((word) => `$${word.length}\r\n${word}\r\n`);
  const frame = `*${words.length}\r\n${bulks.join("")}`;
  const template: Template = {
    bytes: Buffer.from(frame.replace(BACKWARDS, "0".repeat(12)), "latin1"),
    digits: frame.indexOf("key:") + 4,
    backwards: frame.indexOf(BACKWARDS),
  };
  const counter = typeof reply === "number" ? new LineCounter(reply) : new ReplyCounter(reply);
  const socket = net.connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  let wake = () => {};
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure = error;
    wake();
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new WrongReply("the server closed the connection")));
  socket.on("data", (chunk: Uint8Array) => {
    try {
      counter.add(chunk);
    } catch (error) {
      return fail(error as Error);
    }
    wake();
  });
  const begin = performance.now();
  for (let sent = 0; sent < count || counter.replies < count;) {
    if (failure) throw failure;
    if (sent < count && sent - counter.replies < BATCH * WINDOW) {
      const size = Math.min(BATCH, count - sent);
      socket.write(batch(template, sent, size));
      sent += size;
    } else {
      await new Promise<void>((resolve) => wake = resolve);
    }
  }
  const seconds = (performance.now() - begin) / 1000;
  socket.removeAllListeners("close");
  socket.destroy();
  return seconds;
}

/** A command, and where in it a number of twelve digits stands. */
interface Template {
  readonly bytes: Uint8Array;
  readonly digits: number;
  /** Where it stands turned round; -1: nowhere. */
  readonly backwards: number;
}

function batch({ bytes, digits, backwards }: Template, first: number, size: number): Uint8Array {
  const commands = new Uint8Array(bytes.length * size);
  for (let i = 0; i < size; i++) {
    const at = i * bytes.length;
    commands.set(bytes, at);
    let place = at + digits + 11;
    let mirrored = at + backwards;
    for (let n = first + i; n > 0; n = Math.floor(n / 10)) {
      commands[place--] = 0x30 + n % 10;
      if (backwards >= 0) commands[mirrored++] = 0x30 + n % 10;
    }
  }
  return commands;
}

/** Counts replies that are all the same; throws WrongReply at one that is not. */
class ReplyCounter {
  readonly #length: number;
  readonly #expected: Buffer;
  #received = 0;

  constructor(reply: string) {
    this.#length = reply.length;
    this.#expected = Buffer.from(reply.repeat(BATCH + 1), "latin1");
  }

  /** How many have come, the last one perhaps in part. */
  get replies(): number {
    return this.#received / this.#length;
  }

  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const phase = this.#received % this.#length;
      const size = Math.min(chunk.length - at, this.#expected.length - phase);
      const wanted = this.#expected.subarray(phase, phase + size);
      if (wanted.compare(chunk, at, at + size) !== 0) {
        const text = Buffer.from(chunk.subarray(at, at + 80)).toString("latin1");
        throw new WrongReply(`at reply ${Math.floor(this.replies)}: ${text}`);
      }
      at += size;
      this.#received += size;
    }
  }
}

/** Counts replies of so many lines each; throws WrongReply if there is an error among them. */
class LineCounter {
  readonly #lines: number;
  #lineEnds = 0;

  constructor(lines: number) {
    this.#lines = lines;
  }

  get replies(): number {
    return this.#lineEnds / this.#lines;
  }

  add(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length; i++) {
      if (chunk[i] === 0x0a) this.#lineEnds++;
      else if (chunk[i] === 0x2d && this.#lineEnds % this.#lines === 0) {
        throw new WrongReply(Buffer.from(chunk.subarray(i, i + 80)).toString("latin1"));
      }
    }
  }
}
