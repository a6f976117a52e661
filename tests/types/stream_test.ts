import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { Memory } from "../../lib/memory/memory.ts";
import { Args, latin1 } from "../../lib/resp/args.ts";
import { Stream, type StreamLimits } from "../../lib/types/stream.ts";
import { StreamCursor } from "../../lib/types/stream_cursor.ts";
import { StreamGroup } from "../../lib/types/stream_group.ts";
import { compareIds, MAX_ID, MIN_ID, NO_ID, StreamId } from "../../lib/types/stream_id.ts";

const NUMBERS = [0n, 1n, 2n, 127n, 128n, 4096n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n]
  .concat([2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 2n, 2n ** 64n - 1n]);
const number = fc.oneof(fc.bigInt(0n, 20n), fc.constantFrom(...NUMBERS));
const anyId = fc.record({ ms: number, seq: number });

interface Id {
  readonly ms: bigint;
  readonly seq: bigint;
}

const text = ({ ms, seq }: Id): string => `${ms}-${seq}`;

function idOf(id: Id): StreamId {
  const [made, words] = [new StreamId(), Args.of(text(id))];
  assert.notEqual(made.parse(words.bytes, 0, words.bytes.length), NO_ID);
  return made;
}

const order = (a: Id, b: Id): number =>
  a.ms !== b.ms ? (a.ms < b.ms ? -1 : 1) : a.seq !== b.seq ? (a.seq < b.seq ? -1 : 1) : 0;

test("stream IDs: text, key, order and neighbours are those of 128-bit numbers", () => {
  fc.assert(fc.property(anyId, anyId, (a, b) => {
    const [one, other] = [idOf(a), idOf(b)];
    assert.equal(one.toString(), text(a));
    assert.equal(Math.sign(compareIds(one, other)), order(a, b));
    const key = new Uint8Array(16);
    one.writeKey(key, 0);
    assert.equal(new StreamId().readKey(key, 0).toString(), text(a));
    const next = ((a.ms << 64n) | a.seq) + 1n;
    const moved = one.clone();
    assert.equal(moved.increment(), next < 2n ** 128n);
    assert.equal(
      moved.toString(),
      `${(next >> 64n) & (2n ** 64n - 1n)}-${next & (2n ** 64n - 1n)}`,
    );
    moved.decrement();
    assert.equal(moved.toString(), text(a));
  }));
});

test("stream IDs: what is none is refused, what strtoull takes is taken", () => {
  const parse = (word: string): string => {
    const [id, { bytes }] = [new StreamId(), Args.of(word)];
    return id.parse(bytes, 0, bytes.length) === NO_ID ? "none" : id.toString();
  };
  for (
    const word of ["", "-", "+", "-1", "1-", "1--1", "a", "1-a", "1.5", "18446744073709551616"]
  ) {
    assert.equal(parse(word), "none", word);
  }
  assert.equal(parse("007-01"), "7-1");
  assert.equal(parse("5"), "5-0");
  assert.equal(parse("5-*"), "5-0");
});

/** What a stream is: entries in order, with their fields and values. */
interface Entry {
  readonly id: Id;
  readonly words: readonly string[];
}

function add(stream: Stream, { id, words }: Entry, limits: StreamLimits): void {
  const { bytes, starts, ends, count } = Args.of(...words);
  stream.append(idOf(id), bytes, starts, ends, 0, count, limits);
}

function walk(stream: Stream, start: StreamId, end: StreamId, isReverse: boolean): Entry[] {
  const cursor = new StreamCursor().open(stream.blocks, start, end, isReverse);
  const found: Entry[] = [];
  while (cursor.next()) {
    const [ms, seq] = cursor.id.toString().split("-").map(BigInt);
    const words: string[] = [];
    cursor.write({ bulk: (bytes, from, to) => words.push(latin1(bytes, from, to)) });
    assert.equal(words.length, 2 * cursor.fieldCount);
    found.push({ id: { ms, seq }, words });
  }
  return found;
}

const word = fc.oneof(
  fc.constantFrom("a", "b", "", "0", "-1", "128", "99999999999", "9223372036854775807"),
  fc.string({ maxLength: 100, unit: "binary-ascii" }),
);
const fields = fc.oneof(
  fc.tuple(fc.constant("a"), word, fc.constant("b"), word),
  fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 4 }).map((pairs) => pairs.flat()),
);
const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ add: fields, step: fc.oneof(fc.nat(3), fc.nat(2 ** 40)) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.nat(200) }) },
  { weight: 1, arbitrary: fc.record({ keep: fc.nat(60), isApproximate: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ below: fc.nat(60), isApproximate: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ from: fc.nat(200), to: fc.nat(200) }) },
);

