import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplyDecoder } from "../../lib/resp/reply_decoder.ts";
import type { Reply } from "../../lib/resp/value.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { ask } from "../support/dialogue.ts";
import { type TestClient, type TestEngine, testEngine } from "../support/engine.ts";

/** An engine that publishes these events, and a client that hears them all. */
function listening(events: string): [redis: TestEngine, listener: TestClient] {
  const redis = testEngine({ "notify-keyspace-events": events });
  const listener = redis.client();
  listener.command("PSUBSCRIBE", "__key*");
  return [redis, listener];
}

/** What was heard: `__keyspace@0__:k set` as `k=set`, `__keyevent@0__:set k` as `set(k)`. */
function heard(listener: TestClient): string {
  const decoder = new ReplyDecoder();
  decoder.push(fromLatin1(listener.output()));
  const events: string[] = [];
  for (let reply; (reply = decoder.next()) !== undefined;) {
    assert.ok(reply.type === "array");
    const [, , channel, message] = reply.items.map(textOf);
    const name = channel.slice(channel.indexOf(":") + 1);
    events.push(channel.startsWith("__keyspace") ? `${name}=${message}` : `${name}(${message})`);
  }
  return events.join(" ");
}

function textOf(reply: Reply): string {
  return reply.type === "bulk" ? latin1(reply.bytes, 0, reply.bytes.length) : "";
}

/** Plays requests and compares the events of each. */
function plays(redis: TestEngine, listener: TestClient, text: string): void {
  for (const line of text.split("\n").map((each) => each.trim()).filter((each) => each !== "")) {
    const [request, events] = line.split(/\s+→\s*/);
    ask(redis, request);
    assert.equal(heard(listener), events, request);
  }
}

test("notify-keyspace-events: nothing is published unless asked for", () => {
  for (const events of ["", "g$", "KE", "Kg", "Eg"]) {
    const [redis, listener] = listening(events);
    redis.command("SET", "k", "v");
    assert.equal(heard(listener), "", events);
  }
});

test("notify-keyspace-events: K tells what happened to a key, E to which keys it happened", () => {
  for (const [events, told] of [["KA", "k=set"], ["E$", "set(k)"], ["KEA", "k=set set(k)"]]) {
    const [redis, listener] = listening(events);
    redis.command("SET", "k", "v");
    assert.equal(heard(listener), told, events);
  }
});

test("notify-keyspace-events: the channels carry the database's number", () => {
  const [redis, listener] = listening("KEA");
  redis.command("SELECT", "3");
  redis.command("SET", "k", "v");
  assert.equal(
    listener.output().replaceAll("\r\n", " "),
    "*4 $8 pmessage $6 __key* $16 __keyspace@3__:k $3 set " +
      "*4 $8 pmessage $6 __key* $18 __keyevent@3__:set $1 k ",
  );
});

test("notify-keyspace-events: CONFIG SET turns classes on and off", () => {
  const [redis, listener] = listening("");
  plays(
    redis,
    listener,
    `
    CONFIG SET notify-keyspace-events Kg    →
    SET k v                                 →
    DEL k                                   → k=del
    CONFIG SET notify-keyspace-events E$n   →
    SET k v                                 → new(k) set(k)
    DEL k                                   →
    CONFIG SET notify-keyspace-events Em    →
    GET k                                   → keymiss(k)
    CONFIG SET notify-keyspace-events q     →
    GET k                                   → keymiss(k)
    CONFIG SET notify-keyspace-events ""    →
    GET k                                   →
    `,
  );
});

test("keyspace events: strings", () => {
  const [redis, listener] = listening("KA");
  plays(
    redis,
    listener,
    `
    SET a 1                → a=set
    SET a 1 EX 10          → a=set a=expire
    SET a 1 NX             →
    SETEX a 10 1           → a=set a=expire
    GETSET a 2             → a=set
    GETEX a PERSIST        →
    GETEX a EX 10          → a=expire
    GETEX a PERSIST        → a=persist
    GETDEL a               → a=del
    INCR a                 → a=incrby
    DECRBY a 5             → a=incrby
    INCRBYFLOAT a 1        → a=incrbyfloat
    APPEND a x             → a=append
    SETRANGE a 1 x         → a=setrange
    SETRANGE a 1 ""        →
    MSET a 1 b 2 a 3       → a=set b=set a=set
    MSETNX a 1 c 2         →
    SETBIT bits 1 1        → bits=setbit
    BITOP NOT bits2 bits   → bits2=set
    BITOP AND bits2 no no  → bits2=del
    PFADD hll a            → hll=pfadd
    PFADD hll a            →
    INCR hll               →
    `,
  );
});

