import { Buffer } from "node:buffer";
import { test } from "node:test";
import assert from "node:assert/strict";
import { Database, KEEP_EXPIRY } from "../../lib/keyspace/database.ts";
import { Environment } from "../../lib/keyspace/environment.ts";
import { RAW } from "../../lib/keyspace/types.ts";
import { INLINE_BYTES_MAX } from "../../lib/memory/entry.ts";
import { randomFrom } from "../support/random.ts";

const encoder = new TextEncoder();

/** A database beside the naive model of what it should hold. */
class Pair {
  readonly env: Environment;
  readonly db: Database;
  readonly model = new Map<string, { value: Uint8Array; expireAtMs: number }>();
  readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
    this.env = new Environment(this.random);
    this.env.nowMs = 1_000_000;
    this.db = new Database(0, this.env);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  fresh(length: number): Uint8Array {
    const value = new Uint8Array(length);
    for (let i = 0; i < Math.min(length, 300); i++) value[i] = this.below(256);
    if (length > 0) value[length - 1] = this.below(256);
    return value;
  }

  dropExpired(): void {
    for (const [key, { expireAtMs }] of this.model) {
      if (expireAtMs !== 0 && expireAtMs <= this.env.nowMs) this.model.delete(key);
    }
  }

  step(keys: number, lengthMax: number): void {
    const name = `k${this.below(keys)}${this.random() < 0.02 ? "x".repeat(200) : ""}`;
    const key = encoder.encode(name);
    const { db, model } = this;
    const known = model.get(name);
    switch (this.below(8)) {
      case 0:
      case 1:
      case 2: {
        const value = this.fresh(this.below(this.random() < 0.5 ? 60 : lengthMax));
        const keep = this.random() < 0.3;
        const at = this.random() < 0.3 ? this.env.nowMs + 1 + this.below(2000) : 0;
        db.setString(key, 0, key.length, value, 0, value.length, RAW, keep ? KEEP_EXPIRY : at);
        model.set(name, { value, expireAtMs: keep ? known?.expireAtMs ?? 0 : at });
        break;
      }
      case 3:
        assert.equal(db.delete(key, 0, key.length), model.delete(name));
        break;
      case 4:
      case 5: {
        const entry = db.find(key, 0, key.length);
        assert.equal(entry !== null, known !== undefined);
        if (entry === null || known === undefined) break;
        const length = this.random() < 0.5
          ? known.value.length + this.below(50)
          : this.below(lengthMax);
        const value = new Uint8Array(length);
        value.set(known.value.subarray(0, length));
        db.resize(entry, RAW, length);
        model.set(name, { value, expireAtMs: known.expireAtMs });
        break;
      }
      case 6: {
        const entry = db.find(key, 0, key.length);
        if (entry === null || known === undefined) break;
        const at = this.random() < 0.5 ? 0 : this.env.nowMs + 1 + this.below(2000);
        db.setExpiry(entry, at);
        known.expireAtMs = at;
        break;
      }
      case 7:
        if (this.random() < 0.05) {
          this.env.nowMs += this.below(500);
          this.dropExpired();
        }
        break;
    }
    this.check(name);
  }

  check(name: string): void {
    const key = encoder.encode(name);
    const entry = this.db.find(key, 0, key.length);
    const known = this.model.get(name);
    assert.equal(entry !== null, known !== undefined, name);
    if (entry === null || known === undefined) return;
    assert.equal(entry.expireAtMs, known.expireAtMs);
    const value = entry.valueBytes.subarray(entry.valueStart, entry.valueEnd);
    assert.equal(Buffer.compare(value, known.value), 0);
  }

  checkAll(): void {
    for (const name of this.model.keys()) this.check(name);
    let seen = 0;
    this.db.forEach(() => seen++);
    assert.equal(seen, this.model.size);
  }
}

for (
  const [what, seed, steps, keys, lengthMax] of [
    ["small values of few keys", 1, 30_000, 50, 100],
    ["many keys", 2, 60_000, 5_000, 300],
    ["values of up to 70 kB", 3, 5_000, 100, 70_000],
    ["values beyond the inline limit", 4, 400, 10, 2 * INLINE_BYTES_MAX],
  ] as const
) {
  test(`database: a random walk beside a Map holds the same, with ${what}`, () => {
    const pair = new Pair(seed);
    for (let i = 0; i < steps; i++) pair.step(keys, lengthMax);
    pair.checkAll();
    for (const name of [...pair.model.keys()]) {
      const key = encoder.encode(name);
      assert.equal(pair.db.delete(key, 0, key.length), true);
    }
    pair.db.expireSome(1e6);
    assert.equal(pair.db.volatileSize, 0);
    assert.equal(pair.db.size, 0);
    assert.ok(pair.db.usedBytes < 1000, `${pair.db.usedBytes} bytes are left`);
  });
}
