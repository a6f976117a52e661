import assert from "node:assert/strict";
import { test } from "node:test";
import { parseServerUrl, targetName } from "../../lib/client/address.ts";

const URLS: readonly (readonly [url: string, parts: unknown])[] = [
  ["redis://", { target: { host: "127.0.0.1", port: 6379 } }],
  ["redis://h", { target: { host: "h", port: 6379 } }],
  ["redis://h:80/3", { target: { host: "h", port: 80 }, db: 3 }],
  ["redis://:p%40ss@h", { target: { host: "h", port: 6379 }, password: "p@ss" }],
  ["redis://p@h", { target: { host: "h", port: 6379 }, password: "p" }],
  ["rediss://h:1", { target: { host: "h", port: 1 }, isTls: true }],
  ["redis://me:s@[::1]:7000/", {
    target: { host: "::1", port: 7000 },
    user: "me",
    password: "s",
  }],
  ["unix:///tmp/a%20b.sock?db=2", { target: { path: "/tmp/a b.sock" }, db: 2 }],
];

for (const [url, parts] of URLS) {
  test(`client: ${url} is understood`, () => assert.deepEqual(parseServerUrl(url), parts));
}

for (const url of ["", "h:80", "http://h", "redis://h/x", "redis://h:port"]) {
  test(`client: the URL ${JSON.stringify(url)} is refused`, () => {
    assert.throws(() => parseServerUrl(url), TypeError);
  });
}

test("client: a server's name is host and port, or the socket's path", () => {
  assert.equal(targetName({ host: "::1", port: 1 }), "[::1]:1");
  assert.equal(targetName({ host: "h", port: 1 }), "h:1");
  assert.equal(targetName({ path: "/s" }), "/s");
});
