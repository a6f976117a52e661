import { test } from "node:test";
import assert from "node:assert/strict";
import { copyBytes } from "../../lib/memory/bytes.ts";
import { randomFrom } from "../support/random.ts";

test("copyBytes: what lies in one buffer is moved as copyWithin moves it, however it overlaps", () => {
  const random = randomFrom(3);
  for (let i = 0; i < 3000; i++) {
    const size = i % 2 === 0 ? 40 : 700; // Copied by a loop, and not.
    const bytes = Uint8Array.from({ length: size }, () => Math.floor(random() * 256));
    const wanted = bytes.slice();
    const start = Math.floor(random() * size);
    const end = start + Math.floor(random() * (size - start + 1));
    const at = Math.floor(random() * (size - (end - start) + 1));
    copyBytes(bytes, at, bytes, start, end);
    assert.deepEqual(bytes, wanted.copyWithin(at, start, end), `[${start}, ${end}) to ${at}`);
  }
});
