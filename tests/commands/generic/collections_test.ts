/** The commands for keys of any type, on collections both small and large. */

import { test } from "node:test";
import assert from "node:assert/strict";
import { type TestEngine, testEngine } from "../../support/engine.ts";

interface Kind {
  readonly type: string;
  readonly encodings: readonly [small: string, large: string];
  add(key: string, members: readonly string[]): string[];
  remove(key: string): string[];
}

const KINDS: readonly Kind[] = [
  {
    type: "list",
    encodings: ["listpack", "quicklist"],
    add: (key, members) => ["RPUSH", key, ...members],
    remove: (key) => ["LPOP", key],
  },
  {
    type: "set",
    encodings: ["listpack", "hashtable"],
    add: (key, members) => ["SADD", key, ...members],
    remove: (key) => ["SREM", key, "member:1"],
  },
  {
    type: "hash",
    encodings: ["listpack", "hashtable"],
    add: (key, members) => ["HSET", key, ...members.flatMap((member) => [member, "value"])],
    remove: (key) => ["HDEL", key, "member:1"],
  },
  {
    type: "zset",
    encodings: ["listpack", "skiplist"],
    add: (key, members) => ["ZADD", key, ...members.flatMap((member, i) => [`${i / 2}`, member])],
    remove: (key) => ["ZREM", key, "member:1"],
  },
];

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}

function digest(redis: TestEngine, key: string): string {
  return redis.command("DEBUG", "DIGEST-VALUE", key);
}

for (const { type, encodings, add, remove } of KINDS) {
  for (const [size, count] of [5, 3000].entries()) {
    const members = Array.from({ length: count }, (_, i) => `member:${i}`);
    const filled = (): [redis: TestEngine, digest: string] => {
      const redis = testEngine({ "enable-debug-command": "yes" });
      redis.command(...add("k", members));
      return [redis, digest(redis, "k")];
    };
    const what = `a ${type} of ${count}`;

    test(`TYPE, OBJECT ENCODING, SCAN TYPE: ${what}`, () => {
      const [redis] = filled();
      redis.command("SET", "other", "v");
      assert.equal(redis.command("TYPE", "k"), `+${type}\r\n`);
      assert.equal(redis.command("OBJECT", "ENCODING", "k"), bulk(encodings[size]));
      const found = redis.command("SCAN", "0", "TYPE", type.toUpperCase(), "COUNT", "100");
      assert.equal(found, `*2\r\n${bulk("0")}*1\r\n${bulk("k")}`);
    });

    test(`COPY: ${what} and its copy go separate ways`, () => {
      const [redis, value] = filled();
      assert.equal(redis.command("COPY", "k", "copy"), ":1\r\n");
      assert.equal(redis.command("COPY", "k", "k", "DB", "1"), ":1\r\n");
      redis.command(...remove("k"));
      assert.notEqual(digest(redis, "k"), value);
      assert.equal(digest(redis, "copy"), value);
      redis.command("DEL", "k");
      redis.command(...add("copy", ["another"]));
      assert.notEqual(digest(redis, "copy"), value);
      redis.command("SELECT", "1");
      assert.equal(digest(redis, "k"), value);
      assert.equal(redis.command("OBJECT", "ENCODING", "k"), bulk(encodings[size]));
    });

    test(`RENAME, MOVE, SWAPDB: ${what} goes where it is sent, with its expiry`, () => {
      const [redis, value] = filled();
      for (const each of KINDS) redis.command(...each.add(`old:${each.type}`, members));
      redis.command("EXPIRE", "k", "100");
      const expiring = digest(redis, "k");
      assert.notEqual(expiring, value);
      for (const each of KINDS) {
        assert.equal(redis.command("RENAME", "k", `old:${each.type}`), "+OK\r\n");
        assert.equal(redis.command("RENAMENX", `old:${each.type}`, "k"), ":1\r\n");
      }
      assert.equal(redis.command("MOVE", "k", "2"), ":1\r\n");
      assert.equal(redis.command("EXISTS", "k"), ":0\r\n");
      redis.command("SWAPDB", "0", "2");
      assert.equal(digest(redis, "k"), expiring);
      assert.equal(redis.command("PERSIST", "k"), ":1\r\n");
      assert.equal(digest(redis, "k"), value);
      redis.command("EXPIRE", "k", "100");
      redis.clock.advance(100_000);
      assert.equal(redis.command("TYPE", "k"), "+none\r\n");
      assert.equal(redis.command("DBSIZE"), ":0\r\n");
    });

    test(`SET, RESTORE: ${what} makes room for another value`, () => {
      const [redis, value] = filled();
      const payload = redis.command("DUMP", "k").replace(/^\$\d+\r\n/, "").slice(0, -2);
      assert.equal(redis.command("SET", "k", "v"), "+OK\r\n");
      assert.equal(redis.command("TYPE", "k"), "+string\r\n");
      assert.equal(redis.command("RESTORE", "k", "0", payload, "REPLACE"), "+OK\r\n");
      assert.equal(digest(redis, "k"), value);
      assert.equal(redis.command("OBJECT", "ENCODING", "k"), bulk(encodings[size]));
    });

    test(`WATCH: a change of ${what} fails the transaction, a failed one does not`, () => {
      for (const [change, fails] of [[remove("k"), true], [["INCR", "k"], false]] as const) {
        const [redis] = filled();
        const other = redis.client();
        redis.command("WATCH", "k");
        other.command(...change);
        redis.command("MULTI");
        redis.command("TYPE", "k");
        assert.equal(redis.command("EXEC"), fails ? "*-1\r\n" : `*1\r\n+${type}\r\n`);
      }
    });
  }
}
