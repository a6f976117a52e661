/** A server that is killed while clients write, and what they remember of it. */

import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { type RunningProgram, start } from "../cli/support.ts";

/** How often a server is killed: `CRASH_ROUNDS`, or a few times. */
export const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 4);

/** A server lives so long at most. */
const LIFE_MS = 400;

/** A command as it goes over the wire. */
export function frame(...words: readonly (string | number)[]): string {
  return `*${words.length}\r\n` +
    words.map((word) => `$${`${word}`.length}\r\n${word}\r\n`).join("");
}

/** Connects as soon as the server listens. Throws if `isAlive` is false before. */
async function open(socketPath: string, isAlive: () => boolean): Promise<net.Socket> {
  for (;;) {
    const socket = net.connect(socketPath);
    const isOpen = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    if (isOpen) return socket;
    if (!isAlive()) throw new Error("the server has ended");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Sends a request and returns all that comes back until `isWhole`; "" if the connection ends. */
export function ask(socket: net.Socket, request: string, isWhole: RegExp): Promise<string> {
  if (socket.destroyed) return Promise.resolve("");
  return new Promise((resolve) => {
    let reply = "";
    const end = (text: string) => {
      socket.removeAllListeners();
      socket.on("error", () => {});
      resolve(text);
    };
    socket.on("data", (chunk) => {
      reply += chunk.toString("latin1");
      if (isWhole.test(reply)) end(reply);
    });
    socket.on("error", () => end("")).on("close", () => end(""));
    socket.write(request);
  });
}

/** Writes numbers, alone and in transactions, and keeps the last one that was acknowledged. */
export class Writer {
  acknowledged = 0;
  sent = 0;
  /** What must be there after the next crash. */
  promised = 0;
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** Writes until the connection ends. */
  async write(socket: net.Socket): Promise<void> {
    for (;;) {
      const n = ++this.sent;
      const key = this.#key;
      const request = frame("SET", `${key}:${n % 100}`, n) + frame("MULTI") +
        frame("SET", `${key}:one`, n) + frame("RPUSH", `${key}:list`, n) +
        frame("LTRIM", `${key}:list`, -500, -1) + frame("SET", `${key}:two`, n) + frame("EXEC");
      const reply = await ask(socket, request, /\*4\r\n\+OK\r\n:\d+\r\n\+OK\r\n\+OK\r\n$/);
      if (reply === "") return;
      this.acknowledged = n;
    }
  }

  /** Nothing promised is missing, transactions are whole, nothing is there that never was. */
  async check(socket: net.Socket): Promise<void> {
    const key = this.#key;
    const reply = await ask(
      socket,
      frame("MGET", `${key}:one`, `${key}:two`) + frame("LINDEX", `${key}:list`, -1) +
        frame("LLEN", `${key}:list`) + frame("MGET", ...hundred(key)) + frame("PING"),
      /\+PONG\r\n$/,
    );
    const length = Number(/\r\n:(\d+)\r\n/.exec(reply)?.[1]);
    const [one, two, last, ...values] = [...reply.matchAll(/\$(?:-1|\d+\r\n(\d+))\r\n/g)]
      .map(([, digits]) => Number(digits ?? 0));
    assert.equal(one, two, "a transaction is not whole");
    assert.equal(one, last, "a transaction is not whole");
    assert.equal(length, Math.min(one, 500), "a list is not what it was at any moment");
    assert.ok(one >= this.promised, `${this.promised} was promised, ${one} is there`);
    assert.ok(one <= this.sent, `${this.sent} was sent, ${one} is there`);
    // The number alone is written just before its transaction, so there may be one more of these.
    const next = values[(one + 1) % 100] === one + 1 ? one + 1 : one;
    for (let n = Math.max(1, next - 99); n <= next; n++) {
      assert.equal(values[n % 100], n, "a number alone is not what it was at that moment");
    }
    this.lost = Math.max(this.lost, this.acknowledged - one);
    this.sent = Math.max(next, one);
    this.acknowledged = this.promised = one;
  }

  /** How many acknowledged numbers a crash has cost, at most. */
  lost = 0;
}

function hundred(key: string): string[] {
  return Array.from({ length: 100 }, (_, i) => `${key}:${i}`);
}

export interface CrashOptions {
  readonly rounds: number;
  /** What the server is started with. */
  readonly options: readonly string[];
  /** How long the server lives, at most; by default, less than half a second. */
  readonly lifeMs?: number;
  /** Something that goes on besides, until the connection ends. */
  readonly besides?: (socket: net.Socket, writers: readonly Writer[]) => Promise<void>;
  /** Says what each writer is promised, at the moment of the crash. */
  readonly promise: (writers: readonly Writer[]) => void;
}

const WRITERS = 4;

/** Lets a server be killed again and again; says how much was written and how much was lost. */
export async function crash(
  { rounds, options, lifeMs = LIFE_MS, besides, promise }: CrashOptions,
): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const socketPath = path.join(folder, "socket");
  const writers = Array.from({ length: WRITERS }, (_, i) => new Writer(`w${i}`));
  let program: RunningProgram | undefined;
  let total = 0;
  try {
    for (let round = 0; round <= rounds; round++) {
      const running = program = start([
        ...["serve", "--port", "0", "--unixsocket", socketPath, "--dir", folder],
        ...options,
      ]);
      const isAlive = () => running.child.exitCode === null;
      const sockets: net.Socket[] = [];
      for (const writer of writers) {
        const socket = await open(socketPath, isAlive);
        sockets.push(socket);
        for (let pong = ""; pong !== "+PONG\r\n";) {
          pong = await ask(socket, frame("PING"), /\r\n$/); // Or it is loading.
          if (pong === "") throw new Error("the server has ended");
        }
        await writer.check(socket);
      }
      if (round < rounds) {
        const before = writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
        const writing = writers.map((writer, i) => writer.write(sockets[i]));
        const extra = await open(socketPath, isAlive);
        const going = besides?.(extra, writers);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * lifeMs));
        process.kill(running.child.pid!, "SIGKILL");
        await Promise.all([running.ended, ...writing, going]);
        promise(writers);
        extra.destroy();
        total += writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0) - before;
      } else {
        running.signal("SIGTERM");
        await running.ended;
      }
      for (const socket of sockets) socket.destroy();
    }
  } finally {
    program?.child.kill("SIGKILL");
    await program?.ended;
    fs.rmSync(folder, { recursive: true, force: true });
  }
  assert.ok(total > 0);
  const lost = Math.max(...writers.map((writer) => writer.lost));
  return `killed ${rounds} times, ${total} rounds of writes acknowledged, ` +
    `at most ${lost} of a client's lost`;
}
