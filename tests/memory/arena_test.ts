import { test } from "node:test";
import assert from "node:assert/strict";
import { Arena, byteOf, CHUNK_BYTES, chunkOf } from "../../lib/memory/arena.ts";
import { randomFrom } from "../support/random.ts";

interface Block {
  readonly ref: number;
  readonly bytes: number;
  /** The byte that fills it. */
  readonly fill: number;
}

/** An arena beside a list of what it gave out, each block filled with a byte of its own. */
class Walk {
  readonly arena = new Arena();
  readonly blocks: Block[] = [];
  readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  allocate(bytes: number): void {
    const { arena } = this;
    const fill = this.below(256);
    const ref = arena.allocate(bytes);
    assert.ok(ref > 0);
    this.view({ ref, bytes, fill }).fill(fill);
    this.blocks.push({ ref, bytes, fill });
  }

  release(index: number): void {
    const block = this.blocks[index];
    this.check(block);
    this.arena.release(block.ref, block.bytes);
    this.blocks[index] = this.blocks[this.blocks.length - 1];
    this.blocks.pop();
  }

  view({ ref, bytes }: Block): Uint8Array {
    const chunk = this.arena.u8[chunkOf(ref)];
    const start = byteOf(ref);
    assert.ok(start + bytes <= chunk.length, "the block ends within its chunk");
    return chunk.subarray(start, start + bytes);
  }

  /** That nobody else wrote there; of large blocks, some 500 places are looked at. */
  check(block: Block): void {
    const view = this.view(block);
    const step = Math.max(1, view.length >> 9);
    for (let i = view.length - 1; i >= 0; i -= step) assert.equal(view[i], block.fill);
    assert.equal(view[0], block.fill);
  }

  /** No two blocks overlap, each holds what was written to it, and the sum is exact. */
  checkAll(): void {
    const sorted = [...this.blocks].sort((a, b) => a.ref - b.ref);
    let used = 0;
    let end = 0;
    for (const block of sorted) {
      const at = chunkOf(block.ref) * CHUNK_BYTES * 1024 + byteOf(block.ref);
      assert.ok(at >= end, "blocks do not overlap");
      end = at + rounded(block.bytes);
      used += rounded(block.bytes);
      this.check(block);
    }
    assert.equal(this.arena.usedBytes, used);
    assert.ok(this.arena.reservedBytes >= used);
  }

  releaseAll(): void {
    while (this.blocks.length > 0) this.release(this.below(this.blocks.length));
  }
}

function rounded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

for (
  const [what, seed, steps, live, sizeMax] of [
    ["small blocks", 1, 60_000, 3000, 100],
    ["blocks around the border of the exact lists", 2, 20_000, 500, 3000],
    ["blocks up to 64 KiB", 3, 20_000, 500, 65_536],
    ["blocks of megabytes", 4, 300, 12, 3_000_000],
    ["blocks larger than a chunk", 5, 60, 4, 2 * CHUNK_BYTES],
  ] as const
) {
  test(`arena: ${what} never overlap, and are counted exactly`, () => {
    const walk = new Walk(seed);
    for (let i = 0; i < steps; i++) {
      const grows = walk.random() < (walk.blocks.length < live ? 0.7 : 0.3);
      if (grows) walk.allocate(1 + walk.below(walk.random() < 0.5 ? sizeMax : sizeMax / 10));
      else if (walk.blocks.length > 0) walk.release(walk.below(walk.blocks.length));
      if (i % Math.ceil(steps / 20) === 0) walk.checkAll();
    }
    walk.checkAll();
    walk.releaseAll();
    assert.equal(walk.arena.usedBytes, 0);
  });
}

test("arena: what is released is one block again, whatever the order", () => {
  for (let seed = 0; seed < 20; seed++) {
    const walk = new Walk(seed);
    const { arena } = walk;
    for (let i = 0; i < 200; i++) walk.allocate(1 + walk.below(2000));
    walk.releaseAll();
    assert.ok(arena.reservedBytes <= 8, `${arena.reservedBytes} bytes are held`);
    walk.allocate(CHUNK_BYTES - 8);
    assert.equal(arena.reservedBytes, CHUNK_BYTES, "it fits into the first chunk");
  }
});

