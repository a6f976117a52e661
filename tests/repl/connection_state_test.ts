import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionState } from "../../lib/repl/connection_state.ts";
import { wordsOf } from "../../lib/repl/words.ts";
import { fromLatin1 } from "../../lib/resp/args.ts";
import { ReplyDecoder } from "../../lib/resp/reply_decoder.ts";
import type { Reply } from "../../lib/resp/value.ts";

function reply(wire: string): Reply {
  const decoder = new ReplyDecoder();
  decoder.push(fromLatin1(wire.replaceAll("|", "\r\n")));
  return decoder.next()!;
}

/** Commands and their answers. */
function after(...steps: [line: string, wire: string][]): ConnectionState {
  const state = new ConnectionState();
  for (const [line, wire] of steps) state.follow(wordsOf(line)!, reply(wire));
  return state;
}

const QUEUED: [steps: [string, string][], queued: number | null][] = [
  [[["get a", "$-1|"]], null],
  [[["multi", "+OK|"]], 0],
  [[["multi", "+OK|"], ["set a 1", "+QUEUED|"], ["foo", "-ERR unknown|"]], 1],
  [[["multi", "+OK|"], ["multi", "-ERR nested|"]], 0],
  [[["multi", "+OK|"], ["set a 1", "+QUEUED|"], ["exec", "*1|+OK|"]], null],
  [[["multi", "+OK|"], ["exec", "-EXECABORT|"]], null],
  [[["multi", "+OK|"], ["exec", "*-1|"]], null],
  [[["multi", "+OK|"], ["discard", "+OK|"]], null],
  [[["multi", "+OK|"], ["reset", "+RESET|"]], null],
  [[["echo QUEUED", "+QUEUED|"]], null],
];

for (const [steps, queued] of QUEUED) {
  const lines = steps.map(([line]) => line).join(", ");
  test(`connection state: ${lines}: ${queued} are queued`, () => {
    assert.equal(after(...steps).queued?.length ?? null, queued);
  });
}

test("connection state: subscriptions are what the server says last, shards apart", () => {
  const state = after(["subscribe a b", "*3|$9|subscribe|$1|a|:1|"]);
  assert.equal(state.subscriptions, 1);
  state.hear(reply("*3|$9|subscribe|$1|b|:2|"));
  state.hear(reply("*3|$7|message|$1|a|$1|1|"));
  assert.equal(state.subscriptions, 2);
  state.follow(wordsOf("ssubscribe c")!, reply(">3|$10|ssubscribe|$1|c|:1|"));
  assert.equal(state.subscriptions, 3);
  state.follow(wordsOf("unsubscribe")!, reply(">3|$11|unsubscribe|$1|a|:1|"));
  state.hear(reply(">3|$11|unsubscribe|$1|b|:0|"));
  assert.equal(state.subscriptions, 1);
  state.reset();
  assert.equal(state.subscriptions, 0);
});

test("connection state: a reply that looks like a subscription is none", () => {
  assert.equal(after(["eval x 0", "*3|$9|subscribe|$1|a|:1|"]).subscriptions, 0);
});

test("connection state: MONITOR goes on until the connection ends", () => {
  const state = after(["monitor", "+OK|"]);
  assert.equal(state.isMonitoring, true);
  state.reset();
  assert.equal(state.isMonitoring, false);
});

const ANSWERED: [lines: string[], answered: boolean[]][] = [
  [["get a", "client reply on", "get a"], [true, true, true]],
  [["client reply off", "get a", "client reply on", "get a"], [false, false, true, true]],
  [["client reply skip", "get a", "get a"], [false, false, true]],
  [["client reply off", "client reply skip", "get a"], [false, false, false]],
  [["client reply skip", "client reply on", "get a"], [false, true, true]],
  [["client reply foo", "client reply"], [true, true]],
];

for (const [lines, answered] of ANSWERED) {
  test(`connection state: who is answered: ${lines.join(", ")}`, () => {
    const state = new ConnectionState();
    assert.deepEqual(lines.map((line) => state.isAnswered(wordsOf(line)!)), answered);
  });
}
