/** Large replies that are taken while they arrive. */

import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { type PiecesReceiver, RespClient } from "../../lib/client/client.ts";
import { fromLatin1 } from "../../lib/resp/args.ts";
import type { Reply } from "../../lib/resp/value.ts";
import type { LinkEvents } from "../../lib/runtime/connect.ts";

/** A client without a socket, and what its server says. */
async function talk(): Promise<{ client: RespClient; say: (wire: string) => void }> {
  let link: LinkEvents;
  const client = await RespClient.connect({
    target: (events) => {
      link = events;
      return Promise.resolve({ write: () => {}, close: () => events.close(undefined) });
    },
  });
  return { client, say: (wire) => link.data(fromLatin1(wire)) };
}

function receiver(taken: string[]): PiecesReceiver {
  const textOf = (reply: Reply) => reply.type === "integer" ? `${reply.value}` : reply.type;
  return {
    piecesFrom: 3,
    begin: ({ type, count }) => taken.push(`${type} of ${count}`),
    item: (item) => taken.push(textOf(item)),
    pair: ([key, value]) => taken.push(`${textOf(key)}=${textOf(value)}`),
    end: () => ({ type: "simple", text: "done" }),
  };
}

const FRAME = fromLatin1("PING\r\n");

test("client: a large array is handed on as it arrives, and its end answers the request", async () => {
  const { client, say } = await talk();
  const taken: string[] = [];
  const reply = client.sendFrame(FRAME, "", receiver(taken));
  const next = client.sendFrame(FRAME);
  say("*3\r\n:1\r\n:2");
  assert.deepEqual(taken, ["array of 3", "1"]);
  say("\r\n*0\r\n*3\r\n:1\r\n:2\r\n:3\r\n");
  assert.deepEqual(taken, ["array of 3", "1", "2", "array"]);
  assert.deepEqual(await reply, { type: "simple", text: "done" });
  const whole = await next;
  assert.equal(whole.type === "array" && whole.items.length, 3);
  client.close();
});

test("client: small replies, and pushes in front, come whole", async () => {
  const { client, say } = await talk();
  const taken: string[] = [];
  const replies = [1, 2].map(() => client.sendFrame(FRAME, "", receiver(taken)));
  say(">4\r\n+x\r\n:2\r\n:3\r\n:4\r\n*2\r\n:1\r\n:2\r\n%3\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n");
  assert.equal((await replies[0]).type, "array");
  assert.deepEqual(taken, ["map of 3", "1=2", "3=4", "5=6"]);
  assert.equal((await replies[1]).type, "simple");
  client.close();
});

test("client: a connection that ends in the middle rejects", async () => {
  const { client, say } = await talk();
  const reply = client.sendFrame(FRAME, "", receiver([]));
  say("*3\r\n:1\r\n");
  client.close();
  await assert.rejects(reply, /closed/);
});

test("client: who is behind pauses the server", async () => {
  const bytes = Buffer.alloc(8 * 1024 * 1024, ":1\r\n");
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => {
      socket.write(`*${bytes.length / 4}\r\n`);
      socket.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  const client = await RespClient.connect({ target: { host: "127.0.0.1", port } });
  let items = 0;
  const reached = (count: number) => new Promise<void>((resolve) => waits.push({ count, resolve }));
  const waits: { count: number; resolve: () => void }[] = [];
  const reply = client.sendFrame(FRAME, "", {
    ...receiver([]),
    item: () => {
      if (++items === waits[0]?.count) waits.shift()!.resolve();
    },
  });
  await reached(1);
  client.pause();
  // Whatever is under way arrives; the rest does not, however long one waits.
  for (let seen = -1; seen !== items;) {
    seen = items;
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(items < bytes.length / 8, `${items} arrived`);
  client.resume();
  await reply;
  assert.equal(items, bytes.length / 4);
  client.close();
  server.close();
});
