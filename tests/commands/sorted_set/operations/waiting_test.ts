import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, dialogue } from "../../../support/dialogue.ts";
import { testEngine } from "../../../support/engine.ts";

/** Commands that make d a sorted set with the member m, and their replies. */
const STORES: [command: string, reply: string][] = [
  ["ZUNIONSTORE d 1 src", ":1"],
  ["ZINTERSTORE d 2 src src", ":1"],
  ["ZDIFFSTORE d 1 src", ":1"],
  ["ZRANGESTORE d src 0 -1", ":1"],
  ["GEOSEARCHSTORE d src FROMLONLAT 1 1 BYRADIUS 1 km", ":1"],
  ["GEORADIUS src 1 1 1 km STORE d", ":1"],
  ["GEOADD d 1 1 m", ":1"],
];

test("BZPOPMIN: whoever waits for a key is served when an operation stores it", () => {
  for (const [command, reply] of STORES) {
    const redis = testEngine();
    const client = redis.client();
    dialogue(redis, "GEOADD src 1 1 m → :1");
    assert.equal(ask(client, "BZPOPMIN d 0"), "");
    dialogue(redis, `${command} → ${reply}`);
    assert.match(client.output(), /^\*3\r\n\$1\r\nd\r\n\$1\r\nm\r\n/, command);
    dialogue(redis, "EXISTS d → :0\n ZCARD src → :1");
  }
});