test("keyspace events: keys as such", () => {
  const [redis, listener] = listening("KA");
  plays(
    redis,
    listener,
    `
    SET a 1             → a=set
    EXPIRE a 10         → a=expire
    PERSIST a           → a=persist
    PERSIST a           →
    EXPIRE a -1         → a=del
    SET a 1             → a=set
    SET b 1             → b=set
    RENAME a b          → a=rename_from b=rename_to
    RENAME b b          →
    COPY b c            → c=copy_to
    MOVE b 5            → b=move_from b=move_to
    DEL b c no          → c=del
    SET a 1             → a=set
    UNLINK a            → a=del
    FLUSHALL            →
    `,
  );
});

test("keyspace events: a key that is made is new, before anything else happens to it", () => {
  const [redis, listener] = listening("KAn");
  plays(
    redis,
    listener,
    `
    SET a 1             → a=new a=set
    SET a 2             → a=set
    APPEND b x          → b=new b=append
    RENAME a c          → c=new a=rename_from c=rename_to
    RENAME b c          → c=new b=rename_from c=rename_to
    COPY c d            → d=new d=copy_to
    COPY c d REPLACE    → d=new d=copy_to
    MSET d 1 e 1        → d=set e=new e=set
    `,
  );
});

test("keyspace events: looking up for reading what is not there is a miss", () => {
  const [redis, listener] = listening("Em");
  plays(
    redis,
    listener,
    `
    GET a               → keymiss(a)
    MGET a b            → keymiss(a) keymiss(b)
    EXISTS a            → keymiss(a)
    TTL a               → keymiss(a)
    TYPE a              → keymiss(a)
    OBJECT ENCODING a   →
    DEL a               →
    EXPIRE a 10         →
    SET a 1             →
    GET a               →
    `,
  );
});

test("keyspace events: a key expires when it is looked up, or when its time is found to be up", () => {
  const [redis, listener] = listening("KEx");
  redis.command("SET", "a", "1", "PX", "10");
  redis.command("SET", "b", "1", "PX", "10");
  redis.clock.advance(11);
  assert.equal(heard(listener), "");
  redis.command("GET", "a");
  assert.equal(heard(listener), "a=expired expired(a)");
  redis.engine.tick();
  assert.equal(heard(listener), "b=expired expired(b)");
});

test("keyspace events: an expired key that is overwritten has expired, and is new", () => {
  const [redis, listener] = listening("KAn");
  redis.command("SET", "a", "1", "PX", "10");
  redis.clock.advance(11);
  heard(listener);
  redis.command("SET", "a", "2");
  assert.equal(heard(listener), "a=expired a=new a=set");
});

test("keyspace events: keys that are evicted", () => {
  const [redis, listener] = listening("Ee");
  redis.command("SET", "a", "x".repeat(100_000));
  redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
  redis.command("CONFIG", "SET", "maxmemory", "1");
  redis.command("GET", "a");
  assert.equal(heard(listener), "evicted(a)");
});

test("keyspace events: a collection that becomes empty is deleted", () => {
  const [redis, listener] = listening("KA");
  plays(
    redis,
    listener,
    `
    HSET h f v          → h=hset
    HDEL h f            → h=hdel h=del
    SADD s a b          → s=sadd
    SADD s a            →
    SREM s a b          → s=srem s=del
    ZADD z 1 a          → z=zadd
    ZREM z a            → z=zrem z=del
    `,
  );
});

test("keyspace events: fields of a hash that expire", () => {
  const [redis, listener] = listening("KA");
  redis.command("HSET", "h", "a", "1", "b", "2");
  redis.command("HPEXPIRE", "h", "10", "FIELDS", "1", "a");
  heard(listener);
  redis.clock.advance(11);
  redis.engine.tick();
  assert.equal(heard(listener), "h=hexpired");
  redis.command("HPEXPIRE", "h", "10", "FIELDS", "1", "b");
  heard(listener);
  redis.clock.advance(11);
  redis.engine.tick();
  assert.equal(heard(listener), "h=hexpired h=del");
});

test("keyspace events: a transaction's come in the order of its commands", () => {
  const [redis, listener] = listening("EA");
  for (const request of ["MULTI", "SET a 1", "INCR a", "DEL a", "EXEC"]) ask(redis, request);
  assert.equal(heard(listener), "set(a) incrby(a) del(a)");
});

test("keyspace events: keys are bytes, of any length", () => {
  const [redis, listener] = listening("KEA");
  const key = "\x00\r\n\xff" + "k".repeat(1000);
  redis.command("SET", key, "v");
  assert.equal(heard(listener), `${key}=set set(${key})`);
});

test("keyspace events: one's own come behind the reply", () => {
  const redis = testEngine({ "notify-keyspace-events": "KA" });
  redis.protocol(3);
  redis.command("SUBSCRIBE", "__keyspace@0__:k");
  assert.equal(ask(redis, "SET k v"), "+OK >3 $7 message $16 __keyspace@0__:k $3 set");
});
