import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { run, start } from "./support.ts";

/** A server in a process of its own, and prompts that talk to it. */
async function serve() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const socket = path.join(folder, "socket");
  const options = ["--port", "0", "--unixsocket", socket, "--notify-keyspace-events", "KEA"];
  const program = start(["serve", ...options]);
  await program.printed(/Ready to accept connections/);
  const repl = ["repl", "-s", socket];
  return {
    listen: (...words: string[]) => start([...repl, ...words]),
    async ask(...words: string[]): Promise<string> {
      return (await run(...repl, ...words)).stdout;
    },
    async stop(): Promise<void> {
      program.signal("SIGTERM");
      await program.ended;
      fs.rmSync(folder, { recursive: true });
    },
  };
}

test("repl: what one process publishes others hear, as redis-cli prints it", async () => {
  const server = await serve();
  const two = server.listen("subscribe", "news", "sports");
  const three = server.listen("-3", "psubscribe", "n*");
  await two.printed(/^subscribe\nnews\n1\nsubscribe\nsports\n2\n$/);
  await three.printed(/^psubscribe\nn\*\n1\n$/);
  assert.equal(await server.ask("publish", "news", "hello"), "2\n");
  await two.printed(/2\nmessage\nnews\nhello\n$/);
  await three.printed(/1\npmessage\nn\*\nnews\nhello\n$/);
  assert.equal(await server.ask("pubsub", "numsub", "news"), "news\n1\n");
  await server.stop();
  await Promise.all([two.ended, three.ended]);
});

test("repl: a process hears what another does to keys", async () => {
  const server = await serve();
  const listener = server.listen("psubscribe", "__keyevent@0__:*");
  await listener.printed(/psubscribe/);
  await server.ask("set", "k", "v", "px", "20");
  await listener.printed(/__keyevent@0__:set\nk\n(.*\n)*.*__keyevent@0__:expire\nk\n/);
  await listener.printed(/__keyevent@0__:expired\nk\n/); // Though nobody asks for it.
  await server.stop();
  await listener.ended;
});
