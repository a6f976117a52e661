import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, dialogue } from "../../support/dialogue.ts";
import { type TestClient, testEngine } from "../../support/engine.ts";

/** What came out of turn, on one line. */
function heard(client: TestClient): string {
  return client.output().replaceAll("\r\n", " ").trim();
}

test("SUBSCRIBE: one confirmation for each channel, with the number of subscriptions", () => {
  dialogue(
    testEngine(),
    `
    SUBSCRIBE a b      → *3 $9 subscribe $1 a :1 *3 $9 subscribe $1 b :2
    SUBSCRIBE a        → *3 $9 subscribe $1 a :2
    PSUBSCRIBE p* a    → *3 $10 psubscribe $2 p* :3 *3 $10 psubscribe $1 a :4
    SSUBSCRIBE s s t   → *3 $10 ssubscribe $1 s :1 *3 $10 ssubscribe $1 s :1 *3 $10 ssubscribe $1 t :2
    SUBSCRIBE ""       → *3 $9 subscribe $0  :5
    SUBSCRIBE          → -ERR wrong number of arguments for 'subscribe' command
    `,
  );
});

test("UNSUBSCRIBE: the channels named, or all; that there is none is said as well", () => {
  dialogue(
    testEngine(),
    `
    SUBSCRIBE a b c    → *3 $9 subscribe $1 a :1 *3 $9 subscribe $1 b :2 *3 $9 subscribe $1 c :3
    PSUBSCRIBE p*      → *3 $10 psubscribe $2 p* :4
    SSUBSCRIBE s       → *3 $10 ssubscribe $1 s :1
    UNSUBSCRIBE b z    → *3 $11 unsubscribe $1 b :3 *3 $11 unsubscribe $1 z :3
    UNSUBSCRIBE        → *3 $11 unsubscribe $1 a :2 *3 $11 unsubscribe $1 c :1
    UNSUBSCRIBE        → *3 $11 unsubscribe $-1 :1
    PUNSUBSCRIBE       → *3 $12 punsubscribe $2 p* :0
    PUNSUBSCRIBE       → *3 $12 punsubscribe $-1 :0
    SUNSUBSCRIBE       → *3 $12 sunsubscribe $1 s :0
    SUNSUBSCRIBE s     → *3 $12 sunsubscribe $1 s :0
    UNSUBSCRIBE        → *3 $11 unsubscribe $-1 :0
    `,
  );
});

test("SUBSCRIBE: confirmations are pushes in RESP3, and the connection stays as it was", () => {
  const redis = testEngine();
  redis.protocol(3);
  dialogue(
    redis,
    `
    SUBSCRIBE a    → >3 $9 subscribe $1 a :1
    SET k v        → +OK
    PING           → +PONG
    PING hello     → $5 hello
    UNSUBSCRIBE    → >3 $11 unsubscribe $1 a :0
    UNSUBSCRIBE    → >3 $11 unsubscribe _ :0
    `,
  );
});

test("SUBSCRIBE: in RESP2 a subscriber can do little else", () => {
  const redis = testEngine();
  const only = "only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this " +
    "context";
  for (const kind of ["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"]) {
    redis.command(kind, "a");
    assert.equal(ask(redis, "GET k"), `-ERR Can't execute 'get': ${only}`);
    assert.equal(ask(redis, "CLIENT LIST"), `-ERR Can't execute 'client|list': ${only}`);
    assert.equal(ask(redis, "NOSUCH"), "-ERR unknown command 'NOSUCH', with args beginning with:");
    assert.equal(ask(redis, "PING"), "*2 $4 pong $0");
    assert.equal(ask(redis, "PING hello"), "*2 $4 pong $5 hello");
    assert.equal(ask(redis, "RESET"), "+RESET");
    assert.equal(ask(redis, "GET k"), "$-1");
  }
});

test("SUBSCRIBE: without subscriptions a client is again one like others", () => {
  const redis = testEngine();
  redis.command("SUBSCRIBE", "a");
  redis.command("SSUBSCRIBE", "s");
  redis.command("UNSUBSCRIBE");
  assert.match(ask(redis, "GET k"), /^-ERR Can't execute/);
  redis.command("SUNSUBSCRIBE");
  assert.equal(ask(redis, "GET k"), "$-1");
});

test("SUBSCRIBE: within a transaction, but not to shard channels", () => {
  const redis = testEngine();
  for (const request of ["MULTI", "SUBSCRIBE a b", "SSUBSCRIBE s", "GET k"]) ask(redis, request);
  assert.equal(
    ask(redis, "EXEC"),
    "*3 *3 $9 subscribe $1 a :1 *3 $9 subscribe $1 b :2 " +
      "-ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client $-1",
  );
});

test("SUBSCRIBE: confirmations and messages come through CLIENT REPLY", () => {
  const redis = testEngine();
  const other = redis.client();
  dialogue(
    redis,
    `
    CLIENT REPLY OFF   →
    SUBSCRIBE a        → *3 $9 subscribe $1 a :1
    PING               →
    `,
  );
  other.command("PUBLISH", "a", "hi");
  assert.equal(heard(redis), "*3 $7 message $1 a $2 hi");
});

test("RESET, and the end of a connection, end its subscriptions", () => {
  const redis = testEngine();
  const [a, b] = [redis.client(), redis.client()];
  for (const client of [a, b]) {
    client.command("SUBSCRIBE", "x");
    client.command("PSUBSCRIBE", "p*");
    client.command("SSUBSCRIBE", "s");
  }
  assert.equal(ask(redis, "PUBLISH x 1"), ":2");
  assert.equal(ask(a, "RESET").slice(-6), "+RESET");
  assert.equal(ask(redis, "PUBLISH x 2"), ":1");
  b.session.peer.close();
  assert.equal(ask(redis, "PUBLISH x 3"), ":0");
  assert.equal(ask(redis, "PUBSUB NUMPAT"), ":0");
  assert.equal(ask(redis, "PUBSUB SHARDCHANNELS"), "*0");
  assert.equal(heard(a), "");
});

test("CLIENT LIST, INFO: subscribers and what they subscribe to", () => {
  const redis = testEngine();
  const other = redis.client();
  other.command("SUBSCRIBE", "a", "b");
  other.command("PSUBSCRIBE", "c*");
  other.command("SSUBSCRIBE", "s");
  const line = ask(redis, "CLIENT LIST TYPE pubsub");
  assert.match(line, / flags=P db=0 sub=2 psub=1 ssub=1 .* cmd=ssubscribe /);
  assert.equal(line.match(/id=/g)?.length, 1);
  assert.match(ask(redis, "CLIENT LIST TYPE normal"), / flags=N db=0 sub=0 psub=0 ssub=0 /);
  const stats = ask(redis, "INFO stats");
  assert.match(stats, /pubsub_channels:2 pubsub_patterns:1 pubsubshard_channels:1 /);
  assert.match(ask(redis, "INFO clients"), /pubsub_clients:1 /);
  assert.equal(ask(redis, "CLIENT KILL TYPE pubsub"), ":1");
  assert.ok(other.isClosed);
});

test("timeout: subscribers may be silent", () => {
  const redis = testEngine({ timeout: "10" });
  const [idle, subscriber] = [redis.client(), redis.client()];
  subscriber.command("SUBSCRIBE", "a");
  redis.clock.advance(11_001);
  redis.engine.tick();
  assert.ok(idle.isClosed);
  assert.ok(!subscriber.isClosed);
});
