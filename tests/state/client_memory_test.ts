import { test } from "node:test";
import assert from "node:assert/strict";
import { sessionBytes } from "../../lib/state/memory.ts";
import { ask } from "../support/dialogue.ts";
import { testEngine } from "../support/engine.ts";

const CASES: readonly [what: string, begin: string, more: string, end: string][] = [
  ["transactions", "MULTI", "SET k 0123456789", "DISCARD"],
  ["transactions that are executed", "MULTI", "SET k 0123456789", "EXEC"],
  ["watched keys", "WATCH a", "WATCH k0123456789", "UNWATCH"],
  ["watched keys that a transaction ends", "WATCH a", "WATCH k0123456789", "RESET"],
  ["channels", "PING", "SUBSCRIBE k0123456789", "UNSUBSCRIBE"],
  ["patterns", "PING", "PSUBSCRIBE k0123456789", "PUNSUBSCRIBE"],
  ["shard channels", "PING", "SSUBSCRIBE k0123456789", "SUNSUBSCRIBE"],
  [
    "prefixes",
    "PING",
    "CLIENT TRACKING ON BCAST PREFIX k0123456789",
    "CLIENT TRACKING OFF",
  ],
];

for (const [what, begin, more, end] of CASES) {
  test(`client memory: ${what} count while they last`, () => {
    const redis = testEngine();
    const client = redis.client();
    ask(client, "HELLO 3"); // The reply buffer is there from now on.
    const before = sessionBytes(client.session);
    ask(client, begin);
    const begun = sessionBytes(client.session);
    ask(client, more);
    const kept = sessionBytes(client.session) - begun;
    assert.ok(kept > 10, `${kept} bytes`);
    if (!begin.startsWith("MULTI")) {
      ask(client, more);
      assert.equal(sessionBytes(client.session) - begun, kept, "the same once more");
    }
    ask(client, end);
    assert.equal(sessionBytes(client.session), before);
  });
}
