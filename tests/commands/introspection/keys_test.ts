import assert from "node:assert/strict";
import { test } from "node:test";
import { findKeys, takesKeys } from "../../../lib/commands/keys.ts";
import { type CommandSpec, keyCount, keyRange, type KeySpec } from "../../../lib/commands/spec.ts";
import { Args } from "../../../lib/resp/args.ts";

/** A command with these key specifications. */
function spec(keys: readonly KeySpec[], name = "X"): CommandSpec {
  return { name, summary: "", since: "1.0.0", group: "generic", complexity: "", arity: -1, keys };
}

/** The keys of a request, with the flags of each: `a:RO,access b:OW`. */
function keysOf(command: CommandSpec, request: string): string {
  const args = Args.of(...request.split(" "));
  return findKeys(command, args)
    .map(({ index, flags }) => `${args.text(index)}:${flags.join()}`).join(" ");
}

test("findKeys: one key, a run of keys, keys with values between them", () => {
  assert.equal(keysOf(spec([keyRange(["RO"], 1)]), "GET a b"), "a:RO");
  assert.equal(keysOf(spec([keyRange(["RM"], 1, -1)]), "DEL a b c"), "a:RM b:RM c:RM");
  assert.equal(keysOf(spec([keyRange(["OW"], 1, -1, 2)]), "MSET a 1 b 2"), "a:OW b:OW");
  assert.equal(keysOf(spec([keyRange(["RO"], 1, -2)]), "BLPOP a b 0"), "a:RO b:RO");
  assert.equal(
    keysOf(spec([keyRange(["OW"], 2), keyRange(["RO"], 3, -1)]), "BITOP AND d a b"),
    "d:OW a:RO b:RO",
  );
});

test("findKeys: keys that are counted", () => {
  const numbered = spec([keyCount(["RO"], 1)]);
  assert.equal(keysOf(numbered, "X 2 a b c"), "a:RO b:RO");
  for (const wrong of ["X 0", "X 3 a b", "X -1 a", "X a b", "X", "X 1"]) {
    assert.equal(keysOf(numbered, wrong), "", wrong);
  }
  const paired = spec([{
    flags: ["OW"],
    begin: { index: 1 },
    find: { keynumIndex: 0, firstKey: 1, step: 2 },
  }]);
  assert.equal(keysOf(paired, "MSETEX 2 a 1 b 2 NX"), "a:OW b:OW");
});

test("findKeys: keys behind a word", () => {
  const streams = spec([{
    flags: ["RO"],
    begin: { keyword: "STREAMS", startFrom: 1 },
    find: { last: -1, step: 1, limit: 2 },
  }]);
  assert.equal(keysOf(streams, "XREAD COUNT 1 streams a b 0 0"), "a:RO b:RO");
  assert.equal(keysOf(streams, "XREAD COUNT 1"), "");
  assert.equal(keysOf(streams, "XREAD STREAMS"), "");
  const fromTheEnd = spec([keyRange(["RO"], 1), {
    flags: ["OW"],
    begin: { keyword: "STORE", startFrom: -2 },
    find: { last: 0, step: 1, limit: 0 },
  }]);
  assert.equal(keysOf(fromTheEnd, "SORT a BY x STORE d"), "a:RO d:OW");
  assert.equal(keysOf(fromTheEnd, "SORT a BY x"), "a:RO");
});

test("findKeys: what is no key is left out, what is unknown makes none", () => {
  assert.equal(keysOf(spec([keyRange(["not_key"], 1), keyRange(["RO"], 2)]), "X a b"), "b:RO");
  assert.equal(keysOf(spec([{ flags: [], begin: "unknown", find: "unknown" }]), "X a b"), "");
  assert.ok(!takesKeys(spec([keyRange(["not_key"], 1)])));
  assert.ok(!takesKeys(spec([])));
  assert.ok(takesKeys(spec([keyRange(["RO"], 1)])));
});

test("findKeys: SET and BITFIELD use their key as their options say", () => {
  const set = spec([keyRange(["RW", "access", "update", "variable_flags"], 1)], "SET");
  assert.equal(keysOf(set, "SET GET IFEQ"), "GET:OW,update");
  assert.equal(keysOf(set, "SET k v EX 10 get"), "k:RW,access,update");
  assert.equal(keysOf(set, "SET k v IFEQ old"), "k:RW,access,update");
  const bitfield = spec([keyRange(["RW", "access", "update", "variable_flags"], 1)], "BITFIELD");
  assert.equal(keysOf(bitfield, "BITFIELD k"), "k:RO,access");
  assert.equal(keysOf(bitfield, "BITFIELD k GET u8 0 OVERFLOW SAT get i4 #1"), "k:RO,access");
  assert.equal(keysOf(bitfield, "BITFIELD k GET u8 0 SET u8 0 1"), "k:RW,access,update");
  assert.equal(keysOf(bitfield, "BITFIELD k INCRBY u8 0 1"), "k:RW,access,update");
  assert.equal(keysOf(bitfield, "BITFIELD k GET u8"), "k:RW,access,update");
});
