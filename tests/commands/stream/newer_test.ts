/** What 7.2 and later versions changed or added; the rest is in the dialogues. */

import { test } from "node:test";
import assert from "node:assert/strict";
import { testEngine } from "../../support/engine.ts";

/** A server with these entries in the stream `s`, and its commands with line ends as blanks. */
function server(...ids: string[]) {
  const redis = testEngine();
  for (const id of ids) redis.command("XADD", "s", id, "f", "v");
  const say = (line: string): string =>
    redis.command(...line.split(" ")).replaceAll("\r\n", " ").trim();
  return { redis, say };
}

test("XREAD: + is the last entry (7.4)", () => {
  const { redis, say } = server("1-1", "2-0", "3-0");
  say("XDEL s 3-0");
  assert.equal(say("XREAD STREAMS s +"), "*1 *2 $1 s *1 *2 $3 2-0 *2 $1 f $1 v");
  assert.equal(say("XREAD COUNT 5 STREAMS s nowhere + +"), "*1 *2 $1 s *1 *2 $3 2-0 *2 $1 f $1 v");
  assert.equal(say("XREAD STREAMS nowhere +"), "*-1");
  const client = redis.client();
  assert.equal(client.command("XREAD", "BLOCK", 0, "STREAMS", "t", "+"), "");
  redis.command("XADD", "t", "1-1", "f", "v");
  assert.match(client.output(), /1-1/);
  assert.match(
    say("XREADGROUP GROUP g c STREAMS s +"),
    /^-NOGROUP/,
  );
});

test("XREAD and XREADGROUP: keys and IDs that do not pair up (7.4)", () => {
  const { say } = server();
  assert.equal(
    say("XREAD STREAMS a b 0"),
    "-ERR Unbalanced 'xread' list of streams: for each stream key an ID, '+', or '$' must be " +
      "specified.",
  );
  assert.equal(
    say("XREADGROUP GROUP g c STREAMS a b >"),
    "-ERR Unbalanced 'xreadgroup' list of streams: for each stream key an ID or '>' must be " +
      "specified.",
  );
});

test("XREADGROUP: makes its consumer even if there is nothing to read (7.2)", () => {
  const { redis, say } = server();
  say("XGROUP CREATE s g $ MKSTREAM");
  say("XREADGROUP GROUP g c STREAMS s >");
  redis.clock.advance(250);
  assert.equal(
    say("XINFO CONSUMERS s g"),
    "*1 *8 $4 name $1 c $7 pending :0 $4 idle :250 $8 inactive :-1",
  );
  say("XADD s 1-1 f v");
  say("XREADGROUP GROUP g c STREAMS s >");
  redis.clock.advance(100);
  say("XREADGROUP GROUP g c STREAMS s >");
  redis.clock.advance(10);
  assert.equal(
    say("XINFO CONSUMERS s g"),
    "*1 *8 $4 name $1 c $7 pending :1 $4 idle :10 $8 inactive :110",
  );
});

test("XINFO STREAM FULL: consumers tell when they were active (7.2)", () => {
  const { redis, say } = server("1-1", "1-2");
  say("XGROUP CREATE s g 0");
  const now = redis.engine.nowMs;
  say("XREADGROUP GROUP g c COUNT 1 STREAMS s >");
  redis.protocol(3);
  assert.equal(
    say("XINFO STREAM s FULL COUNT 1"),
    "%9 $6 length :2 $15 radix-tree-keys :1 $16 radix-tree-nodes :2 $17 last-generated-id $3 1-2 " +
      "$20 max-deleted-entry-id $3 0-0 $13 entries-added :2 $23 recorded-first-entry-id $3 1-1 " +
      "$7 entries *1 *2 $3 1-1 *2 $1 f $1 v $6 groups *1 %7 $4 name $1 g " +
      "$17 last-delivered-id $3 1-1 $12 entries-read :1 $3 lag :1 $9 pel-count :1 " +
      `$7 pending *1 *4 $3 1-1 $1 c :${now} :1 $9 consumers *1 %5 $4 name $1 c ` +
      `$9 seen-time :${now} $11 active-time :${now} $9 pel-count :1 $7 pending *1 *3 $3 1-1 ` +
      `:${now} :1`,
  );
});

test("XSETID: not below what was deleted (7.2)", () => {
  const { say } = server("1-1", "5-0");
  say("XDEL s 5-0");
  assert.equal(
    say("XSETID s 4-0"),
    "-ERR The ID specified in XSETID is smaller than current max_deleted_entry_id",
  );
  assert.equal(say("XSETID s 5-0"), "+OK");
});

