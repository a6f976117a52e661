/** What the commands tell keyspace notifications, and what is logged in their place. */

import { test } from "node:test";
import assert from "node:assert/strict";
import type { ArgWord, EffectWord } from "../../../lib/commands/context.ts";
import { ask } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

function report(redis: TestEngine, request: string): string {
  const { engine } = redis;
  const told: string[] = [];
  const text = (word: EffectWord) =>
    typeof word === "object" ? engine.args.text((word as ArgWord).arg) : String(word);
  const { changed } = engine;
  Object.defineProperty(engine, "hasEffectListeners", { value: true });
  engine.changed = (i, kind, event) => {
    assert.equal(kind, "zset");
    told.push(`${event}(${engine.args.text(i)})`);
    changed.call(engine, i, kind, event);
  };
  engine.notify = (i, kind, event) => void told.push(`${kind} ${event}(${engine.args.text(i)})`);
  engine.effect = (...words) => void told.push(`as ${words.map(text).join(" ")}`);
  ask(redis, request);
  engine.changed = changed;
  return told.join(", ") || "-";
}

test("sorted sets: each change is told once, a key that goes with its last member, too", () => {
  const redis = testEngine();
  const lines = `
    ZADD k 1 a 2 b 3 c 4 d      → zadd(k)
    ZADD k 1 a                  → -
    ZADD k XX 1 x               → -
    ZADD k CH 2 a               → zadd(k)
    ZADD k INCR 1 a             → zincr(k)
    ZADD k INCR 0 a             → -
    ZINCRBY k 1 a               → zincr(k)
    ZREM k x                    → -
    ZREM k a                    → zrem(k)
    ZREMRANGEBYSCORE k 9 10     → -
    ZREMRANGEBYSCORE k 2 2      → zremrangebyscore(k)
    ZREMRANGEBYRANK k 0 0       → zremrangebyrank(k)
    ZREMRANGEBYLEX k - +        → zremrangebylex(k), generic del(k)
    ZADD k 1 a 2 b 3 c          → zadd(k)
    ZPOPMIN k                   → zpopmin(k)
    ZPOPMAX k 5                 → zpopmax(k), generic del(k)
    ZPOPMAX k                   → -
    ZADD k 1 a 2 b 3 c 4 d 5 e  → zadd(k)
    ZMPOP 2 none k MIN          → as ZPOPMIN k 1, zpopmin(k)
    BZPOPMAX none k 0           → as ZPOPMAX k, zpopmax(k)
    BZMPOP 0 1 k MAX COUNT 9    → as ZPOPMAX k 3, zpopmax(k), generic del(k)
    ZRANGE k 0 -1               → -
  `;
  for (const line of lines.trim().split("\n")) {
    const [request, told] = line.split("→").map((each) => each.trim());
    assert.equal(report(redis, request), told, request);
  }
});
