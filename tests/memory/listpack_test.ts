import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addToHeader,
  Element,
  elementBytes,
  EMPTY_LISTPACK_BYTES,
  encodedBytes,
  findElement,
  firstElement,
  integerAt,
  isElement,
  isListpackEnd,
  isStringElement,
  lastElement,
  listpackBytes,
  listpackLength,
  nextElement,
  previousElement,
  seekElement,
  writeElement,
  writeEmptyListpack,
} from "../../lib/memory/listpack.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";

/** Where the listpack begins in its buffer: not at 0, so that a forgotten `at` shows. */
const AT = 3;

/** A listpack in a buffer of its own. */
class Packed {
  bytes: Uint8Array;

  constructor(values: readonly string[] = []) {
    this.bytes = new Uint8Array(AT + EMPTY_LISTPACK_BYTES);
    writeEmptyListpack(this.bytes, AT);
    for (const value of values) this.insert(this.end, value);
  }

  get end(): number {
    return AT + listpackBytes(this.bytes, AT) - 1;
  }

  insert(p: number, text: string): void {
    const value = fromLatin1(text);
    const size = encodedBytes(value, 0, value.length);
    const grown = new Uint8Array(this.bytes.length + size);
    grown.set(this.bytes.subarray(0, p));
    grown.set(this.bytes.subarray(p), p + size);
    assert.equal(writeElement(grown, p, value, 0, value.length), p + size);
    this.bytes = grown;
    addToHeader(grown, AT, size, 1);
  }

  remove(p: number): void {
    const size = elementBytes(this.bytes, p);
    this.bytes.copyWithin(p, p + size);
    this.bytes = this.bytes.slice(0, this.bytes.length - size);
    addToHeader(this.bytes, AT, -size, -1);
  }

  at(p: number): string {
    const element = new Element();
    element.read(this.bytes, p);
    return latin1(element.bytes, element.start, element.end);
  }

  values(): string[] {
    const values: string[] = [];
    let p = firstElement(AT);
    for (; !isListpackEnd(this.bytes, p); p = nextElement(this.bytes, p)) values.push(this.at(p));
    assert.equal(p, this.end);
    return values;
  }

  backwards(): string[] {
    const values: string[] = [];
    for (let p = this.end; p > firstElement(AT);) {
      p = previousElement(this.bytes, p);
      values.push(this.at(p));
    }
    return values;
  }

