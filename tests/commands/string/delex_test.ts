import { test } from "node:test";
import { LIST } from "../../../lib/keyspace/types.ts";
import { dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";

function withList(): TestEngine {
  const redis = testEngine();
  redis.session.db.put(Uint8Array.from("list", (c) => c.charCodeAt(0)), 0, 4, LIST, 0, 0);
  return redis;
}

test("DIGEST: sixteen hexadecimal digits of the value, null for a missing key (Redis 8.4)", () => {
  dialogue(
    withList(),
    `
    DIGEST k                 → $-1
    SET k "Hello world"      → +OK
    DIGEST k                 → $16 b6acb9d84a38ff74
    SET k hello              → +OK
    DIGEST k                 → $16 9555e8555c62dcfd
    DIGEST list              → ${WRONG_TYPE}
    DIGEST k k               → -ERR wrong number of arguments for 'digest' command
    `,
  );
});

test("DELEX: without a condition as DEL of one key, of any type (Redis 8.4)", () => {
  dialogue(withList(), "DELEX list → :1\n DELEX list → :0\n DBSIZE → :0");
});

test("DELEX IFEQ, IFNE, IFDEQ, IFDNE: only if the value meets the condition", () => {
  dialogue(
    testEngine(),
    `
    SET k hello                      → +OK
    DELEX k IFEQ other               → :0
    DELEX k IFNE hello               → :0
    DELEX k IFDEQ b6acb9d84a38ff74   → :0
    DELEX k IFDNE 9555e8555c62dcfd   → :0
    DELEX k IFDEQ 9555E8555C62DCFD   → :1
    SET k hello                      → +OK
    DELEX k ifne other               → :1
    SET k hello                      → +OK
    DELEX k IFDNE zzzzzzzzzzzzzzzz   → :1
    SET k hello                      → +OK
    DELEX k IFEQ hello               → :1
    DELEX k IFNE other               → :0
    `,
  );
});

test("DELEX: count of arguments, missing key, type, condition, digest are checked in this order", () => {
  dialogue(
    withList(),
    `
    DELEX missing IFEQ             → -ERR wrong number of arguments for 'delex' command
    DELEX missing IFEQ a b         → -ERR wrong number of arguments for 'delex' command
    DELEX missing FOO x            → :0
    DELEX missing IFDEQ short      → :0
    DELEX list FOO x               → -ERR Key should be of string type if conditions are specified
    SET k v                        → +OK
    DELEX k FOO x                  → -ERR Invalid condition. Use IFEQ, IFNE, IFDEQ, or IFDNE
    DELEX k IFDEQ short            → -ERR must be exactly 16 hexadecimal characters
    EXISTS k                       → :1
    `,
  );
});

test("DELIFEQ: deletes a key whose value is the one given (Valkey 9)", () => {
  dialogue(
    withList(),
    `
    SET k v             → +OK
    DELIFEQ k other     → :0
    DELIFEQ k v         → :1
    DELIFEQ k v         → :0
    DELIFEQ list v      → ${WRONG_TYPE}
    DELIFEQ k           → -ERR wrong number of arguments for 'delifeq' command
    `,
  );
});
