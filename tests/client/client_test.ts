import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { DisconnectedError, RespClient, type Transport } from "../../lib/client/client.ts";
import { followHandshake, HandshakeError } from "../../lib/client/handshake.ts";
import { ReconnectingClient } from "../../lib/client/reconnecting_client.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
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
  const { port, heard, close } = await scripted(["+OK\r\n%0\r\n+OK\r\n"]);
  const client = await RespClient.connect({
    target: { host: "127.0.0.1", port },
    user: "me",
    password: "é",
    protocol: 3,
    db: 2,
  });
  assert.deepEqual(heard, [
    "*3\r\n$4\r\nAUTH\r\n$2\r\nme\r\n$2\r\n\xc3\xa9\r\n" +
    "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n" +
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

/** A transport without a socket: answers each write by `answer`; null hangs up. */
function inMemory(answer: (request: string) => string | null): Transport {
  return (events) => {
    const write = (bytes: Uint8Array) => {
      const text = answer(latin1(bytes, 0, bytes.length));
      queueMicrotask(() => {
        if (text === null) events.close(undefined);
        else events.data(fromLatin1(text));
      });
    };
    return Promise.resolve({ write, close: () => {} });
  };
}

test("client: talks over any transport; what is sent together leaves in one write", async () => {
  const heard: string[] = [];
  const target = inMemory((request) => {
    heard.push(request);
    return "+a\r\n+b\r\n";
  });
  const client = await RespClient.connect({ target });
  const replies = await Promise.all([client.send(words("PING")), client.send(words("PING"))]);
  assert.deepEqual(replies, [{ type: "simple", text: "a" }, { type: "simple", text: "b" }]);
  assert.deepEqual(heard, ["*1\r\n$4\r\nPING\r\n".repeat(2)]);
});

test("client: in RESP2, messages of a subscription are no replies", async () => {
  const pushes: Reply[] = [];
  const confirm = (kind: string, channel: string, count: number) =>
    `*3\r\n$${kind.length}\r\n${kind}\r\n$1\r\n${channel}\r\n:${count}\r\n`;
  const message = "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n";
  const answers = [
    confirm("subscribe", "a", 1) + confirm("subscribe", "b", 2),
    message + "*2\r\n$4\r\npong\r\n$0\r\n\r\n",
    confirm("unsubscribe", "a", 1) + confirm("unsubscribe", "b", 0),
    message, // Not a message any more.
  ];
  const client = await RespClient.connect({
    target: inMemory(() => answers.shift()!),
    onPush: (reply) => pushes.push(reply),
  });
  const firstOf = (reply: Reply) => {
    const first = reply.type === "array" && reply.items[0];
    return first && first.type === "bulk" ? latin1(first.bytes, 0, first.bytes.length) : "";
  };
  const replies = ["SUBSCRIBE a b", "PING", "UNSUBSCRIBE a b", "LRANGE l 0 -1"];
  const kinds: string[] = [];
  for (const line of replies) kinds.push(firstOf(await client.send(words(line))));
  assert.deepEqual(kinds, ["subscribe", "pong", "unsubscribe", "message"]);
  assert.deepEqual(pushes.map(firstOf), ["subscribe", "message", "unsubscribe"]);
});

test("client: a refused handshake may be told instead of ending the connection", async () => {
  const refusals: string[] = [];
  const client = await RespClient.connect({
    target: inMemory((request) => request.includes("AUTH") ? "-WRONGPASS no\r\n" : "+PONG\r\n"),
    password: "x",
    onRefusal: ({ message }) => refusals.push(message),
  });
  assert.deepEqual(refusals, ["AUTH failed: WRONGPASS no"]);
  assert.equal((await client.send(words("PING"))).type, "simple");
});

test("client: reconnects for the next command, to the database that was chosen", async () => {
  const heard: string[] = [];
  const client = new ReconnectingClient({
    target: inMemory((requests) => {
      const lines = requests.split(/(?=\*)/).map((request) =>
        request.split("\r\n").filter((_, i) => i > 0 && i % 2 === 0).join(" ").trim()
      );
      heard.push(...lines);
      return lines.includes("DROP") ? null : "+OK\r\n".repeat(lines.length);
    }),
    user: "me",
    password: "s",
  });
  await client.send(words("SELECT 3"));
  await assert.rejects(client.send(words("DROP")), DisconnectedError);
  assert.equal(client.isOpen, false);
  await client.send(words("PING"));
  assert.deepEqual(heard, ["AUTH me s", "SELECT 3", "DROP", "AUTH me s", "SELECT 3", "PING"]);
});

test("client: close() gives up an attempt to connect, and the next one counts", async () => {
  let connectLater = () => {};
  let closes = 0;
  const client = new ReconnectingClient({
    target: async (events) => {
      await new Promise<void>((resolve) => connectLater = resolve);
      return { ...await inMemory(() => "+OK\r\n")(events), close: () => closes++ };
    },
  });
  const first = client.send(words("PING"));
  client.close();
  await assert.rejects(first, DisconnectedError);
  connectLater();
  const second = client.send(words("PING"));
  connectLater();
  assert.equal((await second).type, "simple");
  assert.equal(closes, 1);
});

const OK: Reply = { type: "simple", text: "OK" };

test("client: knows which commands change what the next connection begins with", () => {
  const start = { user: "me", password: "s", db: 1 };
  const after = (line: string, reply: Reply = OK) => followHandshake(start, words(line), reply);
  assert.deepEqual(after("select 4"), { ...start, db: 4 });
  assert.deepEqual(after("select 4", { type: "error", text: "ERR" }), start);
  assert.deepEqual(after("AUTH you t"), { user: "you", password: "t", db: 1 });
  assert.deepEqual(after("hello 3 setname n auth you t"), {
    name: "n",
    user: "you",
    password: "t",
    db: 1,
    protocol: 3,
  });
  assert.deepEqual(after("hello"), start);
  assert.deepEqual(after("reset"), { ...start, db: 0, protocol: undefined, name: undefined });
  assert.deepEqual(after("get select"), start);
});
