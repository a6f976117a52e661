import assert from "node:assert/strict";
import { test } from "node:test";
import { formatManifest, parseManifest } from "../../../lib/persistence/aof/manifest.ts";

const BASE = "file appendonly.aof.1.base.rdb seq 1 type b\n";
const FIRST = "file appendonly.aof.1.incr.aof seq 1 type i\n";
const SECOND = "file appendonly.aof.2.incr.aof seq 2 type i\n";

test("aof: a manifest is read as it was written, in whatever order its words stand", () => {
  const text = BASE + "file old.aof seq 7 type h\n" + FIRST + SECOND;
  assert.equal(formatManifest(parseManifest(text)), text);
  const unusual = "# a remark\ntype i SEQ 1 file 'appendonly.aof.1.incr.aof' startoffset 0\n" +
    BASE;
  assert.equal(formatManifest(parseManifest(unusual)), BASE + FIRST);
  const blank = { ...parseManifest(BASE), base: { name: "a b", seq: 1, type: "b" as const } };
  assert.deepEqual(parseManifest(formatManifest(blank)), blank);
});

test("aof: a manifest that makes no sense is refused, in the words of Redis", () => {
  const refused: readonly (readonly [text: string, reason: RegExp])[] = [
    ["", /^Found an empty AOF manifest$/],
    [BASE + "\n" + FIRST, /^Invalid AOF manifest file format, in line 2/],
    ["file a.aof seq 1", /^Invalid AOF manifest file format, in line 1/],
    ["file a.aof seq 1 type", /^Invalid AOF manifest file format/],
    ["filename a.aof seq 1 type b", /^Invalid AOF manifest file format/],
    ["file ../a.aof seq 1 type b", /^Invalid AOF manifest file format/],
    ["file a.aof seq one type b", /^Invalid AOF manifest file format/],
    ["file 'a.aof seq 1 type b", /^Invalid AOF manifest file format/],
    ["file a.aof seq 1 type x", /^Unknown AOF file type/],
    [BASE + BASE, /^Found duplicate base file information, in line 2/],
    [SECOND + FIRST, /^Found a non-monotonic sequence number, in line 2/],
    [FIRST + FIRST, /^Found a non-monotonic sequence number/],
    [`file ${"a".repeat(1100)} seq 1 type b`, /^The AOF manifest file contains too long line/],
  ];
  for (const [text, reason] of refused) {
    assert.throws(() => parseManifest(text), ({ message }: Error) => reason.test(message), text);
  }
});