test("a stream holds what a list of entries would, however it is packed", () => {
  const run = (limits: StreamLimits) =>
    fc.property(fc.array(action, { maxLength: 120 }), anyId, (actions, first) => {
      const memory = new Memory(1);
      const before = memory.usedBytes;
      const stream = new Stream(memory);
      let model: Entry[] = [];
      let last = { ms: first.ms % 2n ** 62n, seq: first.seq % 2n ** 62n };
      const at = (i: number): Id => model.length === 0 ? last : model[i % model.length].id;
      for (const each of actions) {
        if ("add" in each) {
          // Either half may go on; the second one may begin anew.
          const step = BigInt(each.step);
          const { ms, seq } = last;
          last = each.step % 2 === 0 ? { ms, seq: seq + step + 1n } : { ms: ms + step, seq: 0n };
          const entry = { id: last, words: each.add };
          model.push(entry);
          add(stream, entry, limits);
        } else if ("remove" in each) {
          const id = at(each.remove);
          const isThere = model.some((entry) => entry.id === id);
          assert.equal(stream.delete(idOf(id)), isThere);
          model = model.filter((entry) => entry.id !== id);
          stream.refreshFirst();
        } else if ("from" in each) {
          const [from, to] = [at(each.from), at(each.to)];
          const expected = model.filter(({ id }) => order(id, from) >= 0 && order(id, to) <= 0);
          assert.deepEqual(walk(stream, idOf(from), idOf(to), false), expected);
          assert.deepEqual(walk(stream, idOf(from), idOf(to), true), expected.toReversed());
        } else {
          const minId = "below" in each ? at(each.below) : null;
          const kept = minId === null
            ? model.slice(Math.max(model.length - ("keep" in each ? each.keep : 0), 0))
            : model.filter(({ id }) => order(id, minId) >= 0);
          const keep = "keep" in each ? each.keep : 0;
          const removed = stream.trim(keep, minId && idOf(minId), each.isApproximate, 0);
          if (each.isApproximate) assert.ok(removed <= model.length - kept.length);
          else assert.equal(removed, model.length - kept.length);
          model = model.slice(removed);
        }
        assert.equal(stream.length, model.length);
        assert.equal(stream.firstId.toString(), model.length === 0 ? "0-0" : text(model[0].id));
      }
      const copy = stream.copy(memory);
      for (const each of [stream, copy]) {
        assert.deepEqual(walk(each, MIN_ID, MAX_ID, false), model);
        assert.deepEqual(walk(each, MIN_ID, MAX_ID, true), model.toReversed());
        while (!each.drain());
      }
      assert.equal(memory.usedBytes, before, "all memory is given back");
    });
  fc.assert(run({ streamNodeMaxBytes: 4096, streamNodeMaxEntries: 100 }));
  fc.assert(run({ streamNodeMaxBytes: 200, streamNodeMaxEntries: 3 }));
  fc.assert(run({ streamNodeMaxBytes: 0, streamNodeMaxEntries: 0 }), { numRuns: 30 });
});

test("a block whose counts outgrow a byte stays whole", () => {
  const stream = new Stream(new Memory(1));
  const limits = { streamNodeMaxBytes: 0, streamNodeMaxEntries: 0 };
  const entries = Array.from({ length: 500 }, (_, i): Entry => ({
    id: { ms: 1n, seq: BigInt(i + 1) },
    words: ["f", String(i)],
  }));
  for (const entry of entries) add(stream, entry, limits);
  assert.equal(stream.blocks.count, 1);
  for (let i = 0; i < 500; i += 2) assert.ok(stream.delete(idOf(entries[i].id)));
  assert.deepEqual(walk(stream, MIN_ID, MAX_ID, false), entries.filter((_, i) => i % 2 === 1));
});

const groupAction = fc.oneof(
  fc.record({ deliver: fc.nat(40), to: fc.nat(2) }),
  fc.record({ acknowledge: fc.nat(40) }),
  fc.record({ forget: fc.nat(2) }),
);

test("pending entries are those delivered and not acknowledged, in the order of their IDs", () => {
  fc.assert(fc.property(fc.array(groupAction, { maxLength: 200 }), (actions) => {
    const memory = new Memory(1);
    const before = memory.usedBytes;
    const group = new StreamGroup(memory);
    const model = new Map<number, string>();
    const consumer = (name: string) => group.consumers.get(name) ?? group.addConsumer(name, 0);
    const id = (n: number): StreamId => idOf({ ms: BigInt(n % 7), seq: BigInt(n) });
    const ordered = (name?: string): string[] =>
      [...model].filter(([, owner]) => name === undefined || owner === name)
        .map(([n]) => ({ ms: BigInt(n % 7), seq: BigInt(n) })).sort(order).map(text);
    for (const each of actions) {
      if ("deliver" in each) {
        group.deliver(id(each.deliver), consumer(`c${each.to}`), each.deliver, 1);
        model.set(each.deliver, `c${each.to}`);
      } else if ("acknowledge" in each) {
        assert.equal(group.acknowledge(id(each.acknowledge)), model.delete(each.acknowledge));
      } else {
        const gone = group.consumers.get(`c${each.forget}`);
        if (gone === undefined) continue;
        assert.equal(group.deleteConsumer(gone), ordered(gone.name).length);
        for (const [n, owner] of model) if (owner === gone.name) model.delete(n);
      }
    }
    const pending = (name?: string): string[] => {
      const found: string[] = [];
      const of = name === undefined ? null : group.consumers.get(name)!;
      for (let is = group.seek(of, MIN_ID); is; is = group.next(of)) {
        found.push(group.id.toString());
      }
      return found;
    };
    assert.deepEqual(pending(), ordered());
    for (const name of group.consumers.keys()) assert.deepEqual(pending(name), ordered(name));
    while (!group.drain());
    assert.equal(memory.usedBytes, before, "all memory is given back");
  }));
});
