/** Sets in their three encodings, beside a set of strings. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { SetKey, testDatabase, textsOf } from "./set_support.ts";

const SMALL = { setMaxIntsetEntries: 8, setMaxListpackEntries: 6, setMaxListpackValue: 5 };

const members = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -12, max: 12 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom("99999", "-99999", "70000", "5000000000") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("", "a", "b", "c", "01", "-0", "five5", "longer", "\x00"),
  },
);

/** The encoding after a member was added, by the rules as the manual has them. */
function grown(encoding: string, model: Set<string>, added: string): string {
  const isInteger = (text: string) => /^(0|-?[1-9][0-9]{0,17})$/.test(text);
  if (encoding === "") encoding = isInteger(added) ? "intset" : "listpack";
  if (encoding === "intset" && isInteger(added)) {
    return model.size > SMALL.setMaxIntsetEntries ? "hashtable" : "intset";
  }
  if (encoding === "hashtable") return encoding;
  const measured = encoding === "intset" ? [...model] : [added];
  const isLong = measured.some((text) => text.length > SMALL.setMaxListpackValue);
  return isLong || model.size > SMALL.setMaxListpackEntries ? "hashtable" : "listpack";
}

test("set: holds what a set of strings would, in the encoding that the limits ask for", () => {
  const steps = fc.array(
    fc.record({ what: fc.constantFrom("add", "add", "add", "remove", "pop"), member: members }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (steps) => {
      const db = testDatabase();
      const empty = db.memory.arena.usedBytes;
      const set = new SetKey(db, "key", SMALL);
      const model = new Set<string>();
      let encoding = "";
      for (const { what, member } of steps) {
        if (what === "add") {
          assert.equal(set.add(member), !model.has(member));
          if (!model.has(member)) encoding = grown(encoding, model.add(member), member);
        } else if (what === "remove") {
          assert.equal(set.remove(member), model.delete(member));
        } else if (model.size > 0) {
          assert.ok(model.delete(set.pop()));
        }
        assert.equal(set.size, model.size);
        assert.equal(set.has(member), model.has(member));
        if (model.size === 0) encoding = "";
        else assert.equal(set.encoding, encoding);
      }
      assert.deepEqual(set.all(), [...model].sort());
      set.delete();
      const tables = db.tableBytes - 8; // What finds keys stays.
      assert.ok(db.memory.arena.usedBytes - empty <= tables, "nothing is left behind");
    }),
    { numRuns: 500 },
  );
});

test("set: integers up to 512 are an intset, then a hashtable", () => {
  const set = new SetKey(testDatabase(), "key");
  for (let i = 0; i < 512; i++) set.add(String(i * 7));
  assert.equal(set.encoding, "intset");
  set.add("-1");
  assert.equal(set.encoding, "hashtable");
  assert.equal(set.size, 513);
  assert.ok(set.has("-1") && set.has("0") && set.has(String(511 * 7)));
});

test("set: a string among up to 127 integers makes it a listpack, among more a hashtable", () => {
  for (const [integers, encoding] of [[127, "listpack"], [128, "hashtable"]] as const) {
    const set = new SetKey(testDatabase(), "key");
    for (let i = 0; i < integers; i++) set.add(String(i * 1_000_003));
    assert.equal(set.encoding, "intset");
    set.add("text");
    assert.equal(set.encoding, encoding);
    assert.equal(set.size, integers + 1);
    assert.ok(set.has("text") && set.has("1000003") && !set.has("1"));
  }
});

test("set: the 129th string, or one of 65 bytes, makes a hashtable", () => {
  const many = new SetKey(testDatabase(), "key");
  for (let i = 0; i < 128; i++) many.add(`member:${i}`);
  assert.equal(many.encoding, "listpack");
  many.add("one more");
  assert.equal(many.encoding, "hashtable");
  const long = new SetKey(testDatabase(), "key");
  long.add("x".repeat(64));
  assert.equal(long.encoding, "listpack");
  long.add("x".repeat(65));
  assert.equal(long.encoding, "hashtable");
  assert.equal(long.size, 2);
});

test("set: does not return to a smaller encoding", () => {
  const set = new SetKey(testDatabase(), "key");
  for (const text of ["1", "2", "x".repeat(65)]) set.add(text);
  set.remove("x".repeat(65));
  assert.equal(set.encoding, "hashtable");
  assert.deepEqual(set.all(), ["1", "2"]);
});

