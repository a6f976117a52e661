/**
 * The process is killed at random moments while clients write. `CRASH_ROUNDS` says how often (a few
 * times without it).
 */

import type net from "node:net";
import { test } from "node:test";
import { ask, crash, frame, ROUNDS, type Writer } from "./support.ts";

const FEW = Math.ceil(ROUNDS / 3);
function promiseAll(writers: readonly Writer[]): void {
  for (const writer of writers) writer.promised = writer.acknowledged;
}

async function rewrite(socket: net.Socket): Promise<void> {
  while (await ask(socket, frame("BGREWRITEAOF"), /\r\n$/) !== "") {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Rewrites; and what was acknowledged before the disk had something later is promised. */
async function rewriteAndSync(socket: net.Socket, writers: readonly Writer[]): Promise<void> {
  for (;;) {
    const before = writers.map(({ acknowledged }) => acknowledged);
    const request = frame("BGREWRITEAOF") + frame("SET", "later", 1) + frame("WAITAOF", 1, 0, 0);
    if (await ask(socket, request, /\+OK\r\n\*2\r\n:1\r\n:0\r\n$/) === "") return;
    writers.forEach((writer, i) => writer.promised = before[i]);
  }
}

/** Saves one snapshot after the other: what was acknowledged before one began is then promised. */
async function save(socket: net.Socket, writers: readonly Writer[]): Promise<void> {
  for (;;) {
    const before = writers.map(({ acknowledged }) => acknowledged);
    if (await ask(socket, frame("BGSAVE"), /\r\n$/) === "") return;
    for (let info = ""; !info.includes("rdb_bgsave_in_progress:0");) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      info = await ask(socket, frame("INFO", "persistence"), /module_fork_last_cow_size:\d+\r\n/);
      if (info === "") return;
      if (!info.includes("rdb_last_bgsave_status:ok")) throw new Error("a save has failed");
    }
    writers.forEach((writer, i) => writer.promised = before[i]);
  }
}

test("crash: under appendfsync always nothing acknowledged is lost", async () => {
  const options = ["--appendfsync", "always"];
  console.log(await crash({ rounds: ROUNDS, options, promise: promiseAll }));
});

test("crash: nor during rewrites, one after the other", async () => {
  const options = ["--appendfsync", "always"];
  console.log(await crash({ rounds: ROUNDS, options, besides: rewrite, promise: promiseAll }));
});

test("crash: nor during rewrites into commands, when the file has grown", async () => {
  const options = [
    ...["--appendfsync", "always", "--aof-use-rdb-preamble", "no", "--hz", "100"],
    ...["--auto-aof-rewrite-min-size", "10kb", "--auto-aof-rewrite-percentage", "10"],
  ];
  console.log(await crash({ rounds: FEW, options, promise: promiseAll }));
});

test("crash: under everysec nothing is lost that WAITAOF has told is on the disk", async () => {
  const options = ["--appendfsync", "everysec"];
  const [besides, lifeMs] = [rewriteAndSync, 2000];
  console.log(await crash({ rounds: FEW, options, besides, lifeMs, promise: () => {} }));
});

test("crash: with snapshots alone, the state is that of one", async () => {
  const options = ["--appendonly", "no", "--save", ""];
  console.log(await crash({ rounds: FEW, options, besides: save, promise: () => {} }));
});
