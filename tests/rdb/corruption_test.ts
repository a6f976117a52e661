import { test } from "node:test";
import assert from "node:assert/strict";
import { damageFiles, damagePayloads } from "./corruption.ts";

// For more: `deno run -A tests/rdb/corruption_main.ts --count 1000000`.
for (const sanitize of ["no", "yes", "clients"]) {
  test(`RESTORE: damaged payloads of all ages, sanitize-dump-payload ${sanitize}`, () => {
    const { accepted, refused } = damagePayloads(1500, 11, sanitize);
    assert.ok(accepted > 100 && refused > 500, `${accepted} accepted, ${refused} refused`);
  });
}

test("RDB files: damaged ones of all ages are refused, or make sound keys", () => {
  const { accepted, refused } = damageFiles(30, 12);
  assert.equal(accepted + refused, 30);
});
