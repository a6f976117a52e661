/** Function libraries as an append-only file tells of them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Args, fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { Libraries } from "../../lib/state/libraries.ts";

/** What FUNCTION DUMP of Redis 8.0.6 gives for the libraries `two` and `one`. */
const DUMPED = fromLatin1(atob(
  "9UBEIyFsdWEgbmFtZT10d28KcmVkaXMucmVnaXN0ZXJfZnVuY3Rpb24oJ2InLCBmdW5jdGlvbigpIHJldHVybiAyIGVuZCn1" +
    "QEQjIWx1YSBuYW1lPW9uZQpyZWRpcy5yZWdpc3Rlcl9mdW5jdGlvbignYScsIGZ1bmN0aW9uKCkgcmV0dXJuIDEgZW5kKQwA" +
    "O5rloPWSvbk=",
));

function replay(libraries: Libraries, ...words: (string | Uint8Array)[]): boolean {
  const parts = words.map((word) => typeof word === "string" ? fromLatin1(word) : word);
  const args = new Args(new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const part of parts) {
    args.bytes.set(part, at);
    args.push(at, at += part.length);
  }
  return libraries.replay(args);
}

/** The first lines of all libraries. */
function headsOf({ codes }: Libraries): string[] {
  return codes.map((code) => latin1(code, 0, code.length).replace(/\n.*/s, ""));
}

test("libraries: what is loaded, deleted and flushed in a log", () => {
  const libraries = new Libraries();
  assert.ok(replay(libraries, "FUNCTION", "LOAD", "#!lua name=one\nredis"));
  assert.ok(replay(libraries, "function", "load", "REPLACE", "#!lua name=one x\nredis"));
  assert.ok(replay(libraries, "FUNCTION", "LOAD", "#!lua name=two\nredis"));
  assert.deepEqual(headsOf(libraries), ["#!lua name=one x", "#!lua name=two"]);
  assert.ok(replay(libraries, "FUNCTION", "DELETE", "one"));
  assert.deepEqual(headsOf(libraries), ["#!lua name=two"]);
  assert.ok(replay(libraries, "FUNCTION", "FLUSH", "ASYNC"));
  assert.equal(libraries.count, 0);
  assert.ok(!replay(libraries, "FUNCTION", "KILL"));
});

test("libraries: what is restored in a log, added or in the place of all others", () => {
  const libraries = new Libraries();
  replay(libraries, "FUNCTION", "LOAD", "#!lua name=old\nredis");
  assert.ok(replay(libraries, "FUNCTION", "RESTORE", DUMPED));
  assert.deepEqual(headsOf(libraries), ["#!lua name=old", "#!lua name=two", "#!lua name=one"]);
  assert.ok(replay(libraries, "FUNCTION", "RESTORE", DUMPED, "REPLACE"));
  assert.equal(libraries.count, 3);
  assert.ok(replay(libraries, "FUNCTION", "RESTORE", DUMPED, "FLUSH"));
  assert.deepEqual(headsOf(libraries), ["#!lua name=two", "#!lua name=one"]);
  assert.ok(!replay(libraries, "FUNCTION", "RESTORE", DUMPED.subarray(1)));
});