test("set: integers of all widths are told from their like", () => {
  const set = new SetKey(testDatabase(), "key");
  const integers = ["1", "-1", "32768", "-2147483649", "9223372036854775807", "9007199254740993"];
  for (const text of [...integers, "-9223372036854775808"]) assert.ok(set.add(text), text);
  assert.equal(set.encoding, "intset");
  for (const text of ["01", "+1", "1.0", " 1", "9223372036854775808", "9007199254740992", ""]) {
    assert.ok(!set.has(text), text);
  }
  set.add("01");
  assert.equal(set.encoding, "listpack");
  for (const text of integers) assert.ok(set.has(text) && !set.add(text), text);
});

test("set: what stays during a scan is found, once, whatever comes and goes", () => {
  const set = new SetKey(testDatabase(), "key");
  for (let i = 0; i < 1000; i++) set.add(`stays:${i}`);
  const seen = new Map<string, number>();
  let cursor = 0;
  let turn = 0;
  do {
    const { next, found } = set.scan(cursor, 10);
    for (const text of found) seen.set(text, (seen.get(text) ?? 0) + 1);
    cursor = next;
    for (let i = 0; i < 40; i++) set.add(`comes:${turn}:${i}`);
    if (turn % 3 === 2) { for (let i = 0; i < 100; i++) set.remove(`comes:${turn - 2}:${i}`); }
    turn++;
  } while (cursor !== 0 && turn < 10_000);
  assert.equal(cursor, 0);
  for (let i = 0; i < 1000; i++) assert.equal(seen.get(`stays:${i}`), 1);
});

test("set: a packed one is scanned whole at once", () => {
  const set = new SetKey(testDatabase(), "key");
  for (let i = 0; i < 300; i++) set.add(String(i));
  const { next, found } = set.scan(0, 1);
  assert.equal(next, 0);
  assert.equal(found.length, 300);
});

test("set: a copy is a set of its own, and both give back their memory", () => {
  const db = testDatabase();
  const set = new SetKey(db, "key");
  for (let i = 0; i < 5000; i++) set.add(`member:${i}`);
  const copy = new SetKey(db, "copy");
  db.copyTo(db, set.entry()!, copy.key, 0, copy.key.length);
  set.remove("member:1");
  assert.equal(copy.size, 5000);
  assert.ok(copy.has("member:1") && copy.add("other") && !set.has("other"));
  const before = db.memory.arena.usedBytes;
  set.delete();
  const freed = before - db.memory.arena.usedBytes;
  assert.ok(freed > 5000 * 24, `${freed} bytes`);
  copy.delete();
  assert.ok(db.memory.arena.usedBytes < 1000);
});

test("set: its members can be walked over again, several sets at once, and asked for", () => {
  const db = testDatabase();
  const kinds: [name: string, members: string[]][] = [
    ["intset", ["7", "-3", "9223372036854775807"]],
    ["listpack", ["7", "text", "9223372036854775807"]],
    ["hashtable", ["7", "text", "x".repeat(65)]],
  ];
  const sets = kinds.map(([encoding, texts]) => {
    const set = new SetKey(db, encoding);
    for (const text of texts) set.add(text);
    assert.equal(set.encoding, encoding);
    return set.members();
  });
  const walked: string[][] = sets.map(() => []);
  for (let i = 0; i < 3; i++) {
    for (const set of sets) assert.ok(set.next());
    // All have moved before any is read: none disturbs another.
    sets.forEach(({ bytes, start, end }, k) => walked[k].push(latin1(bytes, start, end)));
  }
  walked.forEach((texts, k) => assert.deepEqual(texts.sort(), [...kinds[k][1]].sort()));
  for (const [k, set] of sets.entries()) {
    assert.ok(!set.next());
    set.rewind();
    assert.deepEqual(textsOf(set), [...kinds[k][1]].sort());
    for (const text of [...kinds[k][1], "none", "-7", ""]) {
      const bytes = fromLatin1(text);
      const isThere = kinds[k][1].includes(text);
      assert.equal(set.has(bytes, 0, bytes.length), isThere);
      assert.equal(set.scoreOf(bytes, 0, bytes.length), isThere ? 1 : NaN);
    }
  }
});
