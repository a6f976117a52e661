import { test } from "node:test";
import assert from "node:assert/strict";
import { ask, dialogue } from "../../support/dialogue.ts";
import { type TestClient, testEngine } from "../../support/engine.ts";

test("ZPOPMIN, ZPOPMAX: members from an end, in RESP3 as pairs if a count is given", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    ZADD k 1 a 2 b 3 c 4 d 5 e 6 f → :6
    ZPOPMIN k                   → *2 $1 a $1 1
    ZPOPMAX k 2                 → *4 $1 f $1 6 $1 e $1 5
    ZPOPMIN k 0                 → *0
    ZPOPMIN none                → *0
    `,
  );
  redis.protocol(3);
  dialogue(
    redis,
    `
    ZPOPMIN k                   → *2 $1 b ,2
    ZPOPMIN k 1                 → *1 *2 $1 c ,3
    ZPOPMAX k 10                → *1 *2 $1 d ,4
    ZPOPMAX k 10                → *0
    EXISTS k                    → :0
    `,
  );
});

test("ZPOPMIN: a wrong count is refused before the key is looked at", () => {
  dialogue(
    testEngine(),
    `
    SET s v           → +OK
    ZPOPMIN s 1 2     → -ERR syntax error
    ZPOPMIN s -1      → -ERR value is out of range, must be positive
    ZPOPMIN s x       → -ERR value is out of range, must be positive
    ZPOPMIN s 0       → -WRONGTYPE Operation against a key holding the wrong kind of value
    ZPOPMAX s         → -WRONGTYPE Operation against a key holding the wrong kind of value
    `,
  );
});

test("ZMPOP: the first key that holds members gives them", () => {
  dialogue(
    testEngine(),
    `
    ZADD b 1 x 2 y 3 z          → :3
    ZADD c 1 w                  → :1
    ZMPOP 3 a b c MIN           → *2 $1 b *1 *2 $1 x $1 1
    ZMPOP 3 a b c max COUNT 9   → *2 $1 b *2 *2 $1 z $1 3 *2 $1 y $1 2
    ZMPOP 1 b MIN               → *-1
    ZMPOP 0 b MIN               → -ERR numkeys should be greater than 0
    ZMPOP x b MIN               → -ERR numkeys should be greater than 0
    ZMPOP 1 b MIN COUNT 0       → -ERR count should be greater than 0
    ZMPOP 1 b MIN COUNT         → -ERR syntax error
    ZMPOP 1 b MIN COUNT 1 COUNT 2 → -ERR syntax error
    ZMPOP 1 b                   → -ERR wrong number of arguments for 'zmpop' command
    ZMPOP 2 b MIN               → -ERR syntax error
    `,
  );
});

test("BZPOPMIN, BZMPOP: where there are members nobody waits", () => {
  dialogue(
    testEngine(),
    `
    ZADD k 1 a 2 b 3 c 4 d      → :4
    BZPOPMIN none k 0           → *3 $1 k $1 a $1 1
    BZPOPMAX k 0                → *3 $1 k $1 d $1 4
    BZMPOP 0 2 none k MAX COUNT 5 → *2 $1 k *2 *2 $1 c $1 3 *2 $1 b $1 2
    BZPOPMIN k x                → -ERR timeout is not a float or out of range
    BZPOPMIN k -1               → -ERR timeout is negative
    BZMPOP x 0 k MIN            → -ERR numkeys should be greater than 0
    BZMPOP x 1 k MIN            → -ERR timeout is not a float or out of range
    SET s v                     → +OK
    BZPOPMIN k s 0              → -WRONGTYPE Operation against a key holding the wrong kind of value
    `,
  );
});

/** What has come for a client, on one line. */
function heard(client: TestClient): string {
  return client.output().replaceAll("\r\n", " ").trim();
}

test("BZPOPMIN: who waits is served in the order of arrival, one member each", () => {
  const redis = testEngine();
  const [first, second, third] = [redis.client(), redis.client(), redis.client()];
  assert.equal(ask(first, "BZPOPMIN k 0"), "");
  assert.equal(ask(second, "BZPOPMAX other k 0"), "");
  assert.equal(ask(third, "BZMPOP 0 1 k MIN COUNT 2"), "");
  dialogue(redis, "ZADD k 1 a 2 b 3 c 4 d → :4");
  assert.equal(heard(first), "*3 $1 k $1 a $1 1");
  assert.equal(heard(second), "*3 $1 k $1 d $1 4");
  assert.equal(heard(third), "*2 $1 k *2 *2 $1 b $1 2 *2 $1 c $1 3");
  dialogue(redis, "EXISTS k → :0");
});

test("BZPOPMIN: ends without a member when its time is over", () => {
  const redis = testEngine();
  const client = redis.client();
  assert.equal(ask(client, "BZPOPMIN k 1.5"), "");
  redis.clock.advance(1400);
  redis.engine.tick();
  assert.equal(heard(client), "");
  redis.clock.advance(200);
  redis.engine.tick();
  assert.equal(heard(client), "*-1");
  dialogue(redis, "ZADD k 1 a → :1");
  assert.equal(heard(client), "");
  client.protocol(3);
  assert.equal(ask(client, "BZPOPMIN none 0.1"), "");
  redis.clock.advance(101);
  redis.engine.tick();
  assert.equal(heard(client), "_");
});

test("BZPOPMIN: within MULTI it answers at once; what a transaction adds wakes others at its end", () => {
  const redis = testEngine();
  const client = redis.client();
  assert.equal(ask(client, "BZPOPMIN k 0"), "");
  dialogue(
    redis,
    `
    MULTI             → +OK
    BZPOPMIN k 0      → +QUEUED
    ZADD k 2 b        → +QUEUED
    ZADD k 1 a        → +QUEUED
    EXEC              → *3 *-1 :1 :1
    ZRANGE k 0 -1     → *1 $1 b
    `,
  );
  assert.equal(heard(client), "*3 $1 k $1 a $1 1");
});

test("BZPOPMIN: a key that becomes a sorted set by another name wakes, another type does not", () => {
  const redis = testEngine();
  const client = redis.client();
  assert.equal(ask(client, "BZPOPMIN k 0"), "");
  dialogue(
    redis,
    `
    SET k v           → +OK
    DEL k             → :1
    ZADD other 1 a    → :1
    RENAME other k    → +OK
    EXISTS k          → :0
    `,
  );
  assert.equal(heard(client), "*3 $1 k $1 a $1 1");
});
