/** What the commands tell keyspace notifications, and what is logged in their place. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ArgWord, EffectWord } from "../../../lib/commands/context.ts";
import { ask } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

/** Everything that a request reports, in order; `-` if nothing. */
function report(redis: TestEngine, request: string): string {
  const { engine } = redis;
  const told: string[] = [];
  const text = (word: EffectWord) =>
    typeof word === "object" ? engine.args.text((word as ArgWord).arg) : String(word);
  const { changed } = engine;
  Object.defineProperty(engine, "hasEffectListeners", { value: true });
  engine.changed = (i, kind, event) => {
    told.push(`${kind} ${event}(${engine.args.text(i)})`);
    changed.call(engine, i, kind, event);
  };
  engine.notify = (i, kind, event) => void told.push(`${kind} ${event}(${engine.args.text(i)})`);
  engine.effect = (...words) => void told.push(`as ${words.map(text).join(" ")}`);
  ask(redis, request);
  engine.changed = changed;
  return told.join(", ") || "-";
}

function expect(redis: TestEngine, text: string): void {
  for (const line of text.trim().split("\n")) {
    const [request, reported] = line.split("→").map((each) => each.trim());
    assert.equal(report(redis, request), reported, request);
  }
}

test("sets: each change is told once, a key that goes with its last member, too", () => {
  expect(
    testEngine(),
    `
    SADD s a b c                → set sadd(s)
    SADD s a                    → -
    SREM s x                    → -
    SREM s a                    → set srem(s)
    SREM s b c d                → set srem(s), generic del(s)
    SREM s b                    → -
    SADD s a b                  → set sadd(s)
    SMOVE s t x                 → -
    SMOVE s s a                 → -
    SMOVE s t a                 → set srem(s), set sadd(t)
    SADD t b                    → set sadd(t)
    SMOVE s t b                 → set srem(s), generic del(s)
    SUNIONSTORE u t             → set sunionstore(u)
    SINTERSTORE i t u           → set sinterstore(i)
    SDIFFSTORE d t none         → set sdiffstore(d)
    SDIFFSTORE d t u            → generic del(d)
    SDIFFSTORE d t u            → -
    SRANDMEMBER t 5             → -
    `,
  );
});

test("SPOP: is logged as what it removed", () => {
  expect(
    testEngine(),
    `
    SADD s a                    → set sadd(s)
    SPOP s                      → as SREM s a, set spop(s), generic del(s)
    SPOP s                      → -
    SPOP s 3                    → -
    SADD s 7                    → set sadd(s)
    SPOP s 0                    → -
    SPOP s 1                    → as DEL s, set spop(s), generic del(s)
    CONFIG SET lazyfree-lazy-server-del yes → -
    SADD s a b c                → set sadd(s)
    SPOP s 5                    → as UNLINK s, set spop(s), generic del(s)
    `,
  );
});

test("SPOP: with a count is logged in commands of up to 1024 members", () => {
  const redis = testEngine();
  redis.command("SADD", "s", ...Array.from({ length: 4000 }, (_, i) => `m${i}`));
  const told = report(redis, "SPOP s 2500").split(", ");
  assert.equal(told.pop(), "set spop(s)");
  const counts = told.map((effect) => effect.split(" ").length - "as SREM s".split(" ").length);
  assert.deepEqual(counts, [1024, 1024, 452]);
});
