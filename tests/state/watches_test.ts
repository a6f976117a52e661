import { test } from "node:test";
import assert from "node:assert/strict";
import { ask } from "../support/dialogue.ts";
import { type TestClient, type TestEngine, testEngine } from "../support/engine.ts";

/** Begins a watch of key "k" in database 0, as WATCH does. */
function watch(redis: TestEngine, client: TestClient): void {
  const { keyspace, watches } = redis.engine.server;
  const db = keyspace.databases[0];
  const wasExpired = db.presence(Uint8Array.of(0x6b), 0, 1) === "expired";
  watches.add(client.session, db, "k", wasExpired);
}

/** Whether a watch begun after `before` is broken by `change`. */
function isBroken(before: string[], change: string[]): boolean {
  const redis = testEngine();
  redis.engine.server.activeExpiry = false;
  for (const request of before) play(redis, request);
  const client = redis.client();
  watch(redis, client);
  for (const request of change) play(redis, request);
  return client.session.isStale;
}

function play(redis: TestEngine, request: string): void {
  const { keyspace } = redis.engine.server;
  if (request === "wait") redis.clock.advance(20);
  else if (request === "in 1:") redis.session.db = keyspace.databases[1];
  else if (request === "in 0:") redis.session.db = keyspace.databases[0];
  else ask(redis, request);
}

const NEVER: string[] = [];
const HERE = ["SET k v"];
const EXPIRED = ["SET k v", "PEXPIRE k 20", "wait"];
const THERE = ["SET k v", "MOVE k 1"];
const EXPIRED_THERE = ["SET k v", "PEXPIRE k 20", "MOVE k 1", "wait"];

const CASES: [what: string, before: string[], change: string[], broken: boolean][] = [
  ["FLUSHDB of a key", HERE, ["FLUSHDB"], true],
  ["FLUSHALL of a key", HERE, ["FLUSHALL"], true],
  ["FLUSHDB without the key", NEVER, ["SET other v", "FLUSHDB"], false],
  ["FLUSHDB of another database", HERE, ["in 1:", "FLUSHDB"], false],
  ["FLUSHDB of a key that had expired", EXPIRED, ["FLUSHDB"], false],
  ["SET after FLUSHDB of a key that had expired", EXPIRED, ["FLUSHDB", "SET k v"], true],
  ["FLUSHDB of a key that expired since", [...HERE, "PEXPIRE k 20"], ["wait", "FLUSHDB"], true],
  ["SWAPDB without the key in either", NEVER, ["SWAPDB 0 1"], false],
  ["SWAPDB of a key with none", HERE, ["SWAPDB 0 1"], true],
  ["SWAPDB of none with a key", THERE, ["SWAPDB 1 0"], true],
  ["SWAPDB of two other databases", HERE, ["SWAPDB 1 2"], false],
  ["SWAPDB of a database with itself", HERE, ["SWAPDB 0 0"], false],
  ["SWAPDB of none with an expired key", EXPIRED_THERE, ["SWAPDB 0 1"], false],
  ["SWAPDB of an expired key with none", EXPIRED, ["SWAPDB 0 1"], false],
  [
    "SWAPDB of an expired key with an expired key",
    ["SET k v", "PEXPIRE k 20", "COPY k k DB 1", "wait"],
    ["SWAPDB 0 1"],
    false,
  ],
  [
    "SWAPDB of an expired key with a living one",
    ["SET k v", "MOVE k 1", "SET k v", "PEXPIRE k 20", "wait"],
    ["SWAPDB 0 1"],
    true,
  ],
  ["deletion, at last, of a key that had expired", EXPIRED, ["GET k"], false],
  ["SET of a key that had expired", EXPIRED, ["SET k v"], true],
  ["DEL of a missing key", NEVER, ["DEL k"], false],
  ["EXPIRE that changes nothing", HERE, ["EXPIRE k 10 XX"], false],
  ["EXPIRE", HERE, ["EXPIRE k 10"], true],
  ["PERSIST of a key without expiry", HERE, ["PERSIST k"], false],
  ["TOUCH", HERE, ["TOUCH k"], false],
  ["RENAME away", HERE, ["RENAME k j"], true],
  ["RENAME to it", NEVER, ["SET j v", "RENAME j k"], true],
  ["RENAME to itself", HERE, ["RENAME k k"], false],
  ["MOVE away", HERE, ["MOVE k 1"], true],
  ["MOVE to it", THERE, ["in 1:", "MOVE k 0"], true],
  ["COPY of it", HERE, ["COPY k j"], false],
  ["COPY to it", NEVER, ["SET j v", "COPY j k"], true],
];

for (const [what, before, change, broken] of CASES) {
  test(`WATCH: ${what} ${broken ? "breaks" : "keeps"} the watch`, () => {
    assert.equal(isBroken(before, change), broken);
  });
}
