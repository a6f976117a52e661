import assert from "node:assert/strict";
import { test } from "node:test";
import { embeddedTransport } from "../../lib/cli/embedded.ts";
import { RespClient } from "../../lib/client/client.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import type { Reply } from "../../lib/resp/value.ts";

function textOf(reply: Reply): string {
  if (reply.type === "bulk") return latin1(reply.bytes, 0, reply.bytes.length);
  return "text" in reply ? reply.text : reply.type;
}

test("embedded: a server without sockets answers, blocks and tells", async () => {
  const transport = embeddedTransport();
  const heard: Reply[] = [];
  const one = await RespClient.connect({ target: transport, protocol: 3 });
  const other = await RespClient.connect({
    target: transport,
    protocol: 3,
    onPush: (reply) => heard.push(reply),
  });
  const ask = async (client: RespClient, line: string) =>
    textOf(await client.send(line.split(" ").map(fromLatin1)));
  assert.equal(await ask(one, `set big ${"x".repeat(300_000)}`), "OK");
  assert.equal((await ask(other, "get big")).length, 300_000);
  const waiting = ask(other, "blpop list 0");
  assert.equal(await ask(one, "subscribe news"), "push");
  await ask(one, "rpush list a");
  assert.equal(await waiting, "array");
  assert.equal(await ask(other, "subscribe news"), "push");
  await ask(one, "publish news hello");
  assert.equal(heard.length, 1);
  one.close();
  assert.doesNotMatch(await ask(other, "client list"), /id=1 /);
  other.close();
});

test("embedded: nothing is written, QUIT is answered, and after SHUTDOWN all is new", async () => {
  const target = embeddedTransport();
  const one = await RespClient.connect({ target });
  const ask = async (client: RespClient, line: string) =>
    textOf(await client.send(line.split(" ").map(fromLatin1)));
  assert.equal(await ask(one, "set a 1"), "OK");
  for (const line of ["save", "bgsave", "config rewrite"]) {
    assert.match(await ask(one, line), /^ERR/);
  }
  assert.equal(await ask(one, "quit"), "OK");
  const other = await RespClient.connect({ target });
  await assert.rejects(ask(other, "shutdown"), { name: "DisconnectedError" });
  const third = await RespClient.connect({ target });
  assert.equal(await ask(third, "get a"), "nil");
  await ask(third, "shutdown").catch(() => {});
});
