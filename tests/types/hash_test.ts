/** Hashes beside a naive model: a map from field to value and expiry. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Database } from "../../lib/keyspace/database.ts";
import { Keyspace } from "../../lib/keyspace/keyspace.ts";
import { ENCODING_NAMES, HASH } from "../../lib/keyspace/types.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { FIELDS, Hash, type HashLimits, VALUES } from "../../lib/types/hash.ts";
import { expireFieldsCycle } from "../../lib/types/hash_expiry.ts";
import { randomFrom } from "../support/random.ts";

const KEY = fromLatin1("hash");
const LIMITS: HashLimits = { hashMaxListpackEntries: 8, hashMaxListpackValue: 20 };
const STOPPED = { micros: () => 0 };

/** One database with one hash, addressed with strings. */
class Subject {
  readonly keyspace = new Keyspace(2, randomFrom(5));
  readonly db: Database = this.keyspace.databases[0];
  readonly #hash = new Hash();
  key = KEY;

  constructor() {
    this.keyspace.env.setTime(1000);
  }

  open(): Hash | null {
    const entry = this.db.find(this.key, 0, this.key.length);
    return entry === null ? null : this.#hash.open(this.db, entry);
  }

  set(field: string, value: string, keepsExpiry = false, limits = LIMITS): boolean {
    let hash = this.open();
    if (hash === null) {
      this.db.find(this.key, 0, this.key.length);
      hash = this.#hash.create(this.db, this.key, 0, this.key.length);
    }
    const [f, v] = [fromLatin1(field), fromLatin1(value)];
    return hash.set(limits, f, 0, f.length, v, 0, v.length, keepsExpiry);
  }

  find(field: string): Hash | null {
    const hash = this.open();
    const bytes = fromLatin1(field);
    return hash !== null && hash.find(bytes, 0, bytes.length) ? hash : null;
  }

  get(field: string): [value: string, expireAtMs: number] | null {
    const hash = this.find(field);
    if (hash === null) return null;
    const { bytes, start, end } = hash.value;
    return [latin1(bytes, start, end), hash.expireAtMs];
  }

  expire(field: string, atMs: number): void {
    this.find(field)?.expire(atMs);
  }

  remove(field: string): boolean {
    const hash = this.find(field);
    hash?.remove();
    return hash !== null;
  }

  all(what = FIELDS | VALUES): string[] {
    const words: string[] = [];
    this.open()?.write({ bulk: (b, start, end) => words.push(latin1(b, start, end)) }, what);
    return words;
  }

  get encoding(): string {
    const entry = this.db.find(this.key, 0, this.key.length)!;
    assert.equal(entry.type, HASH);
    return ENCODING_NAMES[HASH][entry.encoding];
  }

  get nowMs(): number {
    return this.keyspace.env.nowMs;
  }

  advance(ms: number): void {
    this.keyspace.env.setTime(this.nowMs + ms);
  }

  cycle(): void {
    while (expireFieldsCycle(this.keyspace, STOPPED, 1000));
  }
}

test("hash: fields stand in the order in which they were added, and are replaced in place", () => {
  const hash = new Subject();
  assert.equal(hash.set("b", "1"), true);
  assert.equal(hash.set("a", "2"), true);
  assert.equal(hash.set("b", "three"), false);
  assert.deepEqual(hash.all(), ["b", "three", "a", "2"]);
  assert.deepEqual(hash.all(FIELDS), ["b", "a"]);
  assert.deepEqual(hash.all(VALUES), ["three", "2"]);
  assert.equal(hash.encoding, "listpack");
});

test("hash: one field too many, or a value too long, makes it a table, and so it stays", () => {
  const many = new Subject();
  for (let i = 0; i < 8; i++) many.set(`f${i}`, "v");
  assert.equal(many.encoding, "listpack");
  many.set("f8", "v");
  assert.equal(many.encoding, "hashtable");
  many.remove("f8");
  assert.equal(many.encoding, "hashtable");
  const long = new Subject();
  long.set("f", "x".repeat(20));
  assert.equal(long.encoding, "listpack");
  long.set("f", "x".repeat(21));
  assert.equal(long.encoding, "hashtable");
  assert.deepEqual(long.all(), ["f", "x".repeat(21)]);
});

