import { test } from "node:test";
import { expectReports } from "../../support/effects.ts";
import { testEngine } from "../../support/engine.ts";

test("SET and its relatives are logged with absolute times, without conditions", () => {
  expectReports(
    testEngine(),
    `
    SET k v                    → set(k)
    SET k v NX                 → -
    SET k v XX                 → set(k)
    SET k v EX 10              → set(k), expire(k), as SET k v PXAT 1700000010000
    SET k w KEEPTTL GET        → set(k), as SET k w KEEPTTL
    SET k w IFEQ w             → set(k), as SET k w
    SET k w IFEQ x             → -
    SETEX k 1 v                → set(k), expire(k), as SET k v PXAT 1700000001000
    PSETEX k 1 v               → set(k), expire(k), as SET k v PXAT 1700000000001
    SETNX k v                  → -
    SETNX l v                  → set(l)
    GETSET l w                 → set(l), as SET l w
    MSET a 1 b 2               → set(a), set(b)
    MSETNX a 1 c 2             → -
    MSETEX 2 a 1 b 2 PX 5 NX   → -
    MSETEX 2 a 1 b 2           → set(a), set(b), as SET a 1, as SET b 2
    MSETEX 1 a 1 KEEPTTL       → set(a), as SET a 1 KEEPTTL
    MSETEX 2 a 1 b 2 PX 5 XX   → set(a), expire(a), set(b), expire(b), as SET a 1 PXAT 1700000000005, as SET b 2 PXAT 1700000000005
    `,
  );
});

test("GETEX, GETDEL, DELEX and DELIFEQ are logged as what they did", () => {
  expectReports(
    testEngine(),
    `
    SET k v           → set(k)
    GETEX k           → -
    GETEX k PERSIST   → -
    GETEX k EX 10     → expire(k), as PEXPIREAT k 1700000010000
    GETEX k PERSIST   → persist(k), as PERSIST k
    GETEX k PXAT 5    → del(k), as DEL k
    GETDEL k          → -
    SET k w           → set(k)
    DELEX k IFEQ v    → -
    DELEX k IFEQ w    → del(k), as DEL k
    SET k x           → set(k)
    GETDEL k          → del(k), as DEL k
    SET k y           → set(k)
    DELIFEQ k y       → del(k), as DEL k
    `,
  );
});

test("numbers are logged as sent, floats and INCREX by their result", () => {
  expectReports(
    testEngine(),
    `
    INCR n                      → incrby(n)
    DECRBY n 3                  → incrby(n)
    INCRBYFLOAT n 0.5           → incrbyfloat(n), as SET n -1.5 KEEPTTL
    INCREX m EX 10              → incrby(m), expire(m), as SET m 1 PXAT 1700000010000
    INCREX m                    → incrby(m), as SET m 2 KEEPTTL
    INCREX m UBOUND 2           → -
    INCREX m PERSIST            → incrby(m), persist(m), as SET m 3
    INCREX m BYFLOAT 0.5        → incrbyfloat(m), as SET m 3.5 KEEPTTL
    INCREX m BYFLOAT 1 PXAT 1   → del(m), as DEL m
    `,
  );
});

test("APPEND, SETRANGE and the bit commands report nothing when nothing changed", () => {
  expectReports(
    testEngine(),
    `
    APPEND k abc                               → append(k)
    SETRANGE k 1 x                             → setrange(k)
    SETRANGE k 9 ""                            → -
    SETBIT b 7 0                               → setbit(b)
    SETBIT b 7 1                               → setbit(b)
    SETBIT b 7 1                               → -
    BITFIELD b SET u8 0 1                      → -
    BITFIELD b SET u8 0 2                      → setbit(b)
    BITFIELD b OVERFLOW FAIL INCRBY u8 0 300   → -
    BITFIELD b GET u8 100                      → -
    BITOP NOT d b                              → set(d)
    BITOP AND d none                           → del(d)
    BITOP AND d none                           → -
    PFADD h a                                  → pfadd(h)
    PFADD h a                                  → -
    PFCOUNT h                                  → (h)
    PFCOUNT h                                  → -
    PFMERGE d h                                → pfadd(d)
    `,
  );
});
