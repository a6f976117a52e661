import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { run, start } from "./support.ts";

/** A server in a process of its own; resolves to its port. */
async function serve() {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const program = start(["serve", "--port", `${port}`, "--notify-keyspace-events", "KEA"]);
  await program.printed(/Ready to accept connections/);
  const repl = ["repl", "-p", `${port}`];
  return {
    listen: (...words: string[]) => start([...repl, ...words]),
    async ask(...words: string[]): Promise<string> {
      return (await run(...repl, ...words)).stdout;
    },
    async stop(): Promise<void> {
      program.signal("SIGTERM");
      await program.ended;
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
