import assert from "node:assert/strict";
import { test } from "node:test";
import { ask } from "../../support/dialogue.ts";
import { type TestClient, testEngine } from "../../support/engine.ts";

function heard(client: TestClient): string {
  return client.output().replaceAll("\r\n", " ").trim();
}

function subscriber(redis: ReturnType<typeof testEngine>, ...requests: string[]): TestClient {
  const client = redis.client();
  for (const request of requests) ask(client, request);
  return client;
}

test("PUBLISH: reaches those who subscribe, each in its protocol, and tells how many", () => {
  const redis = testEngine();
  const two = subscriber(redis, "SUBSCRIBE news other");
  const three = subscriber(redis, "HELLO 3", "SUBSCRIBE news");
  const none = subscriber(redis, "SUBSCRIBE sports");
  assert.equal(ask(redis, "PUBLISH news hello"), ":2");
  assert.equal(heard(two), "*3 $7 message $4 news $5 hello");
  assert.equal(heard(three), ">3 $7 message $4 news $5 hello");
  assert.equal(heard(none), "");
  assert.equal(ask(redis, "PUBLISH nobody hello"), ":0");
  assert.equal(ask(redis, "PUBLISH news"), "-ERR wrong number of arguments for 'publish' command");
});

test("PUBLISH: a pattern that matches is named; who subscribes twice is reached twice", () => {
  const redis = testEngine();
  const client = subscriber(redis, "SUBSCRIBE n.1", "PSUBSCRIBE n.* ?.1 x");
  assert.equal(ask(redis, "PUBLISH n.1 hi"), ":3");
  assert.equal(
    heard(client),
    "*3 $7 message $3 n.1 $2 hi *4 $8 pmessage $3 n.* $3 n.1 $2 hi " +
      "*4 $8 pmessage $3 ?.1 $3 n.1 $2 hi",
  );
});

test("PUBLISH: channels and messages are bytes", () => {
  const redis = testEngine();
  const channel = "\x00\xff\r\n";
  const exact = redis.client();
  const byPattern = redis.client();
  exact.command("SUBSCRIBE", channel);
  byPattern.command("PSUBSCRIBE", "\x00\xff*");
  assert.equal(redis.command("PUBLISH", channel, "\r\n\x80"), ":2\r\n");
  assert.equal(exact.output(), `*3\r\n$7\r\nmessage\r\n$4\r\n${channel}\r\n$3\r\n\r\n\x80\r\n`);
  assert.equal(
    byPattern.output(),
    `*4\r\n$8\r\npmessage\r\n$3\r\n\x00\xff*\r\n$4\r\n${channel}\r\n$3\r\n\r\n\x80\r\n`,
  );
});

test("SPUBLISH: shard channels are a world of their own", () => {
  const redis = testEngine();
  const shard = subscriber(redis, "SSUBSCRIBE c");
  const plain = subscriber(redis, "SUBSCRIBE c", "PSUBSCRIBE *");
  assert.equal(ask(redis, "SPUBLISH c hi"), ":1");
  assert.equal(ask(redis, "SPUBLISH d hi"), ":0");
  assert.equal(heard(shard), "*3 $8 smessage $1 c $2 hi");
  assert.equal(heard(plain), "");
  assert.equal(ask(redis, "PUBLISH c hi"), ":2");
  assert.equal(heard(shard), "");
});

test("PUBLISH: what a client tells itself comes behind the reply, as since 7.2", () => {
  const redis = testEngine();
  redis.protocol(3);
  ask(redis, "SUBSCRIBE me");
  assert.equal(ask(redis, "PUBLISH me hi"), ":1 >3 $7 message $2 me $2 hi");
  for (const request of ["MULTI", "PUBLISH me 1", "SET k v", "PUBLISH me 2"]) ask(redis, request);
  assert.equal(
    ask(redis, "EXEC"),
    "*3 :1 +OK :1 >3 $7 message $2 me $1 1 >3 $7 message $2 me $1 2",
  );
  ask(redis, "CLIENT REPLY OFF");
  assert.equal(ask(redis, "PUBLISH me hi"), ">3 $7 message $2 me $2 hi");
});

test("PUBLISH: messages arrive in order, also those of a transaction", () => {
  const redis = testEngine();
  const client = subscriber(redis, "SUBSCRIBE c");
  const requests = ["PUBLISH c 1", "MULTI", "PUBLISH c 2", "PUBLISH c 3", "EXEC", "PUBLISH c 4"];
  for (const request of requests) ask(redis, request);
  assert.deepEqual(heard(client).match(/\d(?= \*|$)/g), ["1", "2", "3", "4"]);
});

test("PUBLISH: within MULTI nothing is sent before EXEC, and nothing after DISCARD", () => {
  const redis = testEngine();
  const client = subscriber(redis, "SUBSCRIBE c");
  for (const request of ["MULTI", "PUBLISH c 1", "DISCARD"]) ask(redis, request);
  assert.equal(heard(client), "");
});

test("PUBLISH: a message is spelled once however many hear it", () => {
  const redis = testEngine();
  const clients = Array.from({ length: 1000 }, () => subscriber(redis, "SUBSCRIBE c"));
  const message = "m".repeat(1000);
  assert.equal(ask(redis, `PUBLISH c ${message}`), ":1000");
  const wire = `*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1000\r\n${message}\r\n`;
  for (const client of clients) assert.equal(client.output(), wire);
});

test("PUBSUB: channels that have listeners, and how many", () => {
  const redis = testEngine();
  subscriber(redis, "SUBSCRIBE news.a news.b", "SSUBSCRIBE s1 s2");
  subscriber(redis, "SUBSCRIBE news.a", "PSUBSCRIBE x* y*");
  subscriber(redis, "PSUBSCRIBE x*", "SSUBSCRIBE s1");
  const expected: [string, string][] = [
    ["PUBSUB CHANNELS", "*2 $6 news.a $6 news.b"],
    ["PUBSUB CHANNELS *b", "*1 $6 news.b"],
    ["PUBSUB CHANNELS nope", "*0"],
    ["PUBSUB NUMSUB", "*0"],
    ["PUBSUB NUMSUB news.a nope news.b", "*6 $6 news.a :2 $4 nope :0 $6 news.b :1"],
    ["PUBSUB NUMPAT", ":2"],
    ["PUBSUB SHARDCHANNELS", "*2 $2 s1 $2 s2"],
    ["PUBSUB SHARDCHANNELS *2", "*1 $2 s2"],
    ["PUBSUB SHARDNUMSUB s1 s2 news.a", "*6 $2 s1 :2 $2 s2 :1 $6 news.a :0"],
    [
      "PUBSUB CHANNELS a b",
      "-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.",
    ],
    ["PUBSUB NUMPAT x", "-ERR wrong number of arguments for 'pubsub|numpat' command"],
    ["PUBSUB", "-ERR wrong number of arguments for 'pubsub' command"],
    ["PUBSUB nope", "-ERR unknown subcommand 'nope'. Try PUBSUB HELP."],
  ];
  for (const [request, reply] of expected) assert.equal(ask(redis, request), reply, request);
  assert.match(ask(redis, "PUBSUB HELP"), /^\*\d+ \+PUBSUB <subcommand>/);
});

test("PUBLISH: waits for the end of CLIENT PAUSE WRITE", () => {
  const redis = testEngine();
  const client = subscriber(redis, "SUBSCRIBE c");
  ask(redis, "CLIENT PAUSE 100 WRITE");
  assert.equal(ask(redis, "PUBLISH c hi"), "");
  assert.equal(heard(client), "");
});
