import { test } from "node:test";
import assert from "node:assert/strict";
import { DEFINITIONS } from "../../lib/commands/mod.ts";
import { Chance } from "../conformance/fuzz/chance.ts";
import { commandMaker } from "../conformance/fuzz/generators.ts";
import { type TestEngine, testEngine } from "../support/engine.ts";

/** Two empty dictionaries keep a small segment each, and their directories. */
const EMPTY_BYTES = 192;

function play(redis: TestEngine, seed: number, count: number): void {
  const names = DEFINITIONS.filter(({ spec }) => !/connection|server|pubsub/.test(spec.group));
  const make = commandMaker(new Set(names.map(({ spec }) => spec.name)));
  const chance = new Chance(seed);
  for (let i = 0; i < count; i++) {
    redis.command(...make(chance));
    const { wait } = redis.session;
    if (wait !== null) redis.engine.endWait(wait, "");
    redis.output();
    if (i % 1000 === 0) {
      redis.clock.advance(60_000);
      redis.engine.tick();
    }
  }
}

test("memory: whatever was done, deleting all keys gives back every byte", () => {
  for (const seed of [1, 2]) {
    const redis = testEngine();
    play(redis, seed, 8000);
    for (const db of redis.engine.server.keyspace.databases) {
      const keys: Uint8Array[] = [];
      db.scan(
        0,
        Infinity,
        ({ bytes, keyStart, keyEnd }) => keys.push(bytes.slice(keyStart, keyEnd)),
      );
      for (const key of keys) assert.ok(db.delete(key, 0, key.length));
      while (db.dying > 0) db.reclaim();
      assert.equal(db.size, 0);
      assert.ok(db.usedBytes <= EMPTY_BYTES, `${db.usedBytes} bytes in database ${db.index}`);
    }
  }
});