test("hash: with the first expiry fields are sorted by theirs, those without at the end", () => {
  const hash = new Subject();
  for (const field of ["a", "b", "c", "d"]) hash.set(field, field.toUpperCase());
  hash.expire("c", 3000);
  assert.equal(hash.encoding, "listpackex");
  assert.deepEqual(hash.all(FIELDS), ["c", "a", "b", "d"]);
  hash.expire("d", 2000);
  hash.expire("a", 3000);
  assert.deepEqual(hash.all(FIELDS), ["d", "a", "c", "b"]);
  hash.expire("d", 0);
  assert.deepEqual(hash.all(FIELDS), ["a", "c", "b", "d"]);
  hash.set("e", "E");
  assert.deepEqual(hash.all(), ["a", "A", "c", "C", "b", "B", "d", "D", "e", "E"]);
  assert.deepEqual(hash.get("a"), ["A", 3000]);
});

test("hash: to set a field takes its expiry away, unless it is to be kept", () => {
  const hash = new Subject();
  for (const encoding of ["listpackex", "hashtable"]) {
    hash.set("f", "1");
    hash.expire("f", 5000);
    if (encoding === "hashtable") hash.open()!.becomeTable();
    hash.set("f", "2", true);
    assert.deepEqual(hash.get("f"), ["2", 5000]);
    hash.set("f", "3");
    assert.deepEqual(hash.get("f"), ["3", 0]);
    assert.equal(hash.encoding, encoding);
  }
});

test("hash: what has expired is not there, and the key goes with the last field", () => {
  for (const isTable of [false, true]) {
    const hash = new Subject();
    const told: string[] = [];
    const { env } = hash.keyspace;
    env.onFieldsExpired = () => told.push("hexpired");
    env.onEmptied = () => told.push("del");
    hash.set("a", "1");
    hash.set("b", "2");
    hash.expire("a", 2000);
    hash.expire("b", 3000);
    if (isTable) hash.open()!.becomeTable();
    hash.advance(1000);
    assert.equal(hash.get("a"), null);
    assert.equal(hash.open()!.size, 1);
    assert.deepEqual(told, ["hexpired"]);
    hash.advance(1000);
    assert.equal(hash.open(), null);
    assert.equal(hash.db.size, 0);
    assert.deepEqual(told, ["hexpired", "hexpired", "del"]);
    assert.equal(env.expiredFields, 2);
  }
});

test("hash: while nothing may go, expired fields are hidden", () => {
  for (const isTable of [false, true]) {
    const hash = new Subject();
    for (const field of ["a", "b", "c"]) hash.set(field, field);
    hash.expire("b", 2000);
    if (isTable) hash.open()!.becomeTable();
    hash.keyspace.env.frozenUntilMs = 9000;
    hash.advance(1000);
    assert.equal(hash.get("b"), null);
    assert.equal(hash.open()!.size, 2);
    assert.deepEqual(hash.all(FIELDS).sort(), ["a", "c"]);
    const seen: string[] = [];
    hash.open()!.sample(3, ({ bytes, start, end }) => seen.push(latin1(bytes, start, end)));
    assert.deepEqual(seen.sort(), ["a", "c"]);
    hash.keyspace.env.frozenUntilMs = 0;
    assert.equal(hash.keyspace.env.expiredFields, 0);
    hash.open();
    assert.equal(hash.keyspace.env.expiredFields, 1);
  }
});

test("hash: the active cycle removes fields that nobody asks for", () => {
  const { keyspace, db } = new Subject();
  const subject = new Subject();
  for (let key = 0; key < 300; key++) {
    subject.key = fromLatin1(`h${key}`);
    for (let i = 0; i < 5; i++) {
      subject.set(`f${i}`, "v");
      if (i > 0 || key % 3 === 0) subject.expire(`f${i}`, 1000 + key * 10);
    }
  }
  assert.equal(subject.db.volatileHashes, 300);
  subject.advance(1500);
  for (let i = 0; i < 100; i++) subject.cycle();
  const due = 151;
  assert.equal(subject.keyspace.env.expiredFields, due * 4 + 51);
  assert.equal(subject.db.size, 300 - 51);
  assert.equal(subject.db.volatileHashes, 300 - due);
  subject.advance(1500);
  for (let i = 0; i < 100; i++) subject.cycle();
  assert.equal(subject.db.volatileHashes, 0);
  assert.equal(db.volatileHashes, 0);
  assert.equal(keyspace.env.expiredFields, 0);
});

