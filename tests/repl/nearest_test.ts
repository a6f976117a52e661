import assert from "node:assert/strict";
import { test } from "node:test";
import { editDistance, nearest } from "../../lib/repl/nearest.ts";

test("editDistance() counts what is missing, too much, wrong or swapped", () => {
  const cases: [string, string, number][] = [
    ["port", "port", 0],
    ["prot", "port", 1],
    ["por", "port", 1],
    ["ports", "port", 1],
    ["pork", "port", 1],
    ["", "port", 4],
    ["kitten", "sitting", 3],
  ];
  for (const [from, to, distance] of cases) {
    assert.equal(editDistance(from, to), distance, `${from} → ${to}`);
    assert.equal(editDistance(to, from), distance, `${to} → ${from}`);
  }
});

test("nearest() finds what was meant, and nothing where nothing is near", () => {
  const known = ["port", "maxmemory", "maxclients", "dir"];
  assert.equal(nearest("prot", known), "port");
  assert.equal(nearest("max-memory", known), "maxmemory");
  assert.equal(nearest("verbose", known), undefined);
  assert.equal(nearest("x", known), undefined);
});