test("lag: what is left to read, as far as that can be told (7.4)", () => {
  const { say } = server("1-1", "1-2", "1-3", "1-4");
  say("XGROUP CREATE s g 0");
  const lag = (): string => / \$3 lag (\S+)/.exec(say("XINFO GROUPS s"))![1];
  assert.equal(lag(), ":4");
  say("XTRIM s MAXLEN 2");
  assert.equal(lag(), ":2", "what was trimmed need not be read");
  say("XREADGROUP GROUP g c COUNT 1 STREAMS s >");
  assert.equal(lag(), ":1");
  say("XDEL s 1-4");
  assert.equal(lag(), "$-1", "something was deleted ahead of the group");
  say("XDEL s 1-3");
  assert.equal(lag(), ":0", "nothing is left");
});

test("XDELEX: KEEPREF, DELREF, ACKED (8.2)", () => {
  const { say } = server("1-1", "1-2", "1-3", "1-4");
  say("XGROUP CREATE s g 0");
  say("XREADGROUP GROUP g c COUNT 3 STREAMS s >");
  say("XACK s g 1-2");
  assert.equal(say("XDELEX s IDS 2 1-1 9-9"), "*2 :1 :-1");
  assert.match(say("XPENDING s g"), /^\*4 :2 \$3 1-1 /, "its reference stays");
  assert.equal(say("XDELEX s ACKED IDS 3 1-2 1-3 1-4"), "*3 :1 :2 :2");
  assert.equal(say("XDELEX s DELREF IDS 1 1-3"), "*1 :1");
  assert.match(say("XPENDING s g"), /^\*4 :1 \$3 1-1 \$3 1-1 /);
  assert.equal(say("XDELEX nowhere IDS 2 1-1 1-2"), "*2 :-1 :-1");
  assert.equal(say("XLEN s"), ":1");
});

test("XACKDEL: acknowledged and deleted at once (8.2)", () => {
  const { say } = server("1-1", "1-2", "1-3");
  for (const group of ["g", "h"]) {
    say(`XGROUP CREATE s ${group} 0`);
    say(`XREADGROUP GROUP ${group} c STREAMS s >`);
  }
  assert.equal(say("XACKDEL s g ACKED IDS 2 1-1 9-9"), "*2 :2 :-1");
  assert.equal(say("XACKDEL s h ACKED IDS 1 1-1"), "*1 :1");
  assert.equal(say("XACKDEL s g DELREF IDS 1 1-2"), "*1 :1");
  assert.equal(say("XACKDEL s g IDS 1 1-3"), "*1 :1");
  assert.equal(say("XLEN s"), ":0");
  assert.match(say("XPENDING s g"), /^\*4 :0/);
  assert.match(say("XPENDING s h"), /^\*4 :1 \$3 1-3/);
  assert.equal(say("XACKDEL s nope IDS 1 1-1"), "*1 :-1");
});

test("XDELEX and XACKDEL: wrong requests (8.2)", () => {
  const { say } = server("1-1");
  say("XGROUP CREATE s g 0");
  for (const command of ["XDELEX s", "XACKDEL s g"]) {
    const positive = "-ERR Number of IDs must be a positive integer";
    assert.equal(say(`${command} IDS 0 1-1`), positive);
    assert.equal(say(`${command} IDS abc 1-1`), positive);
    const match = "-ERR The `numids` parameter must match the number of arguments";
    assert.equal(say(`${command} IDS 3 1-1 1-2`), match);
    assert.equal(say(`${command} IDS 1 1-1 1-2`), "-ERR syntax error");
    assert.equal(say(`${command} KEEPREF DELREF IDS 1 1-1`), "-ERR syntax error");
    assert.match(say(`${command} IDS 1 x`), /^-ERR Invalid stream ID/);
  }
});

test("XADD and XTRIM: what becomes of the references to what is trimmed (8.2)", () => {
  const ids = ["1-1", "1-2", "1-3", "1-4"];
  const read = (say: (line: string) => string): void => {
    say("XGROUP CREATE s g 0");
    say("XREADGROUP GROUP g c COUNT 2 STREAMS s >");
    say("XACK s g 1-2");
  };
  const keep = server(...ids);
  read(keep.say);
  assert.equal(keep.say("XTRIM s MAXLEN 3 KEEPREF"), ":1");
  assert.match(keep.say("XPENDING s g"), /^\*4 :1/);
  const drop = server(...ids);
  read(drop.say);
  assert.equal(drop.say("XADD s MAXLEN 3 DELREF 2-1 f v"), "$3 2-1");
  assert.match(drop.say("XPENDING s g"), /^\*4 :0/);
  assert.equal(drop.say("XLEN s"), ":3");
  const respect = server(...ids);
  read(respect.say);
  assert.equal(respect.say("XTRIM s MAXLEN 0 ACKED"), ":1", "only 1-2 is read and acknowledged");
  assert.equal(respect.say("XRANGE s - + COUNT 1"), "*1 *2 $3 1-1 *2 $1 f $1 v");
});
