import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkTemplate,
  type PromptState,
  promptText,
} from "../../../lib/repl/profiles/template.ts";

const PLAIN: PromptState = {
  profile: "",
  address: "127.0.0.1:6379",
  host: "127.0.0.1",
  port: "6379",
  user: "",
  db: 0,
  queued: null,
  subscriptions: 0,
  protocol: 2,
  isConnected: true,
  isMute: false,
};

const PROMPTS: [state: Partial<PromptState>, template: string | undefined, prompt: string][] = [
  [{}, undefined, "127.0.0.1:6379> "],
  [{ db: 3 }, undefined, "127.0.0.1:6379[3]> "],
  [{ queued: 0 }, undefined, "127.0.0.1:6379(TX)> "],
  [{ db: 1, queued: 2 }, undefined, "127.0.0.1:6379[1](TX 2)> "],
  [{ subscriptions: 2 }, undefined, "127.0.0.1:6379(subscribed 2)> "],
  [{ protocol: 3 }, undefined, "127.0.0.1:6379(RESP3)> "],
  [{ isMute: true }, undefined, "127.0.0.1:6379(no replies)> "],
  [{ profile: "prod", db: 2, protocol: 3 }, undefined, "prod[2](RESP3)> "],
  [{ isConnected: false }, undefined, "not connected> "],
  [{ isConnected: false, profile: "prod" }, undefined, "prod (not connected)> "],
  [{ db: 4 }, "{user}@{host} {port} {database}{tx}$ ", "default@127.0.0.1 6379 4$ "],
  [{ profile: "a" }, "{profile} at {address}: ", "a at 127.0.0.1:6379: "],
  [{}, "{} {{name}} ", "{} {127.0.0.1:6379} "],
];

for (const [state, template, prompt] of PROMPTS) {
  test(`prompt: ${JSON.stringify(prompt)} for ${JSON.stringify(state)}`, () => {
    assert.equal(promptText({ ...PLAIN, ...state }, template), prompt);
  });
}

test("prompt: a place that is not known is told, with the one that was meant", () => {
  assert.equal(checkTemplate("{name}{state}> "), null);
  assert.equal(checkTemplate("{nmae}> "), "knows no {nmae}: did you mean {name}?");
  assert.match(checkTemplate("{temperature}> ")!, /^knows no \{temperature\}, but \{profile\} /);
});