  find(text: string, stride = 1): number {
    const value = fromLatin1(text);
    return findElement(this.bytes, firstElement(AT), stride, value, 0, value.length);
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("listpack: the bytes are those of redis-server", () => {
  // What DUMP gives of a hash with the field `f`, without its envelope.
  const cases: readonly (readonly [value: string, bytes: string])[] = [
    ["", "0c00000002008166028001ff"],
    ["a", "0d0000000200816602816102ff"],
    ["0", "0c00000002008166020001ff"],
    ["127", "0c00000002008166027f01ff"],
    ["128", "0d0000000200816602c08002ff"],
    ["-1", "0d0000000200816602dfff02ff"],
    ["4095", "0d0000000200816602cfff02ff"],
    ["4096", "0e0000000200816602f1001003ff"],
    ["-4096", "0d0000000200816602d00002ff"],
    ["-4097", "0e0000000200816602f1ffef03ff"],
    ["32767", "0e0000000200816602f1ff7f03ff"],
    ["32768", "0f0000000200816602f200800004ff"],
    ["-32768", "0e0000000200816602f1008003ff"],
    ["-32769", "0f0000000200816602f2ff7fff04ff"],
    ["8388607", "0f0000000200816602f2ffff7f04ff"],
    ["8388608", "100000000200816602f30000800005ff"],
    ["-8388608", "0f0000000200816602f200008004ff"],
    ["-8388609", "100000000200816602f3ffff7fff05ff"],
    ["2147483647", "100000000200816602f3ffffff7f05ff"],
    ["2147483648", "140000000200816602f4000000800000000009ff"],
    ["-2147483649", "140000000200816602f4ffffff7fffffffff09ff"],
    ["9007199254740993", "140000000200816602f4010000000000200009ff"],
    ["-9007199254740993", "140000000200816602f4ffffffffffffdfff09ff"],
    ["9223372036854775807", "140000000200816602f4ffffffffffffff7f09ff"],
    ["-9223372036854775808", "140000000200816602f4000000000000008009ff"],
    [
      "9223372036854775808",
      "1f0000000200816602933932323333373230333638353437373538303814ff",
    ],
    ["01", "0e000000020081660282303103ff"],
    ["-0", "0e0000000200816602822d3003ff"],
    ["+1", "0e0000000200816602822b3103ff"],
    [" 1", "0e000000020081660282203103ff"],
    ["1.5", "0f000000020081660283312e3504ff"],
  ];
  for (const [value, bytes] of cases) {
    const packed = new Packed(["f", value]);
    assert.equal(hex(packed.bytes.subarray(AT)), bytes, value);
    assert.deepEqual(packed.values(), ["f", value]);
  }
});

test("listpack: the lengths behind long elements are those of redis-server", () => {
  const cases: readonly (readonly [length: number, total: number, end: string])[] = [
    [63, 75, "40ff"],
    [64, 77, "42ff"],
    [100, 113, "66ff"],
    [125, 138, "7fff"],
    [126, 140, "0180ff"],
    [4095, 4109, "2081ff"],
  ];
  for (const [length, total, end] of cases) {
    const { bytes } = new Packed(["f", "x".repeat(length)]);
    assert.equal(listpackBytes(bytes, AT), total);
    assert.equal(hex(bytes.subarray(bytes.length - end.length / 2)), end);
  }
});

test("listpack: elements of all lengths are walked both ways", () => {
  const lengths = [0, 1, 63, 64, 4095, 4096, 16376, 16377, 16378, 16383, 16384, 2097145, 2097147];
  const values = lengths.map((length) => "x".repeat(length));
  const packed = new Packed(values);
  assert.deepEqual(packed.values().map((value) => value.length), lengths);
  assert.deepEqual(packed.backwards().map((value) => value.length), lengths.toReversed());
});

test("listpack: what is behind 65534 elements is still counted", () => {
  const packed = new Packed();
  const one = new Packed(["7"]).bytes.subarray(AT + 6, AT + 8);
  const count = 70_000;
  const bytes = new Uint8Array(AT + EMPTY_LISTPACK_BYTES + count * 2);
  bytes.set(packed.bytes);
  for (let i = 0; i < count; i++) bytes.set(one, AT + 6 + i * 2);
  bytes[bytes.length - 1] = 0xff;
  packed.bytes = bytes;
  addToHeader(bytes, AT, count * 2, count);
  assert.equal(listpackLength(bytes, AT), count);
  packed.remove(firstElement(AT));
  assert.equal(listpackLength(packed.bytes, AT), count - 1);
  for (let i = 0; i < 6000; i++) packed.remove(lastElement(packed.bytes, AT));
  assert.equal(listpackLength(packed.bytes, AT), count - 6001);
  assert.equal(packed.bytes[AT + 4] | (packed.bytes[AT + 5] << 8), count - 6001);
});

const value = fc.oneof(
  fc.integer().map(String),
  fc.maxSafeInteger().map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.constantFrom("", "0", "-0", "00", "1e3", "127", "128", "-4096", "4096"),
  fc.string({ maxLength: 150, unit: "binary-ascii" }),
  fc.nat({ max: 5000 }).map((length) => "y".repeat(length)),
);

const edit = fc.record({ where: fc.nat(), text: value, removes: fc.boolean() });

test("listpack: behaves as an array of strings", () => {
  fc.assert(fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
    const packed = new Packed();
    const model: string[] = [];
    for (const { where, text, removes } of edits) {
      if (removes && model.length > 0) {
        const index = where % model.length;
        packed.remove(
          seekElement(packed.bytes, AT, where % 2 === 0 ? index : index - model.length),
        );
        model.splice(index, 1);
      } else {
        const index = where % (model.length + 1);
        const p = index === model.length ? packed.end : seekElement(packed.bytes, AT, index);
        packed.insert(p, text);
        model.splice(index, 0, text);
      }
    }
    assert.deepEqual(packed.values(), model);
    assert.deepEqual(packed.backwards(), model.toReversed());
    assert.equal(listpackLength(packed.bytes, AT), model.length);
    assert.equal(listpackBytes(packed.bytes, AT), packed.bytes.length - AT);
    for (const at of [model.length, -model.length - 1]) {
      assert.equal(seekElement(packed.bytes, AT, at), -1);
    }
    for (const text of [...model, "absent", "4711"]) {
      const index = model.indexOf(text);
      const expected = index < 0 ? -1 : seekElement(packed.bytes, AT, index);
      assert.equal(packed.find(text), expected);
    }
    let p = firstElement(AT);
    for (const text of model) {
      const bytes = fromLatin1(text);
      assert.ok(isElement(packed.bytes, p, bytes, 0, bytes.length));
      assert.ok(!isElement(packed.bytes, p, fromLatin1(`${text}.`), 0, bytes.length + 1));
      const n = integerAt(packed.bytes, p);
      if (n === n) assert.equal(String(n), text);
      assert.equal(
        isStringElement(packed.bytes, p),
        !/^(0|-?[1-9]\d*)$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text),
      );
      p = nextElement(packed.bytes, p);
    }
  }));
});

test("listpack: with a stride, only fields are found, not values", () => {
  const packed = new Packed(["a", "b", "b", "7", "7", "a"]);
  assert.equal(packed.find("b"), seekElement(packed.bytes, AT, 1));
  assert.equal(packed.find("b", 2), seekElement(packed.bytes, AT, 2));
  assert.equal(packed.find("7", 2), seekElement(packed.bytes, AT, 4));
  assert.equal(packed.find("a", 2), seekElement(packed.bytes, AT, 0));
  assert.equal(new Packed(["x", "a"]).find("a", 2), -1);
});
