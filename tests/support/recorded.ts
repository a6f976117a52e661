/** Compares what an engine holds with what a file's description says. */

import assert from "node:assert/strict";
import type { TestEngine } from "./engine.ts";
import { type Recorded, recordedOf } from "./fixtures.ts";
import { plainReply } from "./plain_reply.ts";

/** What is at a key, as the description would have it. */
export function contents(redis: TestEngine, { key, type }: Recorded): unknown {
  const ask = (...words: (string | number)[]) => plainReply(redis.command(...words)) as string[];
  switch (type) {
    case "string":
      return ask("GET", key);
    case "list":
      return ask("LRANGE", key, 0, -1);
    case "set":
      return ask("SMEMBERS", key).sort();
    case "zset":
      return ask("ZRANGE", key, 0, -1, "WITHSCORES");
    case "stream":
      return ask("XRANGE", key, "-", "+");
  }
  const pairs = ask("HGETALL", key);
  return Object.fromEntries(
    pairs.flatMap((word, i) => i % 2 === 0 ? [[word, pairs[i + 1]]] : []),
  );
}

/** Redis prints doubles in one of two forms, with the same value. */
function asNumbers(pairs: string[]): (string | number)[] {
  return pairs.map((word, i) => i % 2 === 1 ? Number(word.replace("inf", "Infinity")) : word);
}

/**
 * Whether a key of a file is to have the encoding that is described: lists from before 3.2 stay
 * quicklists in Redis until they change, and a hash whose fields expired or expire no more has room for
 * their expiry until it is loaded the next time.
 */
export function mindsEncoding(name: string): (recorded: Recorded) => boolean {
  return ({ type, key, fieldExpireAtMs }) =>
    !(type === "list" && name === "redis-2.6.17") &&
    !(key.startsWith("hx:") && fieldExpireAtMs === undefined);
}

/** Checks all keys of a file: types, expiry, values, groups, and encodings where these matter. */
export function checkRecorded(
  redis: TestEngine,
  name: string,
  minds: (recorded: Recorded) => boolean,
): void {
  const recorded = recordedOf(name);
  for (const each of recorded) checkKey(redis, each, minds(each));
  const sizes = redis.engine.server.keyspace.databases.map(({ size }) => size);
  assert.equal(sizes.reduce((sum, size) => sum + size, 0), recorded.length);
}

function checkKey(redis: TestEngine, recorded: Recorded, mindsEncoding: boolean): void {
  const { db, key, type, encoding, expireAtMs = -1, value, fieldExpireAtMs, groups } = recorded;
  redis.command("SELECT", db);
  assert.equal(redis.command("TYPE", key), `+${type}\r\n`, key);
  assert.equal(redis.command("PEXPIRETIME", key), `:${expireAtMs}\r\n`, key);
  if (mindsEncoding) {
    assert.equal(plainReply(redis.command("OBJECT", "ENCODING", key)), encoding, key);
  }
  const found = contents(redis, recorded);
  if (type === "zset") {
    assert.deepEqual(asNumbers(found as string[]), asNumbers(value as string[]), key);
  } else {
    assert.deepEqual(found, value, key);
  }
  if (fieldExpireAtMs !== undefined) {
    const fields = Object.keys(value);
    const times = plainReply(
      redis.command("HPEXPIRETIME", key, "FIELDS", fields.length, ...fields),
    );
    assert.deepEqual(times, fields.map((field) => `${fieldExpireAtMs[field] ?? -1}`), key);
  }
  for (const group of groups ?? []) {
    const pending = plainReply(
      redis.command("XPENDING", key, group.name, "-", "+", 1000),
    ) as string[][];
    const rows = pending.map(([id, consumer, , count]) => [id, consumer, Number(count)]);
    assert.deepEqual(rows, group.pending, `${key} ${group.name}`);
  }
}
