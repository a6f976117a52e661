import { test } from "node:test";
import assert from "node:assert/strict";
import { Args } from "../../../lib/resp/args.ts";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

const BAD_TYPE =
  "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.";
const BAD_OFFSET = "-ERR bit offset is not an integer or out of range";

test("BITFIELD: several operations at once, replies in their order", () => {
  dialogue(
    testEngine(),
    `
    BITFIELD k INCRBY i5 100 1 GET u4 0         → *2 :1 :0
    BITFIELD k SET u8 #1 255 GET u8 8 get i8 8  → *3 :0 :255 :-1
    BITFIELD k SET i64 0 -9223372036854775808   → *1 :71776119061217280
    BITFIELD k GET i64 0 GET u63 1              → *2 :-9223372036854775808 :0
    BITFIELD k                                  → *0
    BITFIELD missing GET u8 0                   → *1 :0
    EXISTS missing                              → :0
    `,
  );
});

test("BITFIELD OVERFLOW: wraps, saturates, or fails with null, for the operations behind it", () => {
  dialogue(
    testEngine(),
    `
    BITFIELD k SET u2 0 3 SET u2 2 3 SET u2 4 3                          → *3 :0 :0 :0
    BITFIELD k INCRBY u2 0 1 OVERFLOW SAT INCRBY u2 2 1 OVERFLOW fail INCRBY u2 4 1 → *3 :0 :3 $-1
    BITFIELD k OVERFLOW SAT SET i8 #2 200 GET i8 #2                      → *2 :0 :127
    BITFIELD k OVERFLOW FAIL SET i8 #2 200 GET i8 #2                     → *2 $-1 :127
    BITFIELD k SET i8 #2 200 GET i8 #2                                   → *2 :127 :-56
    `,
  );
});

test("BITFIELD: the string grows for what is written, even if it fails", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    BITFIELD k GET u8 800 OVERFLOW FAIL INCRBY u8 20 256   → *2 :0 $-1
    STRLEN k                                               → :4
    OBJECT ENCODING k                                      → $3 raw
    SET n 12                                               → +OK
    BITFIELD n GET u8 0                                    → *1 :49
    OBJECT ENCODING n                                      → $3 int
    `,
  );
  redis.protocol(3);
  assert.equal(
    redis.command("BITFIELD", "k", "OVERFLOW", "FAIL", "INCRBY", "u1", "0", "2"),
    "*1\r\n_\r\n",
  );
});

test("BITFIELD: one bad operation, and none is done", () => {
  dialogue(
    testEngine({ "proto-max-bulk-len": "1mb" }),
    `
    BITFIELD k SET u8 0 1 FOO              → -ERR syntax error
    BITFIELD k SET u8 0                    → -ERR syntax error
    BITFIELD k GET u8                      → -ERR syntax error
    BITFIELD k OVERFLOW                    → -ERR syntax error
    BITFIELD k OVERFLOW FOO                → -ERR Invalid OVERFLOW type specified
    BITFIELD k SET u64 0 1                 → ${BAD_TYPE}
    BITFIELD k SET i65 0 1                 → ${BAD_TYPE}
    BITFIELD k SET u0 0 1                  → ${BAD_TYPE}
    BITFIELD k SET x8 0 1                  → ${BAD_TYPE}
    BITFIELD k SET u8 -1 1                 → ${BAD_OFFSET}
    BITFIELD k SET u8 #x 1                 → ${BAD_OFFSET}
    BITFIELD k SET u8 8388608 1            → ${BAD_OFFSET}
    BITFIELD k SET u8 0 x                  → -ERR value is not an integer or out of range
    BITFIELD k SET u8 0 1.5                → -ERR value is not an integer or out of range
    EXISTS k                               → :0
    `,
  );
});

test("BITFIELD_RO: reads only", () => {
  dialogue(
    testEngine(),
    `
    SET k abc                                   → +OK
    BITFIELD_RO k GET u8 0 GET u8 #1            → *2 :97 :98
    BITFIELD_RO k GET u8 0 SET u8 0 1           → -ERR BITFIELD_RO only supports the GET subcommand
    BITFIELD_RO k INCRBY u8 0 1                 → -ERR BITFIELD_RO only supports the GET subcommand
    BITFIELD_RO k OVERFLOW SAT GET u8 0         → *1 :97
    BITFIELD_RO missing GET i64 0               → *1 :0
    `,
  );
});

test("BITFIELD: any number of operations", () => {
  const redis = testEngine();
  const args = Args.of("BITFIELD", "k", "SET", "u1", "0", "1");
  for (let i = 0; i < 150_000; i++) {
    for (const j of [2, 3, 4, 5]) args.push(args.start(j), args.end(j));
  }
  redis.engine.execute(redis.session, args);
  assert.ok(redis.output().startsWith("*150001\r\n:0\r\n:1\r\n"));
});
