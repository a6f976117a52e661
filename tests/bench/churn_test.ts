import { test } from "node:test";
import assert from "node:assert/strict";
import { churn } from "../../bench/churn.ts";

test("bench churn: a small run damages nothing and wastes under 30 %", () => {
  const result = churn(60_000, 3000, 5);
  assert.equal(result.damaged, 0);
  assert.ok(result.worstWaste < 0.3, `${result.worstWaste}`);
  assert.ok(result.usedBytes <= result.reservedBytes);
});
