/**
 * The process is killed at random moments while clients write. `CRASH_ROUNDS` says how often (a few
 * times without it).
 */

import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { start } from "../cli/support.ts";

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 4);
const WRITERS = 4;
const LIFE_MS_MAX = 400;

function frame(...words: readonly (string | number)[]): string {
  return `*${words.length}\r\n` +
    words.map((word) => `$${`${word}`.length}\r\n${word}\r\n`).join("");
}

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
function ask(socket: net.Socket, request: string, isWhole: RegExp): Promise<string> {
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

/** Numbered values, and transactions of two keys; keeps what was acknowledged. */
class Writer {
  acknowledged = 0;
  sent = 0;
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
        frame("SET", `${key}:two`, n) + frame("EXEC");
      const reply = await ask(socket, request, /\*3\r\n\+OK\r\n:\d+\r\n\+OK\r\n$/);
      if (reply === "") return;
      this.acknowledged = n;
    }
  }

  /** Nothing acknowledged is missing, and transactions are whole. */
  async check(socket: net.Socket): Promise<void> {
    const key = this.#key;
    const reply = await ask(
      socket,
      frame("MGET", `${key}:one`, `${key}:two`) + frame("LINDEX", `${key}:list`, -1) +
        frame("GET", `${key}:${this.acknowledged % 100}`) + frame("PING"),
      /\+PONG\r\n$/,
    );
    const [one, two, last, value] = [...reply.matchAll(/\$(?:-1|\d+\r\n(\d+))\r\n/g)]
      .map(([, digits]) => Number(digits ?? 0));
    assert.equal(one, two, "a transaction is not whole");
    assert.equal(one, last, "a transaction is not whole");
    assert.ok(one >= this.acknowledged, `${this.acknowledged} was acknowledged, ${one} is there`);
    assert.ok(one <= this.sent && value >= this.acknowledged, "a value that never was");
    this.sent = this.acknowledged = one;
  }
}

test("crash: under appendfsync always nothing acknowledged is lost, also during rewrites", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const socketPath = path.join(folder, "socket");
  const writers = Array.from({ length: WRITERS }, (_, i) => new Writer(`w${i}`));
  for (let round = 0; round <= ROUNDS; round++) {
    const program = start([
      ...["serve", "--port", "0", "--unixsocket", socketPath, "--dir", folder],
      ...["--appendfsync", "always"],
    ]);
    const isAlive = () => program.child.exitCode === null;
    const sockets: net.Socket[] = [];
    for (const writer of writers) {
      const socket = await open(socketPath, isAlive);
      sockets.push(socket);
      await writer.check(socket);
    }
    if (round < ROUNDS) {
      const writing = writers.map((writer, i) => writer.write(sockets[i]));
      const extra = await open(socketPath, isAlive);
      if (round % 2 === 1) {
        const rewriting = setInterval(() => extra.write(frame("BGREWRITEAOF")), 20);
        extra.on("error", () => {}).on("close", () => clearInterval(rewriting));
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LIFE_MS_MAX));
      process.kill(program.child.pid!, "SIGKILL");
      await Promise.all([program.ended, ...writing]);
      extra.destroy();
    } else {
      program.signal("SIGTERM");
      await program.ended;
    }
    for (const socket of sockets) socket.destroy();
  }
  assert.ok(writers.every(({ acknowledged }) => acknowledged > 0));
  fs.rmSync(folder, { recursive: true });
});
