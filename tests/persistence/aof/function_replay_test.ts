/** Function libraries as an append-only file tells of them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { replayFunction } from "../../../lib/persistence/aof/function_replay.ts";
import { Args, latin1 } from "../../../lib/resp/args.ts";
import { Libraries } from "../../../lib/state/libraries.ts";

/** What FUNCTION DUMP of Redis 8.0.6 gives for the libraries `two` and `one`. */
const DUMPED = atob(
  "9UBEIyFsdWEgbmFtZT10d28KcmVkaXMucmVnaXN0ZXJfZnVuY3Rpb24oJ2InLCBmdW5jdGlvbigpIHJldHVybiAyIGVuZCn1" +
    "QEQjIWx1YSBuYW1lPW9uZQpyZWRpcy5yZWdpc3Rlcl9mdW5jdGlvbignYScsIGZ1bmN0aW9uKCkgcmV0dXJuIDEgZW5kKQwA" +
    "O5rloPWSvbk=",
);

function replay(libraries: Libraries, ...words: string[]): boolean {
  return replayFunction(libraries, Args.of(...words));
}

/** The first lines of all libraries. */
function headsOf({ codes }: Libraries): string[] {
  return codes.map((code) => latin1(code, 0, code.length).replace(/\n.*/s, ""));
}

test("AOF: libraries of functions: what is loaded, deleted and flushed in a log", () => {
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

test("AOF: libraries of functions: what is restored in a log, added or in the place of all others", () => {
  const libraries = new Libraries();
  replay(libraries, "FUNCTION", "LOAD", "#!lua name=old\nredis");
  assert.ok(replay(libraries, "FUNCTION", "RESTORE", DUMPED));
  assert.deepEqual(headsOf(libraries), ["#!lua name=old", "#!lua name=two", "#!lua name=one"]);
  assert.ok(replay(libraries, "FUNCTION", "RESTORE", DUMPED, "REPLACE"));
  assert.equal(libraries.count, 3);
  assert.ok(replay(libraries, "FUNCTION", "RESTORE", DUMPED, "FLUSH"));
  assert.deepEqual(headsOf(libraries), ["#!lua name=two", "#!lua name=one"]);
  assert.ok(!replay(libraries, "FUNCTION", "RESTORE", DUMPED.slice(1)));
});