test("hash: the active cycle goes through a large hash, and forgets a hash without expiries", () => {
  const subject = new Subject();
  // So many that a share of them is not a whole number.
  const size = 450_000;
  for (let i = 0; i < size; i++) {
    subject.set(`f${i}`, "v");
    if (i % 2 === 0) subject.expire(`f${i}`, 2000);
  }
  subject.advance(1000);
  assert.deepEqual([subject.open()!.size, subject.open()!.liveSize], [size, size / 2]);
  for (let i = 0; i < 100; i++) subject.cycle();
  assert.equal(subject.keyspace.env.expiredFields, size / 2);
  assert.equal(subject.open()!.size, size / 2);
  assert.equal(subject.db.volatileHashes, 0);
});

test("hash: a renamed, a copied and a moved hash still has fields that expire", () => {
  const subject = new Subject();
  const [db, other] = subject.keyspace.databases;
  subject.set("a", "1");
  subject.set("b", "2");
  subject.expire("a", 2000);
  const [copy, moved] = [fromLatin1("copy"), fromLatin1("moved")];
  db.copyTo(other, db.find(KEY, 0, KEY.length)!, copy, 0, copy.length);
  db.moveTo(db, db.find(KEY, 0, KEY.length)!, moved, 0, moved.length);
  subject.advance(1000);
  for (let i = 0; i < 10; i++) subject.cycle();
  assert.equal(subject.keyspace.env.expiredFields, 2);
  assert.deepEqual([db.volatileHashes, other.volatileHashes], [0, 0]);
});

interface Known {
  readonly value: string;
  readonly expireAtMs: number;
}

type Action =
  | { readonly do: "set"; field: string; value: string; keeps: boolean }
  | { readonly do: "expire"; field: string; inMs: number }
  | { readonly do: "remove"; field: string }
  | { readonly do: "advance"; ms: number }
  | { readonly do: "cycle" | "table" | "copy" };

const field = fc.oneof(
  fc.constantFrom("a", "b", "c", "0", "7", "-1", "1000", "70000", "", "\xff\0"),
  fc.string({ maxLength: 3 }),
);
const value = fc.oneof(
  fc.integer().map(String),
  fc.string({ maxLength: 20 }),
  fc.string({ minLength: 100, maxLength: 5000 }),
);

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("set" as const),
      field,
      value,
      keeps: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("expire" as const),
      field,
      inMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 }), fc.constant(2 ** 40)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("remove" as const), field }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("advance" as const),
      ms: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("cycle" as const, "copy" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("table" as const) }) },
);

const limits: fc.Arbitrary<HashLimits> = fc.record({
  hashMaxListpackEntries: fc.constantFrom(0, 3, 8, 512),
  hashMaxListpackValue: fc.constantFrom(0, 20, 4000),
});

test("hash: does what a map of fields does", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), limits, (actions, limits) => {
      const subject = new Subject();
      const model = new Map<string, Known>();
      for (const each of actions) {
        step(subject, model, each, limits);
        compare(subject, model);
      }
    }),
    { numRuns: 400 },
  );
});

function step(
  subject: Subject,
  model: Map<string, Known>,
  action: Action,
  limits: HashLimits,
): void {
  switch (action.do) {
    case "set": {
      const { field, value, keeps } = action;
      const old = model.get(field);
      assert.equal(subject.set(field, value, keeps, limits), old === undefined);
      model.set(field, { value, expireAtMs: keeps ? old?.expireAtMs ?? 0 : 0 });
      break;
    }
    case "expire": {
      const known = model.get(action.field);
      const expireAtMs = action.inMs === 0 ? 0 : subject.nowMs + action.inMs;
      subject.expire(action.field, expireAtMs);
      if (known !== undefined) model.set(action.field, { ...known, expireAtMs });
      break;
    }
    case "remove":
      assert.equal(subject.remove(action.field), model.delete(action.field));
      break;
    case "advance":
      subject.advance(action.ms);
      for (const [field, { expireAtMs }] of model) {
        if (expireAtMs !== 0 && expireAtMs <= subject.nowMs) model.delete(field);
      }
      break;
    case "cycle":
      subject.cycle();
      break;
    case "table":
      subject.open()?.becomeTable();
      break;
    case "copy": {
      const entry = subject.db.find(KEY, 0, KEY.length);
      const copy = fromLatin1("copy");
      if (entry === null) break;
      subject.db.copyTo(subject.db, entry, copy, 0, copy.length);
      subject.db.delete(KEY, 0, KEY.length);
      subject.db.moveTo(subject.db, subject.db.find(copy, 0, copy.length)!, KEY, 0, KEY.length);
    }
  }
}

