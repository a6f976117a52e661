import { test } from "node:test";
import assert from "node:assert/strict";
import { LIST } from "../../../lib/keyspace/types.ts";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("LCS: the common subsequence, its length, or where its runs stand", () => {
  dialogue(
    testEngine(),
    `
    MSET a ohmytext b mynewtext                → +OK
    LCS a b                                    → $6 mytext
    LCS a b LEN                                → :6
    LCS a b idx                                → *4 $7 matches *2 *2 *2 :4 :7 *2 :5 :8 *2 *2 :2 :3 *2 :0 :1 $3 len :6
    LCS a b IDX MINMATCHLEN 4                  → *4 $7 matches *1 *2 *2 :4 :7 *2 :5 :8 $3 len :6
    LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN     → *4 $7 matches *1 *3 *2 :4 :7 *2 :5 :8 :4 $3 len :6
    LCS a b IDX MINMATCHLEN -5 MINMATCHLEN 9   → *4 $7 matches *0 $3 len :6
    LCS a missing                              → $0
    LCS a missing LEN                          → :0
    LCS missing other IDX                      → *4 $7 matches *0 $3 len :0
    `,
  );
});

test("LCS IDX: a map in RESP3", () => {
  const redis = testEngine();
  redis.command("MSET", "a", "x", "b", "x");
  redis.protocol(3);
  assert.equal(
    redis.command("LCS", "a", "b", "IDX").replaceAll("\r\n", " "),
    "%2 $7 matches *1 *2 *2 :0 :0 *2 :0 :0 $3 len :1 ",
  );
});

test("LCS: the types of both keys come first, then the options, then the size", () => {
  const redis = testEngine({ "proto-max-bulk-len": "1mb" });
  redis.session.db.put(Uint8Array.from("list", (c) => c.charCodeAt(0)), 0, 4, LIST, 0, 0);
  redis.command("SET", "large", "x".repeat(1000));
  dialogue(
    redis,
    `
    LCS list missing FOO               → -ERR The specified keys must contain string values
    LCS missing list                   → -ERR The specified keys must contain string values
    LCS a b FOO                        → -ERR syntax error
    LCS a b MINMATCHLEN                → -ERR syntax error
    LCS a b MINMATCHLEN x              → -ERR value is not an integer or out of range
    LCS a b LEN IDX                    → -ERR If you want both the length and indexes, please just use IDX.
    LCS large large LEN                → -ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len
    LCS a                              → -ERR wrong number of arguments for 'lcs' command
    `,
  );
});
