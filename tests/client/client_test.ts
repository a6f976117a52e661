import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { DisconnectedError, RespClient } from "../../lib/client/client.ts";
import { HandshakeError } from "../../lib/client/handshake.ts";
import { fromLatin1 } from "../../lib/resp/args.ts";
import type { Reply } from "../../lib/resp/value.ts";

const words = (line: string) => line.split(" ").map(fromLatin1);

/** A server that answers the n-th chunk with the n-th text; null hangs up. */
async function scripted(
  answers: readonly (string | null)[],
): Promise<{ port: number; heard: string[]; close: () => void }> {
  const heard: string[] = [];
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      const answer = answers[heard.push(chunk.toString("latin1")) - 1];
      if (answer === null) socket.destroy();
      else socket.write(answer, "latin1");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  return { port, heard, close: () => server.close() };
}

test("client: sends arrays of bulk strings and resolves with the reply", async () => {
  const { port, heard, close } = await scripted([":1\r\n"]);
  const client = await RespClient.connect({ target: { host: "127.0.0.1", port } });
  assert.deepEqual(await client.send(words("INCR k")), { type: "integer", value: 1n });
  assert.deepEqual(heard, ["*2\r\n$4\r\nINCR\r\n$1\r\nk\r\n"]);
  client.close();
  close();
});

test("client: says who it is, in which protocol, on which database", async () => {
  const { port, heard, close } = await scripted(["+OK\r\n", "%0\r\n", "+OK\r\n"]);
  const client = await RespClient.connect({
    target: { host: "127.0.0.1", port },
    user: "me",
    password: "é",
    protocol: 3,
    db: 2,
  });
  assert.deepEqual(heard, [
    "*3\r\n$4\r\nAUTH\r\n$2\r\nme\r\n$2\r\n\xc3\xa9\r\n",
    "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n",
    "*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n",
  ]);
  client.close();
  close();
});

test("client: a refused password ends the attempt", async () => {
  const { port, close } = await scripted(["-WRONGPASS no\r\n"]);
  await assert.rejects(
    RespClient.connect({ target: { host: "127.0.0.1", port }, password: "x" }),
    (error) => error instanceof HandshakeError && error.message === "AUTH failed: WRONGPASS no",
  );
  close();
});

test("client: pushes go to their handler, and a subscription is answered by one", async () => {
  const pushes: Reply[] = [];
  const { port, close } = await scripted([
    ">1\r\n+tick\r\n>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n>1\r\n+tock\r\n",
    "+PONG\r\n",
  ]);
  const client = await RespClient.connect({
    target: { host: "127.0.0.1", port },
    onPush: (reply) => pushes.push(reply),
  });
  const reply = await client.send(words("SUBSCRIBE a"));
  assert.equal(reply.type === "push" && reply.items.length, 3);
  assert.equal((await client.send(words("PING"))).type, "simple");
  const texts = pushes.map((push) => push.type === "push" && push.items[0]);
  assert.deepEqual(texts, [{ type: "simple", text: "tick" }, { type: "simple", text: "tock" }]);
  client.close();
  close();
});

test("client: requests without a reply are rejected when the connection ends", async () => {
  const { port, close } = await scripted([null]);
  let closes = 0;
  const client = await RespClient.connect({
    target: { host: "127.0.0.1", port },
    onClose: () => closes++,
  });
  await assert.rejects(client.send(words("GET k")), DisconnectedError);
  await assert.rejects(client.send(words("GET k")), DisconnectedError);
  assert.equal(client.isOpen, false);
  assert.equal(closes, 1);
  close();
});

test("client: nobody there is an error with the system's code", async () => {
  const { port, close } = await scripted([]);
  close();
  await assert.rejects(
    RespClient.connect({ target: { host: "127.0.0.1", port } }),
    { code: "ECONNREFUSED" },
  );
});