function compare(subject: Subject, model: Map<string, Known>): void {
  assert.equal(subject.open()?.size ?? 0, model.size);
  if (model.size === 0) {
    assert.equal(subject.open(), null);
    return;
  }
  for (const [field, { value, expireAtMs }] of model) {
    assert.deepEqual(subject.get(field), [value, expireAtMs]);
  }
  assert.equal(subject.get("missing"), null);
  const fields = [...model.keys()].sort();
  assert.deepEqual(subject.all(FIELDS).sort(), fields);
  const scanned: string[] = [];
  let cursor = 0;
  do {
    cursor = subject.open()!.scan(cursor, 3, ({ bytes, start, end }, found, expireAtMs) => {
      const field = latin1(bytes, start, end);
      scanned.push(field);
      const value = latin1(found.bytes, found.start, found.end);
      assert.deepEqual({ value, expireAtMs }, model.get(field));
    });
  } while (cursor !== 0);
  assert.deepEqual(scanned.sort(), fields);
  const sampled = new Set<string>();
  const count = Math.ceil(model.size / 4);
  subject.open()!.sample(count, ({ bytes, start, end }) => {
    const field = latin1(bytes, start, end);
    assert(model.has(field));
    sampled.add(field);
  });
  assert.equal(sampled.size, count);
  const { bytes, start, end } = subject.open()!.random()!;
  assert(model.has(latin1(bytes, start, end)));
}

test("hash: random fields are chosen with equal chances", () => {
  for (const size of [8, 50]) {
    const subject = new Subject();
    for (let i = 0; i < size; i++) subject.set(`f${i}`, "v");
    const [alone, together] = [new Map<string, number>(), new Map<string, number>()];
    const add = (counts: Map<string, number>, bytes: Uint8Array, start: number, end: number) => {
      const field = latin1(bytes, start, end);
      counts.set(field, (counts.get(field) ?? 0) + 1);
    };
    const hash = subject.open()!;
    for (let i = 0; i < 4000 * size; i++) {
      const { bytes, start, end } = hash.random()!;
      add(alone, bytes, start, end);
      if (i % 4 === 0) {
        hash.sample(4, ({ bytes, start, end }) => add(together, bytes, start, end));
      }
    }
    for (const counts of [alone, together]) {
      assert.equal(counts.size, size);
      for (const count of counts.values()) assert(Math.abs(count - 4000) < 400, String(count));
    }
  }
});

test("hash: of many fields that have expired none is written, visited or chosen", () => {
  const subject = new Subject();
  for (let i = 0; i < 3000; i++) {
    subject.set(`f${i}`, "v");
    if (i >= 2) subject.expire(`f${i}`, 2000);
  }
  subject.advance(1000);
  const alive = ["f0", "f1"];
  assert.deepEqual(subject.all(FIELDS).sort(), alive);
  const hash = subject.open()!;
  assert.equal(hash.liveSize, 2);
  for (const count of [1, 2, 100, 5000]) {
    const fields: string[] = [];
    hash.sample(count, ({ bytes, start, end }) => fields.push(latin1(bytes, start, end)));
    assert.equal(fields.length, Math.min(count, 2));
    assert.equal(new Set(fields).size, fields.length);
    assert(fields.every((field) => alive.includes(field)));
  }
  for (let i = 0; i < 20; i++) {
    const { bytes, start, end } = hash.random()!;
    assert(alive.includes(latin1(bytes, start, end)));
  }
  for (const field of alive) subject.remove(field);
  assert.equal(subject.open()!.random(), null);
  for (let i = 0; i < 100; i++) subject.cycle();
  assert.equal(subject.db.size, 0);
});
