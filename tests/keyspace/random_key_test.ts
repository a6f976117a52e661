import { test } from "node:test";
import assert from "node:assert/strict";
import { Database } from "../../lib/keyspace/database.ts";
import { Environment } from "../../lib/keyspace/environment.ts";
import { randomFrom } from "../support/random.ts";
import { nameOf, put, remove } from "./keys.ts";

class Draws {
  calls = 0;
  readonly db: Database;

  constructor(seed: number) {
    const random = randomFrom(seed);
    const env = new Environment(() => {
      this.calls++;
      return random();
    });
    env.setTime(1_700_000_000_000);
    this.db = new Database(0, env);
  }

  /** Draws keys; gives the sum of (seen − expected)² / expected, and numbers used for each draw. */
  chiSquare(draws: number): { sum: number; cost: number } {
    const counts = new Map<string, number>();
    this.calls = 0;
    for (let i = 0; i < draws; i++) {
      const name = nameOf(this.db.randomKey()!);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const expected = draws / this.db.size;
    let sum = (this.db.size - counts.size) * expected;
    for (const count of counts.values()) sum += (count - expected) ** 2 / expected;
    return { sum, cost: this.calls / draws };
  }
}

/** A bound that chi-square of so many degrees exceeds once in some ten thousand runs. */
function bound(degrees: number): number {
  return degrees + 3.8 * Math.sqrt(2 * degrees) + 9;
}

for (
  const [what, added, left] of [
    ["two keys", 2, 2],
    ["one small table", 12, 12],
    ["one table", 500, 500],
    ["many tables", 5000, 5000],
    ["many tables that lost most of their keys", 20_000, 300],
    ["tables that lost nearly all", 50_000, 10],
  ] as const
) {
  test(`random key: ${what} are drawn fairly, at a bounded cost`, () => {
    const draws = new Draws(added + left);
    for (let i = 0; i < added; i++) put(draws.db, `key:${i}`);
    for (let i = left; i < added; i++) remove(draws.db, `key:${i}`);
    const { sum, cost } = draws.chiSquare(Math.max(20 * left, 2000));
    assert.ok(sum < bound(left - 1), `chi-square ${sum} with ${left - 1} degrees`);
    assert.ok(cost < 100, `${cost} random numbers a draw`);
  });
}

test("random key: the only key left is found", () => {
  const draws = new Draws(1);
  for (let i = 0; i < 30_000; i++) put(draws.db, `key:${i}`);
  for (let i = 1; i < 30_000; i++) remove(draws.db, `key:${i}`);
  assert.equal(nameOf(draws.db.randomKey()!), "key:0");
  remove(draws.db, "key:0");
  assert.equal(draws.db.randomKey(), null);
});
