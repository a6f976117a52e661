import { test } from "node:test";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { MINIATURE } from "../../lib/miniature/mod.ts";
import { Wire } from "../support/wire.ts";

/** JSON-like values as they are sent; `undefined` stands for nothing. */
type Value = string | number | null | readonly Value[] | { readonly [key: string]: Value };

function encode(value: Value): string {
  if (value === null) return "$-1\r\n";
  if (typeof value === "number") return `:${value}\r\n`;
  if (typeof value === "string") return `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
  if (Array.isArray(value)) return `*${value.length}\r\n${value.map(encode).join("")}`;
  const pairs = Object.entries(value);
  return `%${pairs.length}\r\n${pairs.map(([k, v]) => encode(k) + encode(v)).join("")}`;
}

const DIALOGUE: readonly [request: Value, reply: Value][] = [
  [["mset", "k1", "v1", "k2", ["v2-0", 1, "v2-2"], "k3", "v3"], 3],
  [["get", "k2"], ["v2-0", 1, "v2-2"]],
  [["mget", "k3", "k1"], ["v3", "v1"]],
  [["delete", "k1"], 1],
  [["get", "k1"], null],
  [["delete", "k1"], 0],
  [["set", "kx", { vx: { vy: 0, vz: [1, 2, 3] } }], 1],
  [["get", "kx"], { vx: { vy: 0, vz: [1, 2, 3] } }],
  [["set", "binary", "\x00\xff\r\n"], 1],
  [["get", "binary"], "\x00\xff\r\n"],
  [["set", "nothing", null], 1],
  [["get", "nothing"], null],
  [["set", "empty", []], 1],
  [["set", "emptier", [[], {}, [[]]]], 1],
  [["mget", "empty", "missing", "emptier"], [[], null, [[], {}, [[]]]]],
  [["flush"], 7],
  [["flush"], 0],
];

function latin(value: Value): string {
  return encode(value).replace("$6\r\n\x00\xff", "$4\r\n\x00\xff").replace(
    "$5\r\n\x00\xff",
    "$4\r\n\x00\xff",
  );
}

for (const step of [1, 2, 3, 7, 1000]) {
  test(`miniature: the dialogue of the exercise, arriving in pieces of ${step} bytes`, () => {
    const { send } = new Wire(MINIATURE).client();
    for (const [request, reply] of DIALOGUE) {
      assert.equal(send(latin(request), step), latin(reply), JSON.stringify(request));
    }
  });
}

test("miniature: a request may be one simple string, split on blanks", () => {
  const { send } = new Wire(MINIATURE).client();
  assert.equal(send("+SET k1 v1\r\n"), ":1\r\n");
  assert.equal(send("+GET k1\r\n"), "$2\r\nv1\r\n");
  assert.equal(send("+mset a 1 b 2\r\n"), ":2\r\n");
  assert.equal(send("+MGET a b c\r\n", 1), "*3\r\n$1\r\n1\r\n$1\r\n2\r\n$-1\r\n");
  assert.equal(send("$8\r\nDELETE a\r\n"), ":1\r\n");
  assert.equal(send("+FLUSH\r\n"), ":2\r\n");
});

test("miniature: an unknown and a missing command are errors", () => {
  const { send } = new Wire(MINIATURE).client();
  assert.match(send(encode(["nope", "x"])), /^-ERR unknown command 'nope'/);
  assert.equal(send("*0\r\n"), "-ERR missing command\r\n");
  assert.equal(send("+\r\n"), "-ERR missing command\r\n");
  assert.match(send("+get\r\n"), /^-ERR wrong number of arguments for 'get' command/);
  assert.match(send(encode(["mset", "a"])), /^-ERR wrong number of arguments/);
  assert.match(send(encode(["mset", "a", "1", "b"])), /^-ERR wrong number of arguments/);
});

test("miniature: several requests at once are answered in order", () => {
  const { send } = new Wire(MINIATURE).client();
  const all = [["set", "a", [1]], ["get", "a"], ["delete", "a"], ["get", "a"]].map(encode);
  assert.equal(send(all.join("")), ":1\r\n*1\r\n:1\r\n:1\r\n$-1\r\n");
});

test("miniature: sixty-four clients see one another's keys", () => {
  const wire = new Wire(MINIATURE);
  const clients = Array.from({ length: 64 }, () => wire.client());
  clients.forEach(({ send }, i) => assert.equal(send(encode(["set", `k${i}`, [i]])), ":1\r\n"));
  clients.forEach(({ send }, i) => {
    const other = (i * 7) % 64;
    assert.equal(send(encode(["get", `k${other}`])), encode([other]));
  });
  assert.equal(clients[0].send(encode(["flush"])), ":64\r\n");
});

test("miniature: malformed frames and too deep ones end the connection with an error", () => {
  for (
    const [bytes, message] of [
      ["x\r\n", "request must be an array or a simple string"],
      ["*1\r\nx\r\n", "unknown type 'x'"],
      ["*1\r\n$-5\r\n", "invalid bulk length"],
      ["*1\r\n$99999999999\r\n", "invalid bulk length"],
      ["*-7\r\n", "invalid multibulk length"],
      ["*1\r\n".repeat(200), "too deeply nested"],
    ]
  ) {
    assert.equal(new Wire(MINIATURE).client().send(bytes), `-ERR Protocol error: ${message}\r\n`);
  }
});