test("arena: a gap between blocks takes a block of its size, and of its parts' sizes", () => {
  const arena = new Arena();
  const blocks = Array.from({ length: 9 }, () => arena.allocate(100));
  const reserved = arena.reservedBytes;
  for (const i of [3, 5, 4]) arena.release(blocks[i], 100); // The middle one joins them.
  assert.equal(arena.allocate(3 * 104), blocks[3]);
  arena.release(blocks[3], 3 * 104);
  for (const bytes of [8, 16, 96, 192]) arena.allocate(bytes);
  assert.equal(arena.reservedBytes, reserved);
});

test("arena: chunks that become empty are given back, and their numbers used again", () => {
  const arena = new Arena();
  const blocks = Array.from({ length: 40 }, () => arena.allocate(CHUNK_BYTES / 4));
  const held = arena.reservedBytes;
  for (const block of blocks) arena.release(block, CHUNK_BYTES / 4);
  assert.ok(arena.reservedBytes <= CHUNK_BYTES, `${arena.reservedBytes} of ${held} are held`);
  const chunks = arena.u8.length;
  for (let i = 0; i < 36; i++) arena.allocate(CHUNK_BYTES / 4);
  assert.ok(arena.u8.length <= chunks);
});

test("arena: a block larger than a chunk has one of its own, which goes with it", () => {
  const arena = new Arena();
  const small = arena.allocate(8);
  const before = arena.reservedBytes;
  const large = arena.allocate(3 * CHUNK_BYTES + 1);
  assert.equal(byteOf(large), 0);
  assert.equal(arena.u8[chunkOf(large)].length, 3 * CHUNK_BYTES + 8);
  assert.equal(arena.usedBytes, 8 + 3 * CHUNK_BYTES + 8);
  arena.release(large, 3 * CHUNK_BYTES + 1);
  assert.equal(arena.reservedBytes, before);
  arena.release(small, 8);
  assert.equal(arena.usedBytes, 0);
});

test("arena: blocks of about a chunk's size are first, and found again", () => {
  for (const bytes of [CHUNK_BYTES - 16, CHUNK_BYTES - 8, CHUNK_BYTES, CHUNK_BYTES + 8]) {
    const arena = new Arena();
    const block = arena.allocate(bytes);
    assert.ok(block > 0);
    assert.ok(byteOf(block) + bytes <= arena.u8[chunkOf(block)].length);
    arena.release(block, bytes);
    arena.allocate(8);
    arena.allocate(bytes);
    assert.ok(arena.reservedBytes <= 2 * CHUNK_BYTES + 8);
  }
});

test("arena: a large gap in a chunk that is not the latest is used", () => {
  const arena = new Arena();
  const first = arena.allocate(CHUNK_BYTES - 100_000);
  arena.allocate(200_000); // In the second chunk.
  arena.release(first, CHUNK_BYTES - 100_000);
  const reserved = arena.reservedBytes;
  for (const bytes of [5_000_000, 1_000_000, 2_000_000]) {
    assert.equal(chunkOf(arena.allocate(bytes)), chunkOf(first));
  }
  assert.equal(arena.reservedBytes, reserved);
});

for (
  const [what, sizeOf] of [
    ["evenly spread", (random: number) => 1 + Math.floor(random * 65_536)],
    ["mostly small", (random: number) => Math.ceil(65_536 ** random)],
  ] as const
) {
  test(`arena: under churn of sizes from 1 B to 64 KiB, ${what}, waste stays under 30 %`, () => {
    const arena = new Arena();
    const random = randomFrom(11);
    const live = Array.from({ length: 4000 }, () => ({ ref: 0, bytes: 0 }));
    let most = 0;
    for (let i = 0; i < 200_000; i++) {
      const block = live[Math.floor(random() * live.length)];
      if (block.ref !== 0) arena.release(block.ref, block.bytes);
      block.bytes = sizeOf(random());
      block.ref = arena.allocate(block.bytes);
      if (i > 20_000) most = Math.max(most, 1 - arena.usedBytes / arena.reservedBytes);
    }
    assert.ok(most < 0.3, `${(100 * most).toFixed(1)} % are wasted`);
  });
}
