import { test } from "node:test";
import assert from "node:assert/strict";
import { latin1 } from "../../../lib/resp/args.ts";
import { testEngine } from "../../support/engine.ts";

type Redis = ReturnType<typeof testEngine>;

/** What is propagated of these lines, words parted by blanks. */
function told(redis: Redis, ...lines: string[]): string[] {
  const heard: string[] = [];
  const listener = (_db: number, bytes: Uint8Array, start: number, end: number): void => {
    const words = latin1(bytes, start, end).split("\r\n").filter((_, i) => i > 1 && i % 2 === 0);
    heard.push(words.join(" "));
  };
  redis.engine.listen(listener);
  for (const line of lines) redis.command(...line.split(" "));
  redis.engine.unlisten(listener);
  return heard;
}

test("XADD and XTRIM are told with the ID that was chosen, and as exact trims", () => {
  const redis = testEngine();
  const now = redis.engine.nowMs;
  assert.deepEqual(told(redis, "XADD s * f v", "XADD s 99999999999999-* f v"), [
    `XADD s ${now}-0 f v`,
    "XADD s 99999999999999-0 f v",
  ]);
  redis.command("DEL", "s");
  for (let i = 1; i <= 250; i++) redis.command("XADD", "s", `${i}-0`, "f", "v");
  assert.deepEqual(
    told(redis, "XTRIM s MAXLEN ~ 180", "XTRIM s MINID ~ 150", "XADD s MINID = 248 251-0 f v"),
    ["XTRIM s MINID = 101-0", "XADD s MINID = 248-0 251-0 f v"],
  );
  assert.deepEqual(told(redis, "XTRIM s MAXLEN ~ 3", "XTRIM s MINID 999"), ["XTRIM s MAXLEN = 0"]);
});

test("XREADGROUP is told as claims, and XCLAIM with its times; readers' blocking never is", () => {
  const redis = testEngine();
  for (const id of ["1-1", "1-2", "1-3"]) redis.command("XADD", "s", id, "f", "v");
  redis.command("XGROUP", "CREATE", "s", "g", "0");
  const now = redis.engine.nowMs;
  assert.deepEqual(told(redis, "XREADGROUP GROUP g c COUNT 1 BLOCK 0 STREAMS s >"), [
    "MULTI",
    "XGROUP CREATECONSUMER s g c",
    `XCLAIM s g c 0 1-1 TIME ${now} RETRYCOUNT 1 FORCE JUSTID LASTID 1-1`,
    "XGROUP SETID s g 1-1 ENTRIESREAD 1",
    "EXEC",
  ]);
  assert.deepEqual(told(redis, "XREADGROUP GROUP g c STREAMS s 0"), []);
  assert.deepEqual(told(redis, "XREADGROUP GROUP g c COUNT 1 NOACK STREAMS s >"), [
    "XGROUP SETID s g 1-2 ENTRIESREAD 2",
  ]);
  assert.deepEqual(told(redis, "XCLAIM s g c 0 1-1 IDLE 5"), [
    `XCLAIM s g c 0 1-1 TIME ${now - 5} RETRYCOUNT 3 FORCE JUSTID LASTID 1-2`,
  ]);
  redis.command("XDEL", "s", "1-1");
  assert.deepEqual(told(redis, "XAUTOCLAIM s g c 0 0"), ["XACK s g 1-1"]);
});

test("what was told makes the same stream again", () => {
  const [redis, copy] = [testEngine(), testEngine()];
  const listener = (_db: number, bytes: Uint8Array, start: number, end: number): void => {
    const words = latin1(bytes, start, end).split("\r\n").filter((_, i) => i > 1 && i % 2 === 0);
    copy.command(...words);
  };
  redis.engine.listen(listener);
  const say = (line: string): string => redis.command(...line.split(" "));
  say("XGROUP CREATE s g $ MKSTREAM");
  say("XGROUP CREATE s h 0");
  for (let i = 0; i < 400; i++) {
    say(`XADD s ${i % 7 === 0 ? "MAXLEN ~ 150 " : ""}* f ${i}`);
    if (i % 5 === 0) say(`XREADGROUP GROUP ${i % 2 ? "g" : "h"} c${i % 3} COUNT 7 STREAMS s >`);
    if (i % 11 === 0) say(`XAUTOCLAIM s g c${i % 3} 0 0 COUNT 3`);
    if (i % 50 === 0) say("XTRIM s MAXLEN 100 ACKED");
    if (i % 60 === 0) say("XTRIM s MAXLEN 100 DELREF");
    if (i % 90 === 0) say("XREADGROUP GROUP h c0 NOACK COUNT 3 STREAMS s >");
    redis.clock.advance(i % 3);
    copy.clock.advance(i % 3);
  }
  const both = (line: string): void =>
    assert.equal(copy.command(...line.split(" ")), say(line), line);
  both("XINFO STREAM s");
  both("XRANGE s - +");
  both("XINFO GROUPS s");
  for (const group of ["g", "h"]) {
    both(`XPENDING s ${group}`);
    both(`XPENDING s ${group} - + 1000`);
  }
});
